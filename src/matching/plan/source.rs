use crate::matching::index::block::Block;
use crate::matching::index::chunk::{self, ALL, Chunk, NONE, WORDS};
use crate::matching::index::layout;
use crate::matching::index::places::NOWHERE;

/// Which rows of a block something is true of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Any of these columns.
    Any(Vec<usize>),
    /// Any of these systems, regions or types.
    Places(Vec<u32>),
    /// Known, and another than this.
    AnotherPlace {
        known: u32,
        than: u32,
    },
    /// In this region, and not in this system.
    Around {
        region: u32,
        system: Option<u32>,
    },
    Organisation(u32),
    AnotherOrganisation(u32),
    /// A known level from the one to the other, both included.
    Level {
        from: u8,
        to: u8,
    },
    /// A qualification of at least this level.
    Qualification(u8),
    /// Found in what somebody wrote.
    Words,
}

impl Source {
    /// True of nobody.
    pub const NOBODY: Self = Self::Any(Vec::new());

    /// Of one row. `found` are the rows of the block with the words that were looked for.
    pub fn holds(&self, block: &Block, found: &Chunk, row: usize) -> bool {
        let number = |first| block.number(first, layout::LEVEL_BITS, row);
        match self {
            Self::Any(columns) => columns.iter().any(|column| block.holds(*column, row)),
            Self::Places(columns) => columns.iter().any(|column| block.places.holds(*column, row)),
            Self::AnotherPlace { known, than } => {
                block.places.holds(*known, row) && !block.places.holds(*than, row)
            }
            Self::Around { region, system } => {
                block.places.holds(*region, row)
                    && !system.is_some_and(|system| block.places.holds(system, row))
            }
            Self::Organisation(number) => block.organisations[row] == *number,
            Self::AnotherOrganisation(number) => {
                block.organisations[row] != NOWHERE && block.organisations[row] != *number
            }
            Self::Level { from, to } => {
                block.holds(layout::LEVEL_KNOWN, row)
                    && (u32::from(*from)..=u32::from(*to)).contains(&number(layout::LEVEL))
            }
            Self::Qualification(least) => number(layout::QUALIFICATION) >= u32::from(*least),
            Self::Words => chunk::holds(found, row),
        }
    }

    /// Of all rows of a block at once; of rows that nobody has, anything.
    pub fn rows(&self, block: &Block, found: &Chunk) -> Chunk {
        let mut rows = NONE;
        match self {
            Self::Any(columns) => columns.iter().for_each(|at| chunk::or(&mut rows, &block.columns[*at])),
            Self::Places(columns) => columns
                .iter()
                .filter_map(|column| block.places.get(*column))
                .for_each(|chunk| chunk::or(&mut rows, chunk)),
            Self::AnotherPlace { known, than } => {
                rows = block.places.get(*known).copied().unwrap_or(NONE);
                if let Some(than) = block.places.get(*than) {
                    chunk::and_not(&mut rows, than);
                }
            }
            Self::Around { region, system } => {
                rows = block.places.get(*region).copied().unwrap_or(NONE);
                if let Some(system) = system.and_then(|system| block.places.get(system)) {
                    chunk::and_not(&mut rows, system);
                }
            }
            Self::Organisation(number) => rows = compare(&block.organisations, |at| at == *number),
            Self::AnotherOrganisation(number) => {
                rows = compare(&block.organisations, |at| at != *number && at != NOWHERE);
            }
            Self::Level { from, to } => {
                rows = block.columns[layout::LEVEL_KNOWN];
                chunk::and(&mut rows, &at_least(block, layout::LEVEL, *from));
                if let Some(beyond) = to.checked_add(1) {
                    chunk::and_not(&mut rows, &at_least(block, layout::LEVEL, beyond));
                }
            }
            Self::Qualification(least) => rows = at_least(block, layout::QUALIFICATION, *least),
            Self::Words => rows = *found,
        }
        rows
    }
}

fn compare(organisations: &[u32], test: impl Fn(u32) -> bool) -> Chunk {
    let mut rows = NONE;
    for (word, organisations) in rows.iter_mut().zip(organisations.as_chunks::<WORDS>().0) {
        let mut bits = 0;
        for (bit, organisation) in organisations.iter().enumerate() {
            bits |= u64::from(test(*organisation)) << bit;
        }
        *word = bits;
    }
    rows
}

/// Where the number in these columns is at least so much.
fn at_least(block: &Block, first: usize, least: u8) -> Chunk {
    // From the lowest bit up: a higher bit outvotes all lower ones.
    let mut rows = ALL;
    for bit in 0..layout::LEVEL_BITS {
        let column = &block.columns[first + bit];
        if least >> bit & 1 == 1 { chunk::and(&mut rows, column) } else { chunk::or(&mut rows, column) }
    }
    rows
}
