use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

use super::store;
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::web::{Layout, PageError, Path, Routes, Who, page, see_other};

pub(in crate::accounts) fn routes() -> Routes<App> {
    Routes::new()
        .get("/drafts/{draft_id}", Who::SignedIn, show)
        .post("/drafts/{draft_id}/resumption", Who::SignedIn, resume)
        .post("/drafts/{draft_id}/removal", Who::SignedIn, discard)
}

#[derive(Template)]
#[template(path = "accounts/draft.html")]
struct DraftPage {
    layout: Layout,
    draft_id: Uuid,
    fields: Vec<(String, String)>,
}

async fn show(
    viewer: Viewer,
    Path(draft_id): Path<Uuid>,
    State(app): State<App>,
    layout: Layout,
) -> Result<Response, PageError> {
    let draft = store::find(&app, viewer.account_id, draft_id).await?.ok_or(PageError::NotFound)?;
    page(&DraftPage { layout, draft_id, fields: draft.fields })
}

/// Deletes the draft and lets the browser post the same fields to where they were going: a 307 keeps the method
/// and the body.
async fn resume(
    viewer: Viewer,
    Path(draft_id): Path<Uuid>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let draft = store::find(&app, viewer.account_id, draft_id).await?.ok_or(PageError::NotFound)?;
    let mut tx = app.begin(&viewer).await?;
    if !store::delete(&mut tx, viewer.account_id, draft_id).await? {
        return Err(PageError::NotFound);
    }
    tx.commit().await?;
    Ok(Redirect::temporary(&draft.path).into_response())
}

async fn discard(
    viewer: Viewer,
    Path(draft_id): Path<Uuid>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    if !store::delete(&mut tx, viewer.account_id, draft_id).await? {
        return Err(PageError::NotFound);
    }
    tx.commit().await?;
    Ok(see_other("/dashboard", "What you had typed has been thrown away."))
}
