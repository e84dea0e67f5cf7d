//! Answers to a question.

use super::answer::{Answer, OrderKey, Ranked};
use super::best::Best;
use super::explain::explain;
use super::facts::PersonKey;
use super::index::Index;
use super::index::chunk::{self, ROWS, WORDS};
use super::plan::Plan;
use super::question::Question;
use super::scan::{self, Scorer};

/// The page of a question, best first, each with their reasons.
#[must_use]
pub fn rank(index: &Index, question: &Question) -> Answer {
    let plan = Plan::new(index, question);
    let mut scorer = Scorer::new(&plan);
    let mut best = Best::new(question.take.saturating_add(1));
    let mut answer = Answer::default();
    for at in 0..index.blocks.len() {
        let passed = scan::passed(&plan, at);
        answer.total += chunk::count(&passed.placed);
        answer.full += chunk::count(&passed.full);
        let mut rows = if plan.full { passed.full } else { passed.placed };
        let many = chunk::count(&rows);
        if Scorer::are_few(many) {
            for row in chunk::rows(&rows) {
                let key = scan::key(&plan, at * ROWS + row, plan.score(at * ROWS + row));
                if question.after.is_none_or(|after| key < after) {
                    best.offer(key, at * ROWS + row);
                }
            }
            continue;
        }
        scorer.reckon(at);
        if let Some(after) = &question.after {
            rows = scorer.after(&rows, at, after);
        }
        if best.room() > 0 {
            rows = scorer.best(&rows, best.many());
            for row in chunk::rows(&{ rows }).take(best.room()) {
                best.offer(scorer.key(at, row), at * ROWS + row);
                chunk::clear(&mut rows, row);
            }
        }
        let Some(mut limit) = best.limit() else { continue };
        let level = scorer.level(&limit);
        rows = scorer.before(&rows, &limit);
        for word in 0..WORDS {
            // Between words the limit rises, which only puts more people behind it.
            let contenders = scorer.contenders(at, word, rows[word], level[word], &limit);
            for row in chunk::rows_of(word, contenders) {
                if let Some(key) = scorer.key_before(at, row, &limit) {
                    best.offer(key, at * ROWS + row);
                    limit = best.limit().unwrap_or(limit);
                }
            }
        }
    }
    let mut kept = best.into_order();
    answer.more = kept.len() > question.take;
    kept.truncate(question.take);
    answer.ranked = kept.into_iter().map(|(key, row)| explain(&plan, question, row, key)).collect();
    answer
}

/// How somebody answers a question, with reasons; None when a gate keeps them away, when they do not meet a must, or
/// when they are full and the question does not ask for the full (or the other way round).
#[must_use]
pub fn appraise(index: &Index, question: &Question, person: PersonKey) -> Option<Ranked> {
    let plan = Plan::new(index, question);
    let row = index.row(person)?;
    let key = standing_key(&plan, row)?;
    Some(explain(&plan, question, row, key))
}

/// The same for somebody already chosen: neither a must nor the want of a place keeps them away, only the gates do.
#[must_use]
pub fn appraise_regardless(index: &Index, question: &Question, person: PersonKey) -> Option<Ranked> {
    let plan = Plan::new(index, question);
    let row = index.row(person).filter(|row| plan.is_open(*row))?;
    Some(explain(&plan, question, row, scan::key(&plan, row, plan.score(row))))
}

/// The place of somebody in the whole order, the first being 1; None when they do not match. `after` and `take` do not
/// count.
#[must_use]
pub fn standing(index: &Index, question: &Question, person: PersonKey) -> Option<u32> {
    let plan = Plan::new(index, question);
    let own = standing_key(&plan, index.row(person)?)?;
    let mut scorer = Scorer::new(&plan);
    let mut standing = 1;
    for at in 0..index.blocks.len() {
        let passed = scan::passed(&plan, at);
        let rows = if plan.full { passed.full } else { passed.placed };
        if chunk::is_empty(&rows) {
            continue;
        }
        scorer.reckon(at);
        let behind = scorer.after(&rows, at, &own);
        standing += chunk::count(&rows) - chunk::count(&behind);
    }
    // They do not come after themselves.
    Some(standing - 1)
}

/// Everybody who matches, in order. `after` and `take` do not count.
#[must_use]
pub fn everybody(index: &Index, question: &Question) -> Vec<PersonKey> {
    let plan = Plan::new(index, question);
    let mut scorer = Scorer::new(&plan);
    let mut keys: Vec<OrderKey> = Vec::new();
    for at in 0..index.blocks.len() {
        let passed = scan::passed(&plan, at);
        let rows = if plan.full { passed.full } else { passed.placed };
        if !chunk::is_empty(&rows) {
            scorer.reckon(at);
            keys.extend(chunk::rows(&rows).map(|row| scorer.key(at, row)));
        }
    }
    keys.sort_unstable_by(|one, other| other.cmp(one));
    keys.into_iter().map(|key| key.person).collect()
}

/// Where somebody who matches stands.
fn standing_key(plan: &Plan, row: usize) -> Option<OrderKey> {
    let matches = plan.is_open(row) && plan.has_asked_place(row) && plan.meets_musts(row);
    matches.then(|| scan::key(plan, row, plan.score(row)))
}
