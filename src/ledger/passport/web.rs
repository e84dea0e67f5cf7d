use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use sqlx::PgConnection;

use super::model::{FORMAT, Passport};
use super::signing::Key;
use super::store;
use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::web::filters;
use crate::platform::web::{Layout, PageError, page};

#[derive(Template)]
#[template(path = "ledger/passport.html")]
struct PassportPage {
    layout: Layout,
    passport: Passport,
    issued_on: Day,
}

impl PassportPage {
    /// Whether there is anything to say yet.
    fn is_empty(&self) -> bool {
        self.passport.memberships.is_empty()
            && self.passport.given.is_empty()
            && self.passport.development.is_empty()
            && self.passport.qualifications.is_empty()
    }
}

/// What the hub says of somebody, in three statements.
async fn load(db: &mut PgConnection, app: &App, viewer: &Viewer) -> Result<Passport, PageError> {
    let memberships = store::standing(db, viewer.account_id).await?;
    let qualifications = store::qualifications(db, viewer.account_id).await?;
    let (given, development) = store::figures(db, viewer.account_id).await?;
    Ok(Passport {
        format: FORMAT.to_owned(),
        hub: app.site.base_url.clone(),
        issued_at: app.clock.now(),
        name: viewer.name.clone(),
        memberships,
        qualifications,
        given,
        development,
    })
}

pub(super) async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let passport = load(&mut db, &app, &viewer).await?;
    page(&PassportPage { layout, issued_on: day_of(passport.issued_at), passport })
}

pub(super) async fn signed(viewer: Viewer, State(app): State<App>) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let passport = load(&mut db, &app, &viewer).await?;
    let document = Key::of(&app.secret).and_then(|key| key.sign(&passport)).map_err(PageError::internal)?;
    let text = serde_json::to_string_pretty(&document).map_err(PageError::internal)?;
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CONTENT_DISPOSITION, "attachment; filename=\"rapport-passport.json\""),
    ];
    Ok((headers, format!("{text}\n")).into_response())
}
