//! Who works where and how that is known: people waiting for somebody to confirm it, and join codes. Read at an
//! administrator's desk for every organisation, at a coordinator's for those of their pools' areas.

mod store;
mod web;
mod web_codes;

use crate::app::App;
use crate::platform::web::{Routes, Who};

pub fn routes() -> Routes<App> {
    Routes::new()
        .get("/admin/employment", Who::Administrator, web::waiting)
        .get("/admin/organisations/{id}/employment", Who::Administrator, web::show)
        .post("/admin/organisations/{id}/employment/proofs", Who::Administrator, web::prove)
        .post("/admin/organisations/{id}/join-codes", Who::Administrator, web_codes::create)
        .post("/admin/organisations/{id}/join-codes/{code}/revocation", Who::Administrator, web_codes::revoke)
        .get("/coordination/employment", Who::Coordinator, web::waiting)
        .get("/coordination/organisations/{id}/employment", Who::Coordinator, web::show)
        .post("/coordination/organisations/{id}/employment/proofs", Who::Coordinator, web::prove)
        .post("/coordination/organisations/{id}/join-codes", Who::Coordinator, web_codes::create)
        .post(
            "/coordination/organisations/{id}/join-codes/{code}/revocation",
            Who::Coordinator,
            web_codes::revoke,
        )
}
