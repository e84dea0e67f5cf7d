//! The pages of an application: beginning one, its steps, its conversation, the coordinators' list and decision.

mod decide;
mod list;
mod own;
mod review;
mod start;
mod steps;

use crate::app::App;
use crate::platform::web::{Routes, Who};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/apply", Who::SignedIn, start::show)
        .post("/apply", Who::SignedIn, start::begin)
        .get("/applications", Who::SignedIn, own::list)
        .get("/applications/{id}", Who::SignedIn, own::show)
        .post("/applications/{id}/messages", Who::SignedIn, review::reply)
        .post("/applications/{id}/withdrawal", Who::SignedIn, own::withdraw)
        .get("/pools/{id}/applications", Who::Coordinator, list::show)
        .post("/applications/{id}/changes", Who::Coordinator, decide::request_changes)
        .post("/applications/{id}/approval", Who::Coordinator, decide::approve)
        .post("/applications/{id}/refusal", Who::Coordinator, decide::decline)
        .merge(steps::routes())
}
