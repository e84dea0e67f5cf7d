//! Pages of a request: asking, the list of both sides, one request, and the links in mail that answer it.

mod ask;
mod ask_form;
mod ask_times;
mod desk;
mod form;
mod link;
mod list;
mod room;
mod thread;
use crate::availability::choosing as times;
mod verb;

use crate::app::App;
use crate::platform::web::{Routes, Who};

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    Routes::new()
        .get("/chemistry", Who::SignedIn, list::show)
        .get("/chemistry/new", Who::SignedIn, ask::form)
        .post("/chemistry", Who::SignedIn, ask::send)
        .get("/chemistry/{id}", Who::SignedIn, thread::show)
        .get("/chemistry/{id}/move", Who::SignedIn, thread::move_form)
        .get("/chemistry/{id}/cancellation", Who::SignedIn, thread::cancellation_form)
        .post("/chemistry/{id}/confirmation", Who::SignedIn, thread::confirmation)
        .post("/chemistry/{id}/acceptance", Who::SignedIn, thread::acceptance)
        .post("/chemistry/{id}/question", Who::SignedIn, thread::question)
        .post("/chemistry/{id}/decline", Who::SignedIn, thread::decline)
        .post("/chemistry/{id}/answer", Who::SignedIn, thread::answer)
        .post("/chemistry/{id}/withdrawal", Who::SignedIn, thread::withdrawal)
        .post("/chemistry/{id}/booking", Who::SignedIn, thread::booking)
        .post("/chemistry/{id}/offers", Who::SignedIn, thread::offers)
        .post("/chemistry/{id}/move", Who::SignedIn, thread::move_meeting)
        .post("/chemistry/{id}/cancellation", Who::SignedIn, thread::cancellation)
        .post("/chemistry/{id}/attendance", Who::SignedIn, thread::attendance)
        .post("/chemistry/{id}/decision", Who::SignedIn, thread::decision)
        .post("/chemistry/{id}/reopening", Who::SignedIn, thread::reopening)
        .get("/act/{token}", Who::Public, link::show)
        .post("/act/{token}", Who::Public, link::act)
}
