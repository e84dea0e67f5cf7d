//! What was told, opened for whoever told it.

use uuid::Uuid;

use super::actions::{attachment_context, text};
use crate::platform::ids::ConcernId;
use crate::platform::seal::open;
use crate::platform::secrets::{Purpose, Secret};

/// What somebody told, opened for whoever told it; none when it cannot be read.
#[must_use]
pub fn opened(secret: &Secret, id: ConcernId, sealed: &[u8]) -> Option<String> {
    open(secret, Purpose::Concern, id.0.as_bytes(), sealed).ok().map(|plain| text(&plain))
}

/// A message that was shown with it.
#[must_use]
pub fn opened_attachment(secret: &Secret, id: ConcernId, position: i16, sealed: &[u8]) -> Option<String> {
    open(secret, Purpose::Concern, &attachment_context(id, position), sealed).ok().map(|plain| text(&plain))
}

/// What those who look after it wrote to whoever told it.
#[must_use]
pub fn opened_note(secret: &Secret, note: Uuid, sealed: &[u8]) -> Option<String> {
    open(secret, Purpose::Concern, note.as_bytes(), sealed).ok().map(|plain| text(&plain))
}
