//! What two who work together write, sealed at rest.

use crate::chemistry::model::Side;
use crate::platform::ids::RelationshipId;
use crate::platform::seal::{open, seal};
use crate::platform::secrets::{Purpose, Secret};

/// What a text is bound to: whose it is, what it was written for, and whether the other may read it. Moved to another row, or with the
/// other let in by whoever writes to the database, it cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bound {
    pub relationship: RelationshipId,
    pub side: Side,
    what: &'static str,
    number: i16,
    may_be_read: bool,
}

impl Bound {
    /// What one of the two writes in a review of this number.
    pub const fn review(relationship: RelationshipId, side: Side, number: i16, shared: bool) -> Self {
        Self { relationship, side, what: "review", number, may_be_read: shared }
    }

    /// What one of the two writes at the end.
    pub const fn evaluation(relationship: RelationshipId, side: Side, may_be_read: bool) -> Self {
        Self { relationship, side, what: "changed", number: 0, may_be_read }
    }

    fn context(&self) -> Vec<u8> {
        let number = self.number.to_be_bytes();
        [
            b"2/".as_slice(),
            self.what.as_bytes(),
            b"/",
            self.relationship.0.as_bytes(),
            self.side.code().as_bytes(),
            b"/",
            &number,
            &[u8::from(self.may_be_read)],
        ]
        .concat()
    }

    /// To what texts were bound before: whose they are and what they are about.
    fn former(&self) -> Vec<u8> {
        [self.relationship.0.as_bytes().as_slice(), self.side.code().as_bytes(), self.what.as_bytes()]
            .concat()
    }
}

/// A text of one of the two, sealed; nothing where nothing was written.
pub(super) fn text(secret: &Secret, bound: &Bound, plain: &str) -> Vec<u8> {
    if plain.is_empty() {
        return Vec::new();
    }
    seal(secret, Purpose::Agreement, &bound.context(), plain.as_bytes())
}

/// The text again; empty when there is none or it cannot be read.
pub(super) fn read(secret: &Secret, bound: &Bound, sealed: &[u8]) -> String {
    if sealed.is_empty() {
        return String::new();
    }
    [bound.context(), bound.former()]
        .iter()
        .find_map(|context| open(secret, Purpose::Agreement, context, sealed).ok())
        .and_then(|plain| String::from_utf8(plain).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::Instant;

    #[test]
    fn s13_a_text_is_read_where_it_was_written_and_by_whom_it_was_meant_for_alone() {
        let secret = Secret::from_bytes([7; 32]);
        let now = Instant::from_microsecond(1_800_000_000_000_000);
        let (id, other) = (RelationshipId::new(now), RelationshipId::new(now));
        let own = Bound::review(id, Side::Mentee, 2, false);
        let sealed = text(&secret, &own, "It helps.");
        assert_eq!(read(&secret, &own, &sealed), "It helps.");
        for wrong in [
            Bound::review(id, Side::Mentee, 2, true),
            Bound::review(id, Side::Mentee, 3, false),
            Bound::review(id, Side::Practitioner, 2, false),
            Bound::review(other, Side::Mentee, 2, false),
            Bound::evaluation(id, Side::Mentee, false),
        ] {
            assert_eq!(read(&secret, &wrong, &sealed), "", "{wrong:?}");
        }
        let before = seal(&secret, Purpose::Agreement, &own.former(), b"Of before.");
        assert_eq!(read(&secret, &own, &before), "Of before.", "what was sealed before is still read");
        assert_eq!((text(&secret, &own, ""), read(&secret, &own, &[])), (Vec::new(), String::new()));
    }
}
