//! Who can be found, as columns of bits: one bit for each person and fact, in blocks of 4,096 people, so that a question
//! is answered 64 people at a time. Rows are written one by one as people change; a row that becomes free is used again.

pub(super) mod block;
pub(super) mod chunk;
mod hits;
pub(super) mod layout;
mod people;
pub(super) mod places;

use std::collections::HashMap;

use self::block::Block;
use self::chunk::ROWS;
pub use self::hits::Hits;
use self::people::People;
use self::places::Places;
use super::facts::{Facts, Offering, Organisation, PersonKey, PoolKey, TermKey};
use super::order;
use super::week::WeekHours;

/// Everybody who can be found, in memory.
#[derive(Debug, Clone)]
pub struct Index {
    terms: HashMap<TermKey, usize>,
    pools: HashMap<(PoolKey, Offering), u32>,
    pub(super) places: Places,
    people: People,
    pub(super) blocks: Vec<Block>,
    /// Rows that were used and are free.
    free: Vec<u32>,
    /// How many rows were ever used.
    used: u32,
    /// Counts changes of who has which row.
    moves: u64,
}

impl Index {
    /// An index without anybody. Terms not given here can be neither facts nor wants: nobody has them.
    pub fn new(terms: impl IntoIterator<Item = TermKey>) -> Self {
        let mut columns = HashMap::new();
        for term in terms {
            let next = layout::TERMS + columns.len();
            columns.entry(term).or_insert(next);
        }
        Self {
            terms: columns,
            pools: HashMap::new(),
            places: Places::default(),
            people: People::default(),
            blocks: Vec::new(),
            free: Vec::new(),
            used: 0,
            moves: 0,
        }
    }

    /// Replaces the whole table of organisations. People keep theirs, and are where it now says.
    pub fn set_organisations(&mut self, all: impl IntoIterator<Item = Organisation>) {
        self.places.replace(all);
        for block in &mut self.blocks {
            block.clear_places();
            for row in 0..ROWS {
                let place = self.places.place(block.organisations[row]);
                place.columns().for_each(|column| block.set_place(column, row));
            }
        }
    }

    /// Takes in somebody, or what changed about them.
    pub fn upsert(&mut self, facts: &Facts) {
        let row = self.row_for(facts.person);
        let organisation = self.places.number(facts.organisation);
        let block = &mut self.blocks[row as usize / ROWS];
        let at = row as usize % ROWS;
        block.organisations[at] = organisation;
        self.places.place(organisation).columns().for_each(|column| block.set_place(column, at));
        for pair in &facts.pools {
            let next = u32::try_from(self.pools.len()).unwrap_or(u32::MAX);
            block.set_pool(*self.pools.entry(*pair).or_insert(next), at);
        }
        facts.terms.iter().filter_map(|term| self.terms.get(term)).for_each(|&column| block.set(column, at));
        for hour in (0..WeekHours::HOURS).filter(|hour| facts.hours.holds(*hour)) {
            block.set(layout::HOURS + hour, at);
            block.set(layout::ANY_HOUR, at);
        }
        if let Some(level) = facts.level {
            block.set(layout::LEVEL_KNOWN, at);
            block.set_number(layout::LEVEL, layout::LEVEL_BITS, level.into(), at);
        }
        block.set_number(layout::QUALIFICATION, layout::LEVEL_BITS, facts.qualification.into(), at);
        if facts.left > 0 {
            block.set(layout::PLACE, at);
        }
        block.set_tie(order::tie(facts), at);
    }

    /// Lets somebody go; false when they were not there.
    pub fn remove(&mut self, person: PersonKey) -> bool {
        let blocks = &self.blocks;
        let Some(row) = self.people.remove(person, |row| person_of(blocks, row)) else { return false };
        self.blocks[row as usize / ROWS].clear(row as usize % ROWS);
        self.free.push(row);
        self.moves += 1;
        true
    }

    #[must_use]
    pub const fn len(&self) -> usize {
        self.people.len()
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[must_use]
    pub fn contains(&self, person: PersonKey) -> bool {
        self.row(person).is_some()
    }

    /// The memory it takes, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let blocks: usize = self.blocks.iter().map(Block::bytes).sum();
        let spare = (self.blocks.capacity() - self.blocks.len()) * size_of::<Block>();
        size_of::<Self>()
            + blocks
            + spare
            + self.people.bytes()
            + self.places.bytes()
            + self.free.capacity() * size_of::<u32>()
            + self.terms.capacity() * (size_of::<(TermKey, usize)>() + 1)
            + self.pools.capacity() * (size_of::<((PoolKey, Offering), u32)>() + 1)
    }

    pub(super) fn row(&self, person: PersonKey) -> Option<usize> {
        self.people.find(person, |row| person_of(&self.blocks, row)).map(|row| row as usize)
    }

    pub(super) fn term(&self, term: TermKey) -> Option<usize> {
        self.terms.get(&term).copied()
    }

    pub(super) fn pool(&self, pool: PoolKey, offering: Offering) -> Option<u32> {
        self.pools.get(&(pool, offering)).copied()
    }

    /// An empty row for somebody, who then has it.
    fn row_for(&mut self, person: PersonKey) -> u32 {
        let blocks = &self.blocks;
        if let Some(row) = self.people.find(person, |row| person_of(blocks, row)) {
            self.blocks[row as usize / ROWS].clear(row as usize % ROWS);
            return row;
        }
        let row = self.free.pop().unwrap_or_else(|| {
            self.used += 1;
            self.used - 1
        });
        if row as usize / ROWS == self.blocks.len() {
            self.blocks.push(Block::new(layout::TERMS + self.terms.len()));
        }
        let block = &mut self.blocks[row as usize / ROWS];
        block.people[row as usize % ROWS] = person;
        block.marks[row as usize % ROWS] = order::mark(person);
        let blocks = &self.blocks;
        self.people.insert(row, |row| person_of(blocks, row));
        self.moves += 1;
        row
    }
}

fn person_of(blocks: &[Block], row: u32) -> PersonKey {
    blocks[row as usize / ROWS].people[row as usize % ROWS]
}
