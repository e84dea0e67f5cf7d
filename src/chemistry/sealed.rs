//! What the two write is sealed at rest; only the server that has the installation's secret reads it.

use uuid::Uuid;

use crate::platform::ids::ChemistryId;
use crate::platform::seal::{open, seal};
use crate::platform::secrets::{Purpose, Secret};

fn context(id: Uuid, what: &str) -> Vec<u8> {
    [id.as_bytes().as_slice(), what.as_bytes()].concat()
}

/// What a mentee hopes for, sealed.
#[must_use]
pub fn hope(secret: &Secret, id: ChemistryId, text: &str) -> Vec<u8> {
    seal(secret, Purpose::Chemistry, &context(id.0, "hope"), text.as_bytes())
}

/// What a mentee hopes for; none when it cannot be read.
#[must_use]
pub fn read_hope(secret: &Secret, id: ChemistryId, sealed: &[u8]) -> Option<String> {
    read(secret, id.0, "hope", sealed)
}

/// What was said at the end, sealed.
#[must_use]
pub fn farewell(secret: &Secret, id: ChemistryId, text: &str) -> Vec<u8> {
    seal(secret, Purpose::Chemistry, &context(id.0, "farewell"), text.as_bytes())
}

/// What was said at the end; none when it cannot be read.
#[must_use]
pub fn read_farewell(secret: &Secret, id: ChemistryId, sealed: &[u8]) -> Option<String> {
    read(secret, id.0, "farewell", sealed)
}

/// What a coordinator wrote after a death, sealed; by the id of what it is about.
#[must_use]
pub fn condolence(secret: &Secret, id: Uuid, text: &str) -> Vec<u8> {
    seal(secret, Purpose::Chemistry, &context(id, "condolence"), text.as_bytes())
}

/// What a coordinator wrote after a death; none when it cannot be read.
#[must_use]
pub fn read_condolence(secret: &Secret, id: Uuid, sealed: &[u8]) -> Option<String> {
    read(secret, id, "condolence", sealed)
}

fn read(secret: &Secret, id: Uuid, what: &str, sealed: &[u8]) -> Option<String> {
    let plain = open(secret, Purpose::Chemistry, &context(id, what), sealed).ok()?;
    String::from_utf8(plain).ok()
}
