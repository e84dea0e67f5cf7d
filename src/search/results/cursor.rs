use data_encoding::BASE64URL_NOPAD;

use crate::matching::{OrderKey, PersonKey};

/// Where a page begins: after somebody's place in the order of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    pub after: OrderKey,
    /// Days since 1970-01-01: equals are shuffled anew each day, and the pages of one list belong to one day.
    pub day: i32,
    /// How many people came before.
    pub before: u16,
}

const LENGTH: usize = 4 + 8 + 8 + 16 + 4 + 2;

impl Cursor {
    pub fn text(self) -> String {
        let mut bytes = Vec::with_capacity(LENGTH);
        bytes.extend(self.after.score.to_be_bytes());
        bytes.extend(self.after.tie.to_be_bytes());
        bytes.extend(self.after.hash.to_be_bytes());
        bytes.extend(self.after.person.0.to_be_bytes());
        bytes.extend(self.day.to_be_bytes());
        bytes.extend(self.before.to_be_bytes());
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// Reads a cursor that is at most a day old; None otherwise, and the list begins anew.
    pub fn parse(text: &str, today: i32) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let bytes: [u8; LENGTH] = bytes.try_into().ok()?;
        let (score, rest) = bytes.split_first_chunk()?;
        let (tie, rest) = rest.split_first_chunk()?;
        let (hash, rest) = rest.split_first_chunk()?;
        let (person, rest) = rest.split_first_chunk()?;
        let (day, rest) = rest.split_first_chunk()?;
        let (before, _) = rest.split_first_chunk()?;
        let day = i32::from_be_bytes(*day);
        let after = OrderKey {
            score: u32::from_be_bytes(*score),
            tie: u64::from_be_bytes(*tie),
            hash: u64::from_be_bytes(*hash),
            person: PersonKey(u128::from_be_bytes(*person)),
        };
        (day == today || day == today - 1).then_some(Self { after, day, before: u16::from_be_bytes(*before) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_address_for_a_day() {
        let after = OrderKey { score: 30_240, tie: u64::MAX - 3, hash: 9, person: PersonKey(u128::MAX) };
        let cursor = Cursor { after, day: 20_880, before: 40 };
        assert_eq!(Cursor::parse(&cursor.text(), 20_880), Some(cursor));
        assert_eq!(Cursor::parse(&cursor.text(), 20_881), Some(cursor));
        assert_eq!(Cursor::parse(&cursor.text(), 20_882), None);
        for bad in ["", "x", "AAAA", "é"] {
            assert_eq!(Cursor::parse(bad, 20_880), None);
        }
    }
}
