//! Numbers of all rows of a block at once: the first plane holds the lowest bit of each, the next the second, and so on.
//! Adding and comparing then take a few operations for 64 rows.

use super::index::chunk::{Chunk, NONE, WORDS, count};

/// So many planes, reused from block to block.
#[derive(Debug, Default)]
pub struct Planes {
    planes: Vec<Chunk>,
}

impl Planes {
    /// All zeros.
    pub fn reset(&mut self, planes: usize) {
        self.planes.clear();
        self.planes.resize(planes, NONE);
    }

    pub fn push(&mut self, plane: &Chunk) {
        self.planes.push(*plane);
    }

    pub fn get(&self, plane: usize) -> &Chunk {
        &self.planes[plane]
    }

    pub const fn len(&self) -> usize {
        self.planes.len()
    }

    /// Adds `number`, shifted up by so many bits, where there is a bit in `rows`. What does not fit is lost.
    pub fn add(&mut self, rows: &Chunk, number: u32, shift: usize) {
        let lowest = shift + number.trailing_zeros() as usize;
        let mut carry = NONE;
        for (at, plane) in self.planes.iter_mut().enumerate().skip(lowest) {
            let bits = number >> (at - shift).min(31);
            if bits == 0 && at > lowest && super::index::chunk::is_empty(&carry) {
                break;
            }
            if at - shift < 32 && bits & 1 == 1 {
                for word in 0..WORDS {
                    let (old, add, over) = (plane[word], rows[word], carry[word]);
                    plane[word] = old ^ add ^ over;
                    carry[word] = (old & add) | (over & (old ^ add));
                }
            } else {
                for word in 0..WORDS {
                    let (old, over) = (plane[word], carry[word]);
                    plane[word] = old ^ over;
                    carry[word] = old & over;
                }
            }
        }
    }

    /// The number of one row.
    pub fn number(&self, row: usize) -> u32 {
        let (word, bit) = (row / 64, row % 64);
        self.planes.iter().rev().fold(0, |number, plane| number << 1 | u32::from(plane[word] >> bit & 1 == 1))
    }

    /// The rows whose number is at least this.
    pub fn at_least(&self, least: u32) -> Chunk {
        if u64::from(least) >> self.planes.len() != 0 {
            return NONE;
        }
        let mut rows = super::index::chunk::ALL;
        for (bit, plane) in self.planes.iter().enumerate() {
            if least >> bit & 1 == 1 {
                super::index::chunk::and(&mut rows, plane);
            } else {
                super::index::chunk::or(&mut rows, plane);
            }
        }
        rows
    }

    /// The greatest number that at least so many of these rows reach; 0 when there are fewer.
    pub fn reached_by(&self, rows: &Chunk, many: usize) -> u32 {
        let many = u32::try_from(many).unwrap_or(u32::MAX);
        let mut above = 0;
        let mut equal = *rows;
        let mut reached = 0;
        for (bit, plane) in self.planes.iter().enumerate().rev() {
            let mut higher = equal;
            super::index::chunk::and(&mut higher, plane);
            let more = count(&higher);
            if above + more >= many {
                equal = higher;
                reached |= 1 << bit;
            } else {
                above += more;
                super::index::chunk::and_not(&mut equal, plane);
            }
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::index::chunk;

    #[test]
    fn adds_and_compares_as_numbers_do() {
        let mut planes = Planes::default();
        planes.reset(9);
        let mut expected = vec![0_u32; chunk::ROWS];
        for (step, number) in [5_u32, 64, 1, 96, 7, 33].into_iter().enumerate() {
            let mut rows = NONE;
            for row in (0..chunk::ROWS).filter(|row| (row * 7 + step * 13) % 5 < 3) {
                chunk::set(&mut rows, row);
                expected[row] += number << (step % 2);
            }
            planes.add(&rows, number, step % 2);
        }
        for (row, expected) in expected.iter().enumerate() {
            assert_eq!(planes.number(row), *expected);
        }
        for least in [0, 1, 100, 101, 150, 511, 512, 10_000] {
            let rows = planes.at_least(least);
            for (row, expected) in expected.iter().enumerate() {
                assert_eq!(chunk::holds(&rows, row), *expected >= least, "{least}");
            }
        }
        let mut sorted = expected;
        sorted.sort_unstable_by(|one, other| other.cmp(one));
        for many in [1, 20, 1000, 4096] {
            assert_eq!(planes.reached_by(&chunk::ALL, many), sorted[many - 1]);
        }
        assert_eq!(planes.reached_by(&NONE, 1), 0);
    }
}
