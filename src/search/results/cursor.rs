use data_encoding::BASE64URL_NOPAD;

use crate::matching::{OrderKey, PersonKey};
use crate::platform::seal;
use crate::platform::secrets::{Purpose, Secret};

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

fn context(address: &str) -> Vec<u8> {
    format!("cursor {address}").into_bytes()
}

impl Cursor {
    /// Sealed, and of use for one search only: it tells how often somebody replies.
    pub fn text(self, secret: &Secret, address: &str) -> String {
        let mut bytes = Vec::with_capacity(LENGTH);
        bytes.extend(self.after.score.to_be_bytes());
        bytes.extend(self.after.tie.to_be_bytes());
        bytes.extend(self.after.hash.to_be_bytes());
        bytes.extend(self.after.person.0.to_be_bytes());
        bytes.extend(self.day.to_be_bytes());
        bytes.extend(self.before.to_be_bytes());
        BASE64URL_NOPAD.encode(&seal::seal(secret, Purpose::Search, &context(address), &bytes))
    }

    /// Reads a cursor of this search that is at most a day old; None otherwise, and the list begins anew.
    pub fn parse(text: &str, secret: &Secret, address: &str, today: i32) -> Option<Self> {
        let sealed = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let bytes = seal::open(secret, Purpose::Search, &context(address), &sealed).ok()?;
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
    fn a_cursor_survives_its_address_for_a_day_and_cannot_be_made_up() {
        let secret = Secret::from_bytes([7; 32]);
        let after = OrderKey { score: 30_240, tie: u64::MAX - 3, hash: 9, person: PersonKey(u128::MAX) };
        let cursor = Cursor { after, day: 20_880, before: 40 };
        let text = cursor.text(&secret, "offering=mentoring");
        let read = |address: &str, day| Cursor::parse(&text, &secret, address, day);
        assert_eq!(read("offering=mentoring", 20_880), Some(cursor));
        assert_eq!(read("offering=mentoring", 20_881), Some(cursor));
        assert_eq!(read("offering=mentoring", 20_882), None);
        assert_eq!(read("offering=coaching", 20_880), None);
        let made_up = BASE64URL_NOPAD.encode(&[0; LENGTH]);
        for bad in ["", "x", "AAAA", "é", &made_up] {
            assert_eq!(Cursor::parse(bad, &secret, "offering=mentoring", 20_880), None);
        }
    }
}
