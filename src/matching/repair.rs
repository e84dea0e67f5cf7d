//! What loosening a must would bring.

use super::answer::Repair;
use super::index::Index;
use super::index::chunk::{self, Chunk};
use super::plan::Plan;
use super::question::Question;
use super::scan;

/// For each *must have* whose loosening brings somebody, in the order of the wants, how many people with a place left
/// would match if it became *important*: what [`super::rank`] then gives as the total.
#[must_use]
pub fn repair(index: &Index, question: &Question) -> Vec<Repair> {
    let plan = Plan::new(index, question);
    let mut now = 0;
    let mut without = vec![0; plan.musts.len()];
    for at in 0..index.blocks.len() {
        let gate = scan::split(&plan, at, &plan.gate(at)).placed;
        if chunk::is_empty(&gate) {
            continue;
        }
        let met: Vec<Chunk> = plan.musts.iter().map(|want| plan.meets(*want, at)).collect();
        now += count(gate, met.iter());
        for (left_out, total) in without.iter_mut().enumerate() {
            *total += count(gate, met[..left_out].iter().chain(&met[left_out + 1..]));
        }
    }
    let repairs = plan.musts.iter().zip(without).filter(|(_, total)| *total > now);
    repairs.map(|(want, total)| Repair { want: *want, total }).collect()
}

fn count<'a>(mut rows: Chunk, musts: impl Iterator<Item = &'a Chunk>) -> u32 {
    musts.for_each(|met| chunk::and(&mut rows, met));
    chunk::count(&rows)
}
