use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use tower_sessions::Session;

use super::emails::Notice;
use super::events::What;
use super::store::Own;
use super::{changed, proof, store};
use crate::accounts::Viewer;
use crate::accounts::hasher::HashError;
use crate::accounts::password::{NewPassword, SHORTEST_ALONE, SHORTEST_WITH_SECOND_FACTOR};
use crate::app::App;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Routes, Who, page, see_other, unprocessable,
};

const PATH: &str = "/account/security/password";

pub(super) fn routes() -> Routes<App> {
    Routes::new().get(PATH, Who::Fresh, show).post(PATH, Who::Fresh, change)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PasswordForm {
    current_password: String,
    new_password: String,
}

#[derive(Template)]
#[template(path = "accounts/security/password.html")]
struct PasswordPage {
    layout: Layout,
    errors: FormErrors,
    has_password: bool,
    shortest: usize,
    /// For password managers, which keep it with the password.
    email: String,
}

impl PasswordPage {
    fn new(layout: Layout, own: &Own, errors: FormErrors) -> Self {
        let shortest =
            if own.second_factor_at.is_some() { SHORTEST_WITH_SECOND_FACTOR } else { SHORTEST_ALONE };
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            errors,
            has_password: own.password_hash.is_some(),
            shortest,
            email: own.email.to_string(),
        }
    }

    fn button(&self) -> &'static str {
        if self.has_password { "Change my password" } else { "Set my password" }
    }

    fn hint(&self) -> String {
        format!(
            "At least {} characters. Three or four words that mean something only to you work well.",
            self.shortest
        )
    }
}

async fn show(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let own = store::own(&mut db, app.clock.now(), viewer.account_id).await?;
    if let Some(elsewhere) = proof::first(&viewer, &own, app.clock.now(), PATH) {
        return Ok(elsewhere);
    }
    page(&PasswordPage::new(layout, &own, FormErrors::none()))
}

async fn change(
    viewer: Viewer,
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    layout: Layout,
    Form(form): Form<PasswordForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let own = store::own(&mut db, now, viewer.account_id).await?;
    drop(db);
    if let Some(elsewhere) = proof::first(&viewer, &own, now, PATH) {
        return Ok(elsewhere);
    }
    let mut errors = FormErrors::none();
    proof::check(&app, &viewer, &own, &form.current_password, &mut errors).await?;
    let parsed = NewPassword::parse(&form.new_password, &own.context(), own.second_factor_at.is_some());
    let Some(password) = errors.take("new_password", parsed).filter(|_| errors.is_empty()) else {
        return unprocessable(&PasswordPage::new(layout, &own, errors));
    };
    let hash = match app.hasher.hash(&password).await {
        Ok(hash) => hash,
        Err(HashError::Busy) => return Err(PageError::TooMany { retry_after_seconds: 5 }),
        Err(error) => return Err(PageError::internal(error)),
    };
    let mut tx = app.begin(&viewer).await?;
    store::lock(&mut tx, viewer.account_id).await?;
    if !store::set_password(&mut tx, now, viewer.account_id, own.password_hash.as_deref(), &hash).await? {
        return Err(PageError::Conflict(
            "Your password was changed somewhere else at the same moment. Sign in again with the new one."
                .to_owned(),
        ));
    }
    let notice = if own.password_hash.is_some() { Notice::PasswordChanged } else { Notice::PasswordSet };
    let epoch = changed::tell(&app, &mut tx, &viewer, &own, What::PasswordChanged, notice).await?;
    tx.commit().await?;
    changed::renew_session(&app, &session, &headers, epoch).await?;
    Ok(see_other(
        "/account/security",
        "Your password is changed. You are signed out everywhere else, and we have emailed you to confirm it.",
    ))
}
