//! What the two of a request write to each other before they decide: plain text, sealed at rest, kept with the request. Both may
//! write while it is open and read it for thirty days after it closed. A letter says that somebody wrote, never what.

mod actions;
mod emails;
mod model;
mod store;
mod web;

pub use actions::{WriteError, write};
pub use model::{Between, Kind, LONGEST, Message, MessageId, READABLE, Standing};
pub use store::{between, forget, insert, of_thread, opened, was_sent};
pub use web::{Conversation, MessageForm};

#[cfg(test)]
pub(crate) use emails::samples as letter_samples;

use crate::app::App;
use crate::platform::web::Routes;

pub(super) fn routes() -> Routes<App> {
    web::routes()
}
