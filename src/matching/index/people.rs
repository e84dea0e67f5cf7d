use crate::matching::facts::PersonKey;
use crate::matching::order;

const EMPTY: u32 = u32::MAX;

/// Which row somebody has. It keeps row numbers only, and compares with the people the rows hold, so that it takes few
/// bytes for each.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// Open addressing: a power of two of slots, at most three quarters taken.
    slots: Vec<u32>,
    len: usize,
}

impl People {
    pub const fn len(&self) -> usize {
        self.len
    }

    pub fn bytes(&self) -> usize {
        self.slots.capacity() * size_of::<u32>()
    }

    /// The row of somebody; `person_of` says who has a row.
    pub fn find(&self, person: PersonKey, person_of: impl Fn(u32) -> PersonKey) -> Option<u32> {
        self.slot(person, person_of).map(|slot| self.slots[slot])
    }

    /// Takes in somebody who is not there yet, in the row where `person_of` finds them already.
    pub fn insert(&mut self, row: u32, person_of: impl Fn(u32) -> PersonKey) {
        if (self.len + 1) * 4 > self.slots.len() * 3 {
            let larger = (self.slots.len() * 2).max(16);
            let rows = std::mem::replace(&mut self.slots, vec![EMPTY; larger]);
            for row in rows.into_iter().filter(|row| *row != EMPTY) {
                self.put(row, person_of(row));
            }
        }
        self.put(row, person_of(row));
        self.len += 1;
    }

    /// Lets somebody go and says which row they had.
    pub fn remove(&mut self, person: PersonKey, person_of: impl Fn(u32) -> PersonKey) -> Option<u32> {
        let mut vacant = self.slot(person, &person_of)?;
        let row = self.slots[vacant];
        let mask = self.slots.len() - 1;
        let mut at = vacant;
        loop {
            at = (at + 1) & mask;
            let next = self.slots[at];
            if next == EMPTY {
                break;
            }
            let home = start(person_of(next)) & mask;
            // Whoever would still be found from their home stays.
            if (at.wrapping_sub(home) & mask) >= (at.wrapping_sub(vacant) & mask) {
                self.slots[vacant] = next;
                vacant = at;
            }
        }
        self.slots[vacant] = EMPTY;
        self.len -= 1;
        Some(row)
    }

    fn slot(&self, person: PersonKey, person_of: impl Fn(u32) -> PersonKey) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = start(person) & mask;
        loop {
            match self.slots[at] {
                EMPTY => return None,
                row if person_of(row) == person => return Some(at),
                _ => at = (at + 1) & mask,
            }
        }
    }

    fn put(&mut self, row: u32, person: PersonKey) {
        let mask = self.slots.len() - 1;
        let mut at = start(person) & mask;
        while self.slots[at] != EMPTY {
            at = (at + 1) & mask;
        }
        self.slots[at] = row;
    }
}

#[allow(clippy::cast_possible_truncation, reason = "only the lowest bits are used")]
fn start(person: PersonKey) -> usize {
    order::mark(person) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn finds_whoever_is_there_after_any_coming_and_going() {
        let mut people = People::default();
        let mut rows: Vec<PersonKey> = Vec::new();
        let mut expected = HashMap::new();
        let mut state = 1_u64;
        for _ in 0..20_000 {
            state = crate::matching::order::mix(state.wrapping_add(0x9e37));
            let person = PersonKey(u128::from(state % 700));
            let found = people.find(person, |row| rows[row as usize]);
            assert_eq!(found, expected.get(&person).copied());
            if found.is_some() {
                assert_eq!(people.remove(person, |row| rows[row as usize]), expected.remove(&person));
            } else {
                let row = u32::try_from(rows.len()).unwrap();
                rows.push(person);
                people.insert(row, |row| rows[row as usize]);
                expected.insert(person, row);
            }
            assert_eq!(people.len(), expected.len());
        }
        assert_eq!(people.find(PersonKey(9999), |row| rows[row as usize]), None);
        assert_eq!(People::default().find(PersonKey(1), |_| PersonKey(1)), None);
    }
}
