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
use super::{PATH, store};
use crate::accounts::Viewer;
use crate::accounts::recovery_codes::{self, RecoveryCode};
use crate::accounts::totp::{QrPicture, TotpSecret};
use crate::app::App;
use crate::platform::web::{Form, FormErrors, Layout, PageError, Routes, Who, page, unprocessable};

/// Where the app being set up is shown.
const ENROLMENT: &str = "/account/security/second-factor/enrolment";

pub(super) fn routes() -> Routes<App> {
    Routes::new().post(ENROLMENT, Who::Fresh, start).get(ENROLMENT, Who::Fresh, show).post(
        PATH,
        Who::Fresh,
        confirm,
    )
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct StartForm {
    current_password: String,
}

async fn start(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<StartForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let own = accounts::own(&mut db, now, viewer.account_id).await?;
    drop(db);
    if let Some(elsewhere) = proof::first(&viewer, &own, now, PATH) {
        return Ok(elsewhere);
    }
    let mut errors = FormErrors::none();
    proof::check(&app, &viewer, &own, &form.current_password, &mut errors).await?;
    if !errors.is_empty() {
        return super::manage::again(&viewer, &own, layout, errors);
    }
    let sealed = TotpSecret::random().seal(&app.secret, viewer.account_id);
    let mut tx = app.begin(&viewer).await?;
    store::start(&mut tx, now, viewer.account_id, &sealed).await?;
    tx.commit().await?;
    Ok(Redirect::to(ENROLMENT).into_response())
}

#[derive(Template)]
#[template(path = "accounts/security/enrolment.html")]
struct EnrolmentPage {
    layout: Layout,
    errors: FormErrors,
    code: String,
    /// In groups of four.
    key: String,
    picture: Option<QrPicture>,
    email: String,
}

impl EnrolmentPage {
    fn new(layout: Layout, own: &Own, secret: &TotpSecret, code: String, errors: FormErrors) -> Self {
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            errors,
            code,
            key: secret.groups(),
            picture: secret.picture(own.email.as_str()),
            email: own.email.to_string(),
        }
    }
}

async fn show(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let own = accounts::own(&mut db, now, viewer.account_id).await?;
    let Some(sealed) = store::enrolment(&mut db, now, viewer.account_id).await? else {
        return Ok(Redirect::to(PATH).into_response());
    };
    let secret = TotpSecret::open(&app.secret, viewer.account_id, &sealed).map_err(PageError::internal)?;
    page(&EnrolmentPage::new(layout, &own, &secret, String::new(), FormErrors::none()))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CodeForm {
    code: String,
}

/// Recovery codes, this once.
#[derive(Template)]
#[template(path = "accounts/security/recovery_codes_made.html")]
pub(super) struct CodesPage {
    pub layout: Layout,
    pub codes: Vec<RecoveryCode>,
    /// They came with a new authenticator app, or replace older ones.
    pub with_app: bool,
}

async fn confirm(
    viewer: Viewer,
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    layout: Layout,
    Form(form): Form<CodeForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    accounts::lock(&mut tx, viewer.account_id).await?;
    let own = accounts::own(&mut tx, now, viewer.account_id).await?;
    let Some(sealed) = store::enrolment(&mut tx, now, viewer.account_id).await? else {
        return Ok(Redirect::to(PATH).into_response());
    };
    let secret = TotpSecret::open(&app.secret, viewer.account_id, &sealed).map_err(PageError::internal)?;
    let Some(step) = secret.check(&form.code, now, None) else {
        let message = "That is not the code the app shows now. Check that the clock of your phone is right, and type the newest code";
        let errors = FormErrors::one("code", message);
        return unprocessable(&EnrolmentPage::new(layout, &own, &secret, form.code, errors));
    };
    if !store::confirm(&mut tx, now, viewer.account_id, &sealed, step).await? {
        return Ok(Redirect::to(PATH).into_response());
    }
    let codes = recovery_codes::renew(&mut tx, now, viewer.account_id).await?;
    let epoch =
        changed::tell(&app, &mut tx, &viewer, &own, What::SecondFactorSetUp, Notice::SecondFactorSetUp)
            .await?;
    tx.commit().await?;
    changed::renew_session(&app, &session, &headers, epoch).await?;
    page(&CodesPage { layout, codes, with_app: true })
}
