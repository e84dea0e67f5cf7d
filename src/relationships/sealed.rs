//! What two who work together write, sealed at rest.

use crate::chemistry::model::Side;
use crate::platform::ids::RelationshipId;
use crate::platform::seal::{open, seal};
use crate::platform::secrets::{Purpose, Secret};

fn context(id: RelationshipId, side: Side, what: &str) -> Vec<u8> {
    [id.0.as_bytes().as_slice(), side.code().as_bytes(), what.as_bytes()].concat()
}

/// A text of one of the two, sealed; nothing where nothing was written.
pub(super) fn text(secret: &Secret, id: RelationshipId, side: Side, what: &str, plain: &str) -> Vec<u8> {
    if plain.is_empty() {
        return Vec::new();
    }
    seal(secret, Purpose::Agreement, &context(id, side, what), plain.as_bytes())
}

/// The text again; empty when there is none or it cannot be read.
pub(super) fn read(secret: &Secret, id: RelationshipId, side: Side, what: &str, sealed: &[u8]) -> String {
    if sealed.is_empty() {
        return String::new();
    }
    open(secret, Purpose::Agreement, &context(id, side, what), sealed)
        .ok()
        .and_then(|plain| String::from_utf8(plain).ok())
        .unwrap_or_default()
}
