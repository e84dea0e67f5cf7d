//! What the pools that serve a reader add to the guidance.

use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::web::PageError;
use crate::pools::local::{self, Local};

/// Of every pool that serves the reader's employer; nothing for a visitor.
///
/// # Errors
/// The database's.
pub(super) async fn of(app: &App, viewer: Option<&Viewer>) -> Result<Vec<Local>, PageError> {
    let Some(viewer) = viewer else { return Ok(Vec::new()) };
    let mut db = app.db.acquire().await?;
    Ok(local::local(&mut db, viewer.account_id, day_of(app.clock.now())).await?)
}
