//! Pages about memberships: everybody's own, and those of a pool's coordinators about its members.

mod add;
mod chosen;
mod employer;
mod ending;
mod extension;
mod held;
mod leaving;
mod member;
mod members;
mod message;
mod own;
mod pause;
mod renewal;
mod verbs;

use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::ids::{PoolId, SubmissionId};
use crate::platform::web::{PageError, Routes, Who};

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    let own = Who::SignedIn;
    let desk = Who::Coordinator;
    Routes::new()
        .get("/memberships", own, own::list)
        .get("/memberships/{membership_id}/renewal", own, renewal::ask)
        .post("/memberships/{membership_id}/renewal", own, renewal::save)
        .get("/memberships/{membership_id}/evidence", own, add::ask)
        .post("/memberships/{membership_id}/evidence", own, add::save)
        .post("/memberships/{membership_id}/evidence/{evidence_id}/removal", own, add::remove)
        .get("/memberships/{membership_id}/pause", own, pause::ask)
        .post("/memberships/{membership_id}/pause", own, pause::save)
        .post("/memberships/{membership_id}/return", own, pause::come_back)
        .get("/memberships/{membership_id}/leaving", own, leaving::ask)
        .post("/memberships/{membership_id}/leaving", own, leaving::save)
        .post("/memberships/{membership_id}/offering-end", own, leaving::drop_one)
        .get("/pools/{id}/members", desk, members::list)
        .get("/pools/{id}/members/message", desk, message::ask)
        .post_up_to(BULK, "/pools/{id}/members/message", desk, message::send)
        .get("/pools/{id}/members/extension", desk, extension::ask)
        .post_up_to(BULK, "/pools/{id}/members/extension", desk, extension::save)
        .get("/pools/{id}/members/{membership_id}", desk, member::show)
        .post("/pools/{id}/members/{membership_id}/pause", desk, verbs::set_aside)
        .post("/pools/{id}/members/{membership_id}/return", desk, verbs::bring_back)
        .post("/pools/{id}/members/{membership_id}/renewal", desk, verbs::give_time)
        .post("/pools/{id}/members/{membership_id}/suspension", desk, verbs::stop)
        .post("/pools/{id}/members/{membership_id}/reinstatement", desk, verbs::lift)
        .post("/pools/{id}/members/{membership_id}/kind", desk, verbs::set_kind)
        .post("/pools/{id}/members/{membership_id}/offering-end", desk, verbs::drop_one)
        .get("/pools/{id}/members/{membership_id}/leaving", desk, ending::ask)
        .post("/pools/{id}/members/{membership_id}/leaving", desk, verbs::end)
        .post("/pools/{id}/members/{membership_id}/mistaken-death", desk, verbs::take_back)
        .get("/pools/{id}/members/{membership_id}/evidence", desk, add::ask_for_them)
        .post("/pools/{id}/members/{membership_id}/evidence", desk, add::save_for_them)
        .post("/pools/{id}/members/{membership_id}/evidence/{evidence_id}/check", desk, verbs::check)
        .get("/pools/{id}/members/{membership_id}/employer", desk, employer::ask)
        .post("/pools/{id}/members/{membership_id}/employer", desk, employer::save)
}

/// Bytes of a form that names many members.
const BULK: usize = 256 * 1024;

/// Passes for coordinators of this pool. For everybody else it does not exist (S1).
fn require(viewer: &Viewer, pool: PoolId) -> Result<(), PageError> {
    if viewer.coordinates(pool) { Ok(()) } else { Err(PageError::NotFound) }
}

/// The submission a form names; a new one when it names none.
fn submission(raw: &str, now: Instant) -> SubmissionId {
    raw.parse().unwrap_or_else(|_| SubmissionId::new(now))
}

/// The name of a field in a group of fields: `supervision1-` and `dated`.
fn named(prefix: impl AsRef<str>, name: &str) -> String {
    format!("{}{name}", prefix.as_ref())
}
