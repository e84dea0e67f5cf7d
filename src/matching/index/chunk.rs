/// How many rows a block holds: small enough that what is reckoned for one stays in the nearest cache.
pub const ROWS: usize = 4096;

/// How many words one bit for each row of a block takes.
pub const WORDS: usize = ROWS / 64;

/// One bit for each row of a block.
pub type Chunk = [u64; WORDS];

pub const NONE: Chunk = [0; WORDS];
pub const ALL: Chunk = [u64::MAX; WORDS];

#[must_use]
pub fn count(chunk: &Chunk) -> u32 {
    chunk.iter().map(|word| word.count_ones()).sum()
}

#[must_use]
pub fn is_empty(chunk: &Chunk) -> bool {
    chunk.iter().fold(0, |all, word| all | word) == 0
}

#[must_use]
pub fn holds(chunk: &Chunk, row: usize) -> bool {
    chunk[row / 64] >> (row % 64) & 1 == 1
}

pub fn set(chunk: &mut Chunk, row: usize) {
    chunk[row / 64] |= 1 << (row % 64);
}

pub fn clear(chunk: &mut Chunk, row: usize) {
    chunk[row / 64] &= !(1 << (row % 64));
}

pub fn or(into: &mut Chunk, other: &Chunk) {
    for (into, other) in into.iter_mut().zip(other) {
        *into |= other;
    }
}

pub fn and(into: &mut Chunk, other: &Chunk) {
    for (into, other) in into.iter_mut().zip(other) {
        *into &= other;
    }
}

pub fn and_not(into: &mut Chunk, other: &Chunk) {
    for (into, other) in into.iter_mut().zip(other) {
        *into &= !other;
    }
}

/// The rows of a chunk, lowest first.
pub fn rows(chunk: &Chunk) -> impl Iterator<Item = usize> {
    chunk.iter().enumerate().flat_map(|(word, &bits)| rows_of(word, bits))
}

/// The rows of one word of a chunk, lowest first.
pub fn rows_of(word: usize, bits: u64) -> impl Iterator<Item = usize> {
    let mut left = bits;
    std::iter::from_fn(move || {
        (left != 0).then(|| {
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            word * 64 + bit
        })
    })
}
