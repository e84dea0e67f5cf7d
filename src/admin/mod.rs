//! What administrators look after: employers and their names, who works where, who may do what, and which pools there
//! are. Coordinators use the part about employment for the organisations of their pools' areas.

mod desk;
mod employment;
mod organisations;
mod overview;
mod pools;
mod roles;
mod vocabularies;

use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::ids::SubmissionId;
use crate::platform::web::Routes;

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    overview::routes()
        .merge(organisations::routes())
        .merge(employment::routes())
        .merge(roles::routes())
        .merge(pools::routes())
        .merge(vocabularies::routes())
}

/// The submission a form names; a new one when it names none.
fn submission(raw: &str, now: Instant) -> SubmissionId {
    raw.parse().unwrap_or_else(|_| SubmissionId::new(now))
}
