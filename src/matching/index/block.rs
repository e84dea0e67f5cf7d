use super::chunk::{self, Chunk, NONE, ROWS};
use super::layout;
use super::places::NOWHERE;
use crate::matching::facts::PersonKey;
use crate::matching::order;

/// Columns of which only few have anything in a block.
#[derive(Debug, Clone, Default)]
pub struct Sparse {
    /// In rising order.
    columns: Vec<u32>,
    chunks: Vec<Chunk>,
}

impl Sparse {
    pub fn get(&self, column: u32) -> Option<&Chunk> {
        self.columns.binary_search(&column).ok().map(|at| &self.chunks[at])
    }

    pub fn holds(&self, column: u32, row: usize) -> bool {
        self.get(column).is_some_and(|chunk| chunk::holds(chunk, row))
    }

    fn set(&mut self, column: u32, row: usize) {
        let at = match self.columns.binary_search(&column) {
            Ok(at) => at,
            Err(at) => {
                self.columns.insert(at, column);
                self.chunks.reserve_exact(1);
                self.chunks.insert(at, NONE);
                at
            }
        };
        chunk::set(&mut self.chunks[at], row);
    }

    fn clear(&mut self, row: usize) {
        self.chunks.iter_mut().for_each(|chunk| chunk::clear(chunk, row));
    }

    fn bytes(&self) -> usize {
        self.columns.capacity() * size_of::<u32>() + self.chunks.capacity() * size_of::<Chunk>()
    }
}

/// The facts of so many people, one bit for each in a column for each fact.
#[derive(Debug, Clone)]
pub struct Block {
    pub people: Vec<PersonKey>,
    pub ties: Vec<u64>,
    /// Of the people, for the hash.
    pub marks: Vec<u64>,
    pub organisations: Vec<u32>,
    /// As [`layout`] says.
    pub columns: Vec<Chunk>,
    /// What is offered in which pool.
    pub pools: Sparse,
    /// Systems, regions and types of organisations.
    pub places: Sparse,
}

impl Block {
    pub fn new(columns: usize) -> Self {
        Self {
            people: vec![PersonKey(0); ROWS],
            ties: vec![0; ROWS],
            marks: vec![0; ROWS],
            organisations: vec![NOWHERE; ROWS],
            columns: vec![NONE; columns],
            pools: Sparse::default(),
            places: Sparse::default(),
        }
    }

    pub fn holds(&self, column: usize, row: usize) -> bool {
        chunk::holds(&self.columns[column], row)
    }

    pub fn set(&mut self, column: usize, row: usize) {
        chunk::set(&mut self.columns[column], row);
    }

    pub fn set_pool(&mut self, pair: u32, row: usize) {
        self.pools.set(pair, row);
    }

    pub fn set_place(&mut self, column: u32, row: usize) {
        self.places.set(column, row);
    }

    pub fn set_tie(&mut self, tie: u64, row: usize) {
        self.ties[row] = tie;
        self.set_number(layout::COARSE, order::COARSE_BITS, order::coarse(tie), row);
    }

    /// Writes a number, its lowest bit in the first of so many columns.
    pub fn set_number(&mut self, first: usize, bits: usize, number: u32, row: usize) {
        for bit in (0..bits).filter(|bit| number >> bit & 1 == 1) {
            self.set(first + bit, row);
        }
    }

    pub fn number(&self, first: usize, bits: usize, row: usize) -> u32 {
        (0..bits).map(|bit| u32::from(self.holds(first + bit, row)) << bit).sum()
    }

    /// Empties a row.
    pub fn clear(&mut self, row: usize) {
        self.organisations[row] = NOWHERE;
        self.columns.iter_mut().for_each(|chunk| chunk::clear(chunk, row));
        self.pools.clear(row);
        self.places.clear(row);
    }

    pub fn clear_places(&mut self) {
        self.places = Sparse::default();
    }

    pub fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.people.capacity() * size_of::<PersonKey>()
            + (self.ties.capacity() + self.marks.capacity()) * size_of::<u64>()
            + self.organisations.capacity() * size_of::<u32>()
            + self.columns.capacity() * size_of::<Chunk>()
            + self.pools.bytes()
            + self.places.bytes()
    }
}
