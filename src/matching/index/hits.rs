use std::borrow::Cow;

use super::Index;
use super::chunk::{self, Chunk, NONE, ROWS};
use crate::matching::facts::PersonKey;

/// The people in whose words something was found. Made by an index for itself; it may change afterwards.
#[derive(Debug, Clone)]
pub struct Hits {
    people: Vec<PersonKey>,
    chunks: Vec<Chunk>,
    moves: u64,
}

impl Index {
    /// What was found outside, for this index. Whoever is not in it is left out.
    #[must_use]
    pub fn hits(&self, people: impl IntoIterator<Item = PersonKey>) -> Hits {
        let people: Vec<PersonKey> = people.into_iter().collect();
        let chunks = self.chunks_of(&people);
        Hits { people, chunks, moves: self.moves }
    }

    /// One chunk for each block. They are reckoned again if rows were given to others since.
    pub(in crate::matching) fn found<'a>(&self, hits: &'a Hits) -> Cow<'a, [Chunk]> {
        if hits.moves == self.moves {
            Cow::Borrowed(&hits.chunks)
        } else {
            Cow::Owned(self.chunks_of(&hits.people))
        }
    }

    fn chunks_of(&self, people: &[PersonKey]) -> Vec<Chunk> {
        let mut chunks = vec![NONE; self.blocks.len()];
        for row in people.iter().filter_map(|person| self.row(*person)) {
            chunk::set(&mut chunks[row / ROWS], row % ROWS);
        }
        chunks
    }
}
