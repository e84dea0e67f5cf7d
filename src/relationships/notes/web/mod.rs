//! Pages of notes: all that the reader can read with a form to write another, and one of their own to change or delete.

mod form;
mod list;
mod one;

use sqlx::{Postgres, Transaction};

use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::ids::RelationshipId;
use crate::platform::web::{PageError, Routes, Who};
use crate::relationships::{Pair, pair};

const NOTES: &str = "/relationships/{id}/notes";
const NOTE: &str = "/relationships/{id}/notes/{note_id}";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get(NOTES, Who::Confidant, list::show)
        .post(NOTES, Who::Confidant, list::keep)
        .get(NOTE, Who::Confidant, one::show)
        .post(NOTE, Who::Confidant, one::save)
        .post("/relationships/{id}/notes/{note_id}/deletion", Who::Confidant, one::delete)
}

/// A transaction that says who asks, without which there are no notes, and the relationship if it is theirs.
async fn enter(
    app: &App,
    viewer: &Viewer,
    id: RelationshipId,
) -> Result<(Transaction<'static, Postgres>, Pair), PageError> {
    let mut tx = app.begin(viewer).await?;
    let pair = pair(&mut tx, id, viewer.account_id).await?.ok_or(PageError::NotFound)?;
    Ok((tx, pair))
}

fn notes_path(pair: &Pair) -> String {
    format!("{}/notes", pair.path())
}
