use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use sqlx::PgConnection;
use tower_sessions::Session;

use super::super::changed;
use super::super::events::{SecurityEvent, What};
use super::store;
use crate::accounts::Viewer;
use crate::accounts::sessions;
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::clock::Instant;
use crate::platform::ids::LoginSessionId;
use crate::platform::web::{PageError, Path, Routes, Who, see_other};

pub(in crate::accounts::security) fn routes() -> Routes<App> {
    Routes::new()
        .post("/account/security/login-sessions/{login_session_id}/ending", Who::Fresh, end_one)
        .post("/account/security/login-sessions/endings", Who::Fresh, end_others)
}

async fn end_one(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<LoginSessionId>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    if !store::end(&mut tx, now, viewer.account_id, id).await? {
        return Err(PageError::NotFound);
    }
    record(&mut tx, now, &viewer).await?;
    tx.commit().await?;
    Ok(see_other("/account/security", "That device is signed out."))
}

async fn end_others(
    viewer: Viewer,
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let epoch = sessions::end_others(&mut tx, now, viewer.account_id, viewer.login_session_id).await?;
    record(&mut tx, now, &viewer).await?;
    tx.commit().await?;
    changed::renew_session(&app, &session, &headers, epoch).await?;
    Ok(see_other("/account/security", "You are signed out everywhere else."))
}

async fn record(db: &mut PgConnection, now: Instant, viewer: &Viewer) -> sqlx::Result<()> {
    let event = SecurityEvent { account_id: viewer.account_id, what: What::LoginSessionEnded };
    events::record(db, Actor::Account(viewer.account_id), now, &event).await
}
