//! A fresh sign-in for security pages: the password again, or a mailed code (S5, S8).

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::store;
use super::web_password::{NextQuery, wait_sentence};
use crate::accounts::hasher::HashError;
use crate::accounts::password::TypedPassword;
use crate::accounts::throttle::Taken;
use crate::accounts::{Viewer, limits, next, sessions, throttle};
use crate::app::App;
use crate::platform::mail::EmailAddress;
use crate::platform::web::{Form, FormErrors, Layout, PageError, Query, Routes, Who, page, unprocessable};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/sign-in/again", Who::SignedIn, show).post("/sign-in/again", Who::SignedIn, confirm)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AgainForm {
    password: String,
    next: String,
}

#[derive(Template)]
#[template(path = "accounts/sign_in_again.html")]
struct AgainPage {
    layout: Layout,
    form: AgainForm,
    errors: FormErrors,
    has_password: bool,
    /// Where a code would be sent.
    email: EmailAddress,
}

async fn show(
    viewer: Viewer,
    State(app): State<App>,
    Query(query): Query<NextQuery>,
    layout: Layout,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let own = store::own(&mut db, viewer.account_id).await?;
    let form = AgainForm { next: next::local(&query.next), ..AgainForm::default() };
    let has_password = own.password_hash.is_some();
    page(&AgainPage { layout, form, errors: FormErrors::none(), has_password, email: own.email })
}

async fn confirm(
    viewer: Viewer,
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    layout: Layout,
    Form(form): Form<AgainForm>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let own = store::own(&mut db, viewer.account_id).await?;
    drop(db);
    let now = app.clock.now();
    let buckets = limits::re_authentication(viewer.account_id, viewer.login_session_id.0.as_bytes());
    if let Taken::Wait { seconds } = throttle::take(&app.db, now, &buckets).await? {
        return refused(layout, &form, own, wait_sentence(seconds));
    }
    let verdict =
        match app.hasher.verify(&TypedPassword::new(&form.password), own.password_hash.as_deref()).await {
            Ok(verdict) => verdict,
            Err(HashError::Busy) => return Err(PageError::TooMany { retry_after_seconds: 5 }),
            Err(error) => return Err(PageError::internal(error)),
        };
    if !verdict.is_right() {
        return refused(layout, &form, own, "That is not your password".to_owned());
    }
    throttle::give_back_all(&app.db, &buckets).await?;
    sessions::renew(&session, &headers, now).await?;
    Ok(Redirect::to(&next::local(&form.next)).into_response())
}

fn refused(layout: Layout, form: &AgainForm, own: store::Own, why: String) -> Result<Response, PageError> {
    let form = AgainForm { password: String::new(), next: next::local(&form.next) };
    let has_password = own.password_hash.is_some();
    let errors = FormErrors::one("password", why);
    let layout = layout.with_errors(true);
    unprocessable(&AgainPage { layout, form, errors, has_password, email: own.email })
}
