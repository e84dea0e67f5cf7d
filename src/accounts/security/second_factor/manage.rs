use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::super::emails::Notice;
use super::super::events::What;
use super::super::store::Own;
use super::super::{changed, proof, store as accounts};
use super::enrol::CodesPage;
use super::{PATH, store};
use crate::accounts::Viewer;
use crate::accounts::password::{NewPassword, PasswordRefused};
use crate::accounts::recovery_codes;
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Routes, Who, filters, page, see_other, unprocessable,
};

const REMOVAL: &str = "/account/security/second-factor/removal";
const CODES: &str = "/account/security/recovery-codes";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get(PATH, Who::Fresh, show)
        .get(REMOVAL, Who::Fresh, show_removal)
        .post(REMOVAL, Who::Fresh, remove)
        .get(CODES, Who::Fresh, show_codes)
        .post(CODES, Who::Fresh, renew_codes)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ProofForm {
    current_password: String,
}

/// What the second factor is, whether there is one, and the way to set one up.
#[derive(Template)]
#[template(path = "accounts/security/second_factor.html")]
struct SecondFactorPage {
    layout: Layout,
    errors: FormErrors,
    has_password: bool,
    since: Option<Instant>,
    codes_left: i64,
    compulsory: bool,
}

impl SecondFactorPage {
    fn new(viewer: &Viewer, own: &Own, layout: Layout, errors: FormErrors) -> Self {
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            errors,
            has_password: own.password_hash.is_some(),
            since: own.second_factor_at,
            codes_left: own.recovery_codes_left,
            compulsory: viewer.watches_over_others(),
        }
    }
}

impl SecondFactorPage {
    fn button(&self) -> &'static str {
        if self.since.is_some() { "Set up another app" } else { "Set up an app" }
    }
}

/// The page again, with what was wrong.
pub(super) fn again(
    viewer: &Viewer,
    own: &Own,
    layout: Layout,
    errors: FormErrors,
) -> Result<Response, PageError> {
    unprocessable(&SecondFactorPage::new(viewer, own, layout, errors))
}

async fn show(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let own = own(&app, &viewer).await?;
    page(&SecondFactorPage::new(&viewer, &own, layout, FormErrors::none()))
}

async fn own(app: &App, viewer: &Viewer) -> Result<Own, PageError> {
    let mut db = app.db.acquire().await?;
    Ok(accounts::own(&mut db, app.clock.now(), viewer.account_id).await?)
}

#[derive(Template)]
#[template(path = "accounts/security/second_factor_removal.html")]
struct RemovalPage {
    layout: Layout,
    errors: FormErrors,
    has_password: bool,
    compulsory: bool,
}

async fn show_removal(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let own = own(&app, &viewer).await?;
    if own.second_factor_at.is_none() {
        return Ok(Redirect::to(PATH).into_response());
    }
    if let Some(elsewhere) = proof::first(&viewer, &own, app.clock.now(), REMOVAL) {
        return Ok(elsewhere);
    }
    page(&RemovalPage {
        layout,
        errors: FormErrors::none(),
        has_password: own.password_hash.is_some(),
        compulsory: viewer.watches_over_others(),
    })
}

async fn remove(
    viewer: Viewer,
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    layout: Layout,
    Form(form): Form<ProofForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let own = own(&app, &viewer).await?;
    if let Some(elsewhere) = proof::first(&viewer, &own, now, REMOVAL) {
        return Ok(elsewhere);
    }
    let mut errors = FormErrors::none();
    if viewer.watches_over_others() {
        errors.add(
            proof::FIELD,
            "Coordinators and administrators need a second step, so it cannot be turned off",
        );
    } else {
        proof::check(&app, &viewer, &own, &form.current_password, &mut errors).await?;
    }
    if errors.is_empty() && own.password_hash.is_some() {
        // Alone, a password must be longer than beside a second factor.
        let alone = NewPassword::parse(&form.current_password, &own.context(), false);
        if let Err(PasswordRefused::TooShort { shortest, .. }) = alone {
            errors.add(
                proof::FIELD,
                format!("Without a second step your password must have {shortest} characters or more. Change it first"),
            );
        }
    }
    if !errors.is_empty() {
        let has_password = own.password_hash.is_some();
        let compulsory = viewer.watches_over_others();
        return unprocessable(&RemovalPage {
            layout: layout.with_errors(true),
            errors,
            has_password,
            compulsory,
        });
    }
    let mut tx = app.begin(&viewer).await?;
    accounts::lock(&mut tx, viewer.account_id).await?;
    store::remove(&mut tx, viewer.account_id).await?;
    recovery_codes::forget(&mut tx, viewer.account_id).await?;
    let epoch =
        changed::tell(&app, &mut tx, &viewer, &own, What::SecondFactorRemoved, Notice::SecondFactorRemoved)
            .await?;
    tx.commit().await?;
    changed::renew_session(&app, &session, &headers, epoch).await?;
    Ok(see_other("/account/security", "Signing in no longer asks for a code from your app."))
}

#[derive(Template)]
#[template(path = "accounts/security/recovery_codes.html")]
struct RenewalPage {
    layout: Layout,
    errors: FormErrors,
    has_password: bool,
    left: i64,
}

async fn show_codes(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let own = own(&app, &viewer).await?;
    if own.second_factor_at.is_none() {
        return Ok(Redirect::to(PATH).into_response());
    }
    if let Some(elsewhere) = proof::first(&viewer, &own, app.clock.now(), CODES) {
        return Ok(elsewhere);
    }
    let has_password = own.password_hash.is_some();
    page(&RenewalPage { layout, errors: FormErrors::none(), has_password, left: own.recovery_codes_left })
}

async fn renew_codes(
    viewer: Viewer,
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    layout: Layout,
    Form(form): Form<ProofForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let own = own(&app, &viewer).await?;
    if own.second_factor_at.is_none() {
        return Ok(Redirect::to(PATH).into_response());
    }
    if let Some(elsewhere) = proof::first(&viewer, &own, now, CODES) {
        return Ok(elsewhere);
    }
    let mut errors = FormErrors::none();
    proof::check(&app, &viewer, &own, &form.current_password, &mut errors).await?;
    if !errors.is_empty() {
        let (has_password, left) = (own.password_hash.is_some(), own.recovery_codes_left);
        return unprocessable(&RenewalPage { layout: layout.with_errors(true), errors, has_password, left });
    }
    let mut tx = app.begin(&viewer).await?;
    accounts::lock(&mut tx, viewer.account_id).await?;
    let codes = recovery_codes::renew(&mut tx, now, viewer.account_id).await?;
    let epoch =
        changed::tell(&app, &mut tx, &viewer, &own, What::RecoveryCodesRenewed, Notice::RecoveryCodesRenewed)
            .await?;
    tx.commit().await?;
    changed::renew_session(&app, &session, &headers, epoch).await?;
    page(&CodesPage { layout, codes, with_app: false })
}
