//! Going through an index block by block: who passes, and their scores as planes.

use super::answer::OrderKey;
use super::index::chunk::{self, Chunk, ROWS};
use super::index::layout;
use super::order::{self, COARSE_BITS};
use super::plan::{Plan, Scale};
use super::planes::Planes;

/// Up to so many rows of a block are looked at one by one.
const FEW: u32 = 24;

/// The rows of one block that match: no gate, every must.
pub struct Passed {
    /// Those with a place left.
    pub placed: Chunk,
    /// Those who are full.
    pub full: Chunk,
}

/// The rows of a block that match.
pub fn passed(plan: &Plan, at: usize) -> Passed {
    let mut open = plan.gate(at);
    if !chunk::is_empty(&open) {
        plan.musts.iter().for_each(|want| chunk::and(&mut open, &plan.meets(*want, at)));
    }
    split(plan, at, &open)
}

/// Into those with a place left and those without.
pub fn split(plan: &Plan, at: usize, open: &Chunk) -> Passed {
    let place = &plan.index.blocks[at].columns[layout::PLACE];
    let (mut placed, mut full) = (*open, *open);
    chunk::and(&mut placed, place);
    chunk::and_not(&mut full, place);
    Passed { placed, full }
}

/// Keeps the order keys of the rows of a block.
pub struct Scorer<'p, 'a> {
    plan: &'p Plan<'a>,
    scale: Scale,
    planes: Planes,
    counter: Planes,
}

impl<'p, 'a> Scorer<'p, 'a> {
    pub fn new(plan: &'p Plan<'a>) -> Self {
        let scale = Scale::new(&plan.asked);
        Self { plan, scale, planes: Planes::default(), counter: Planes::default() }
    }

    /// Whether so few rows are better looked at one by one.
    pub const fn are_few(rows: u32) -> bool {
        rows <= FEW
    }

    /// Reckons the planes of a block: the units of the score and, where they tell it exactly, below them the coarse tie.
    pub fn reckon(&mut self, at: usize) {
        let block = &self.plan.index.blocks[at];
        let found = self.plan.found(at);
        let coarse = self.coarse_bits();
        self.planes.reset(0);
        (0..coarse).for_each(|bit| self.planes.push(&block.columns[layout::COARSE + bit]));
        (0..self.scale.planes).for_each(|_| self.planes.push(&chunk::NONE));
        for part in &self.scale.parts {
            if part.units == 0 {
                continue;
            }
            if part.sources.len() < 3 {
                for source in &part.sources {
                    self.planes.add(&source.rows(block, found), part.units, coarse);
                }
                continue;
            }
            self.counter.reset((usize::BITS - part.sources.len().leading_zeros()) as usize);
            for source in &part.sources {
                self.counter.add(&source.rows(block, found), 1, 0);
            }
            for bit in 0..self.counter.len() {
                self.planes.add(self.counter.get(bit), part.units, coarse + bit);
            }
        }
    }

    /// Of these rows, those that may be among the best so many.
    pub fn best(&self, rows: &Chunk, many: usize) -> Chunk {
        let reached = self.planes.reached_by(rows, many);
        self.of_at_least(rows, reached.saturating_sub(self.scale.slack.div_ceil(self.scale.unit)))
    }

    /// Of these rows, those that may come before this.
    pub fn before(&self, rows: &Chunk, key: &OrderKey) -> Chunk {
        let units = self.scale.units_for(key.score);
        if !self.scale.is_exact() {
            return self.of_at_least(rows, units);
        }
        let reaches = self.scale.base + units * self.scale.unit == key.score;
        let coarse = if reaches { order::coarse(key.tie) } else { 0 };
        self.of_at_least(rows, units << COARSE_BITS | coarse)
    }

