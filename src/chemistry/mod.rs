//! From "could we talk?" to a decision: a mentee asks for a first conversation, the coach or mentor answers, they meet, and
//! each decides in private. Nobody is left without an answer: every state but the closed one has a clock, and the sweeps
//! keep it. A place is held from acceptance until it closes, in the transaction that accepts.

pub mod messages;
pub mod model;

use crate::app::App;
use crate::platform::web::Routes;

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    messages::routes()
}

#[cfg(test)]
pub(crate) use messages::letter_samples;
