//! A question, read for one index: which rows pass, and what is looked at to score them.

mod asked;
mod scale;
mod source;

use std::borrow::Cow;

pub use self::asked::Asked;
pub use self::scale::Scale;
use super::criteria::Criteria;
use super::index::Index;
use super::index::block::Block;
use super::index::chunk::{self, Chunk, NONE, ROWS};
use super::index::layout;
use super::order;
use super::question::Question;

/// What a question asks of the rows of an index.
pub struct Plan<'a> {
    pub index: &'a Index,
    /// What may be offered, in the pools of the asker.
    pools: Vec<u32>,
    /// Rows that are never shown, in rising order.
    hidden: Vec<usize>,
    pub asked: Vec<Asked>,
    /// Each must, by its place among the wants.
    pub musts: Vec<usize>,
    found: Cow<'a, [Chunk]>,
    pub full: bool,
    pub turn: order::Turn,
}

impl<'a> Plan<'a> {
    pub fn new(index: &'a Index, question: &Question<'a>) -> Self {
        let asker = question.asker;
        let pools = asker.pools.iter().filter_map(|pool| index.pool(*pool, question.criteria.offering));
        let never = asker.excluded.iter().chain(&asker.person);
        let mut hidden: Vec<usize> = never.filter_map(|person| index.row(*person)).collect();
        hidden.sort_unstable();
        let wants = question.criteria.wants.iter().take(Criteria::MOST);
        let wants: Vec<Asked> = wants.map(|want| Asked::new(index, asker, want)).collect();
        Self {
            index,
            pools: pools.collect(),
            hidden,
            musts: (0..wants.len()).filter(|at| wants[*at].must).collect(),
            asked: wants,
            found: question.hits.map_or(Cow::Borrowed(&[]), |hits| index.found(hits)),
            full: question.full,
            turn: order::Turn::new(asker),
        }
    }

    /// The rows of a block with the words that were looked for.
    pub fn found(&self, block: usize) -> &Chunk {
        self.found.get(block).unwrap_or(&NONE)
    }

    /// The rows of a block that no gate closes, with a place left or not.
    pub fn gate(&self, at: usize) -> Chunk {
        let block = &self.index.blocks[at];
        let mut open = NONE;
        self.pools
            .iter()
            .filter_map(|pair| block.pools.get(*pair))
            .for_each(|pool| chunk::or(&mut open, pool));
        let from = self.hidden.partition_point(|row| *row < at * ROWS);
        let hidden = self.hidden[from..].iter().take_while(|row| **row < (at + 1) * ROWS);
        hidden.for_each(|row| chunk::clear(&mut open, row % ROWS));
        open
    }

    /// The rows of a block that meet a want as a must.
    pub fn meets(&self, want: usize, at: usize) -> Chunk {
        let mut met = NONE;
        for source in &self.asked[want].whole {
            chunk::or(&mut met, &source.rows(&self.index.blocks[at], self.found(at)));
        }
        met
    }

    /// Whether no gate closes for the person of a row; whether they have a place left is not asked.
    pub fn is_open(&self, row: usize) -> bool {
        let block = &self.index.blocks[row / ROWS];
        self.pools.iter().any(|pair| block.pools.holds(*pair, row % ROWS))
            && self.hidden.binary_search(&row).is_err()
    }

    /// Whether the person of a row meets every must.
    pub fn meets_musts(&self, row: usize) -> bool {
        let block = &self.index.blocks[row / ROWS];
        self.musts.iter().all(|want| self.asked[*want].is_met(block, self.found(row / ROWS), row % ROWS))
    }

    /// Whether the person of a row is among those asked for: with a place left, or full.
    pub fn has_asked_place(&self, row: usize) -> bool {
        self.index.blocks[row / ROWS].holds(layout::PLACE, row % ROWS) != self.full
    }

    /// Σ weight × m.
    pub fn score(&self, row: usize) -> u32 {
        let block = &self.index.blocks[row / ROWS];
        let found = self.found(row / ROWS);
        self.asked.iter().map(|asked| asked.factor * u32::from(asked.share(block, found, row % ROWS))).sum()
    }

    pub fn block(&self, row: usize) -> &Block {
        &self.index.blocks[row / ROWS]
    }
}