    /// Of these rows, those that come after this.
    pub fn after(&self, rows: &Chunk, at: usize, key: &OrderKey) -> Chunk {
        let mut surely_not = self.planes_above(key);
        chunk::and(&mut surely_not, rows);
        let mut perhaps = self.before(rows, key);
        chunk::and_not(&mut perhaps, &surely_not);
        let mut left = *rows;
        chunk::and_not(&mut left, &surely_not);
        for row in chunk::rows(&perhaps) {
            if self.key(at, row) >= *key {
                chunk::clear(&mut left, row);
            }
        }
        left
    }

    /// Where somebody of a block stands, with the planes of that block reckoned.
    pub fn key(&self, at: usize, row: usize) -> OrderKey {
        key(self.plan, at * ROWS + row, self.score(at, row))
    }

    /// The same, unless they come after this.
    pub fn key_before(&self, at: usize, row: usize, limit: &OrderKey) -> Option<OrderKey> {
        let score = self.score(at, row);
        let block = &self.plan.index.blocks[at];
        let tie = block.ties[row];
        // The hash is reckoned only where everything before it is the same or better.
        if (score, tie) < (limit.score, limit.tie) {
            return None;
        }
        let hash = self.plan.turn.hash(block.marks[row]);
        if (score, tie, hash) < (limit.score, limit.tie, limit.hash) {
            return None;
        }
        let key = OrderKey { score, tie, hash, person: block.people[row] };
        (key > *limit).then_some(key)
    }

    /// Rows whose score is that of this key or less: of them, whoever has the lesser tie or hash is behind.
    pub fn level(&self, key: &OrderKey) -> Chunk {
        let reached = self.scale.base + self.scale.units_for(key.score) * self.scale.unit;
        if !self.scale.is_exact() || reached != key.score {
            return chunk::NONE;
        }
        self.planes_above(key).map(|above| !above)
    }

    /// Of these rows of a word of a block, those that may come before the limit by tie and hash; `level` says for which
    /// of them these may be asked.
    pub fn contenders(&self, at: usize, word: usize, rows: u64, level: u64, limit: &OrderKey) -> u64 {
        let block = &self.plan.index.blocks[at];
        let turn = self.plan.turn;
        let mut left = rows;
        let mut level = rows & level;
        while level != 0 {
            let bit = level.trailing_zeros() as usize;
            level &= level - 1;
            let row = word * 64 + bit;
            let tie = block.ties[row];
            let is_behind = tie < limit.tie || (tie == limit.tie && turn.hash(block.marks[row]) < limit.hash);
            left &= !(u64::from(is_behind) << bit);
        }
        left
    }

    fn score(&self, at: usize, row: usize) -> u32 {
        if !self.scale.is_exact() {
            return self.plan.score(at * ROWS + row);
        }
        if self.scale.planes == 0 {
            return self.scale.base;
        }
        self.scale.base + self.scale.unit * (self.planes.number(row) >> COARSE_BITS)
    }

    /// Rows whose score alone, or score and coarse tie, is greater.
    fn planes_above(&self, key: &OrderKey) -> Chunk {
        let Some(over) = key.score.checked_sub(self.scale.base) else { return chunk::ALL };
        let units = over / self.scale.unit;
        let is_reached = over.is_multiple_of(self.scale.unit);
        if self.scale.is_exact() && is_reached {
            return self.planes.at_least((units << COARSE_BITS | order::coarse(key.tie)) + 1);
        }
        self.planes.at_least((units + 1) << self.coarse_bits())
    }

    fn of_at_least(&self, rows: &Chunk, least: u32) -> Chunk {
        let mut best = self.planes.at_least(least);
        chunk::and(&mut best, rows);
        best
    }

    const fn coarse_bits(&self) -> usize {
        if self.scale.is_exact() { COARSE_BITS } else { 0 }
    }
}

/// Where somebody stands, their score being known.
pub fn key(plan: &Plan, row: usize, score: u32) -> OrderKey {
    let block = plan.block(row);
    let person = block.people[row % ROWS];
    OrderKey { score, tie: block.ties[row % ROWS], hash: plan.turn.hash(block.marks[row % ROWS]), person }
}
