//! Pages of registers: bringing one in, those it names, their invitation, and taking a register away.

mod columns;
mod decisions;
mod export;
mod invitation;
mod people;
mod report;
mod steps;
mod upload;

use sqlx::PgConnection;

use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::ids::PoolId;
use crate::platform::web::{PageError, Routes, Who};
use crate::pools;
use crate::registers::reading::MOST_BYTES;

/// Room for the other parts of the form around a file.
const AROUND: usize = 64 * 1024;

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    use Who::{Coordinator, Public};
    Routes::new()
        .get("/pools/{id}/import", Coordinator, upload::show)
        .post_up_to(MOST_BYTES + AROUND, "/pools/{id}/import", Coordinator, upload::upload)
        .get("/pools/{id}/import/{import_id}", Coordinator, steps::show)
        .get("/pools/{id}/import/{import_id}/columns", Coordinator, columns::show)
        .post("/pools/{id}/import/{import_id}/columns", Coordinator, columns::save)
        .post("/pools/{id}/import/{import_id}/decisions", Coordinator, decisions::save)
        .post("/pools/{id}/import/{import_id}/run", Coordinator, steps::run)
        .post("/pools/{id}/import/{import_id}/discard", Coordinator, steps::discard)
        .get("/pools/{id}/import/{import_id}/refused.csv", Coordinator, report::refused)
        .get("/pools/{id}/register", Coordinator, people::list)
        .post("/pools/{id}/register/{entry_id}/invitation", Coordinator, people::send_again)
        .get("/pools/{id}/export", Coordinator, export::choose)
        .get("/pools/{id}/export.csv", Coordinator, export::take)
        .get("/register-invitations/confirmed", Public, invitation::confirmed)
        .get("/register-invitations/removed", Public, invitation::removed)
        .get("/register-invitations/{token}", Public, invitation::show)
        .post("/register-invitations/{token}", Public, invitation::answer)
}

/// The name of a pool that the viewer coordinates; for anybody else it does not exist.
async fn pool_name(db: &mut PgConnection, viewer: &Viewer, pool: PoolId) -> Result<String, PageError> {
    ours(viewer, pool)?;
    Ok(pools::find(db, pool).await?.ok_or(PageError::NotFound)?.name)
}

fn ours(viewer: &Viewer, pool: PoolId) -> Result<(), PageError> {
    if viewer.coordinates(pool) { Ok(()) } else { Err(PageError::NotFound) }
}
