use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::{Hub, Id, caption, crumbs, editable, hold, onward};
use crate::accounts::Viewer;
use crate::applications::model::Step;
use crate::applications::store::{self, Application};
use crate::applications::web::review::LONGEST;
use crate::platform::web::forms::{optional, paragraphs};
use crate::platform::web::{Crumb, Form, FormErrors, Layout, PageError, page, unprocessable};
use crate::pools::{self, Shown};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::applications::web) struct AgreementForm {
    ethics: String,
    terms: String,
    /// The number of the wording on the page.
    terms_version: i32,
    statement: String,
}

#[derive(Template)]
#[template(path = "applications/steps/agreement.html")]
struct AgreementPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    caption: String,
    application: Application,
    pool: Shown,
    needs_ethics: bool,
    longest: usize,
    form: AgreementForm,
    errors: FormErrors,
}

async fn load(app: &Hub, application: Application) -> Result<(Application, Shown, bool), PageError> {
    let mut db = app.db.acquire().await?;
    let pool = pools::find(&mut db, application.pool_id).await?.ok_or(PageError::NotFound)?;
    let asked = pools::requirements(&mut db, application.pool_id).await?;
    let needs_ethics =
        asked.iter().any(|asked| asked.needs_ethics && application.offerings.contains(&asked.offering));
    Ok((application, pool, needs_ethics))
}

impl AgreementPage {
    fn new(
        layout: Layout,
        (application, pool, needs_ethics): (Application, Shown, bool),
        form: AgreementForm,
        errors: FormErrors,
    ) -> Self {
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            crumbs: crumbs(&application),
            caption: caption(Step::Agreement),
            application,
            pool,
            needs_ethics,
            longest: LONGEST,
            form,
            errors,
        }
    }
}

pub(super) async fn show(viewer: Viewer, id: Id, layout: Layout, app: Hub) -> Result<Response, PageError> {
    let loaded = load(&app, editable(&app, &viewer, id.0).await?).await?;
    let yes = |agreed: bool| if agreed { "yes".to_owned() } else { String::new() };
    let form = AgreementForm {
        ethics: yes(loaded.0.ethics_agreed_at.is_some()),
        terms_version: loaded.1.terms_version,
        terms: yes(loaded.0.terms_version == Some(loaded.1.terms_version)),
        statement: loaded.0.statement.clone(),
    };
    page(&AgreementPage::new(layout, loaded, form, FormErrors::none()))
}

pub(super) async fn save(
    viewer: Viewer,
    id: Id,
    layout: Layout,
    app: Hub,
    Form(form): Form<AgreementForm>,
) -> Result<Response, PageError> {
    let loaded = load(&app, editable(&app, &viewer, id.0).await?).await?;
    let mut errors = FormErrors::none();
    if loaded.2 && form.ethics != "yes" {
        errors.add("ethics", "Confirm that you follow the Global Code of Ethics");
    }
    if form.terms != "yes" {
        errors.add("terms", "Agree to the terms of the pool");
    }
    if form.terms == "yes" && form.terms_version != loaded.1.terms_version {
        errors.add("terms", "The terms changed while you were reading. Read them again, then agree");
    }
    let statement = errors.take(
        "statement",
        optional(&form.statement, |raw| paragraphs(raw, "what you would like to say", LONGEST)),
    );
    let Some(statement) = statement.filter(|_| errors.is_empty()) else {
        let form = AgreementForm { terms_version: loaded.1.terms_version, ..form };
        return unprocessable(&AgreementPage::new(layout, loaded, form, errors));
    };
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let application = hold(&mut tx, &viewer, id.0).await?;
    store::set_agreement(&mut tx, now, id.0, Some(form.terms_version), form.ethics == "yes").await?;
    store::set_statement(&mut tx, now, id.0, &statement.unwrap_or_default()).await?;
    store::mark_step(&mut tx, now, id.0, Step::Agreement.code()).await?;
    tx.commit().await?;
    Ok(onward(&application, Step::Agreement))
}
