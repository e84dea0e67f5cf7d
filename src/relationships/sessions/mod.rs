//! Sessions: arranged, moved, held, cancelled or missed, and how long they took. What is said in them is nobody's business here.

mod arranging;
mod form;
mod logging;
mod model;
mod past;
mod store;
mod web;
mod web_past;
mod web_session;

use crate::app::App;
use crate::platform::ids::{RelationshipId, SessionId};
use crate::platform::web::Routes;

pub use arranging::{arrange, cancel, move_to, offer, rebook};
pub(super) use arranging::{cancel_after, cancel_ahead, not_too_often};
pub use logging::{add_held, log, missed};
pub use model::{Session, SessionStatus, is_on};
pub use store::of_relationship;

/// Where the page of a session is.
#[must_use]
pub fn path(relationship: RelationshipId, session: SessionId) -> String {
    format!("/relationships/{relationship}/sessions/{session}")
}

#[must_use]
pub fn routes() -> Routes<App> {
    web::routes().merge(web_session::routes())
}
