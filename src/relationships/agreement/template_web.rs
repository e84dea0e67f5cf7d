use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;

use super::form::{AgreementForm, LONGEST, LONGEST_LIMITS, LONGEST_PURPOSE, Options, rhythm};
use super::store;
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::{self, Actor, Recorded, Subject};
use crate::platform::ids::PoolId;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Routes, Who, page, see_other, unprocessable,
};
use crate::platform::words;
use crate::pools::{self, Offering};
use crate::relationships::model::Content;

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/pools/{id}/agreements", Who::Coordinator, list)
        .get("/pools/{id}/agreements/{offering}", Who::Coordinator, show)
        .post("/pools/{id}/agreements/{offering}", Who::Coordinator, save)
}

const OFFERINGS: [Offering; 3] = [Offering::Coaching, Offering::Mentoring, Offering::Supervision];

/// The words of a pool were published.
struct Published {
    pool: PoolId,
    offering: Offering,
}

impl Recorded for Published {
    fn kind(&self) -> &'static str {
        "pool.agreement-published"
    }

    fn subject(&self) -> Subject {
        Subject { noun: "pool", id: self.pool.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        Some(self.pool)
    }

    fn data(&self) -> serde_json::Value {
        serde_json::json!({ "offering": self.offering.code() })
    }
}

struct Wording {
    offering: Offering,
    /// None: ours.
    number: Option<i32>,
    content: Content,
}

impl Wording {
    fn outline(&self) -> String {
        let terms = self.content.terms;
        let many = terms.sessions.map_or_else(
            || "as many sessions as it takes".to_owned(),
            |many| words::count(many, "session", "sessions"),
        );
        let whose = match self.number {
            Some(number) => format!("Your words, number {number}"),
            None => "Our words".to_owned(),
        };
        format!("{whose}: {many} of {} minutes, {}", terms.minutes, rhythm(terms.every_weeks).to_lowercase())
    }
}

#[derive(Template)]
#[template(path = "relationships/templates.html")]
struct ListPage {
    layout: Layout,
    pool_id: PoolId,
    pool: String,
    templates: Vec<Wording>,
}

async fn pool_name(db: &mut sqlx::PgConnection, viewer: &Viewer, pool: PoolId) -> Result<String, PageError> {
    if !viewer.coordinates(pool) {
        return Err(PageError::NotFound);
    }
    Ok(pools::name(db, pool).await?)
}

async fn list(
    viewer: Viewer,
    layout: Layout,
    Path(pool_id): Path<PoolId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let pool = pool_name(&mut db, &viewer, pool_id).await?;
    let mut templates = Vec::new();
    for offering in OFFERINGS {
        let (number, content) = store::template(&mut db, pool_id, offering).await?;
        templates.push(Wording { offering, number, content });
    }
    page(&ListPage { layout, pool_id, pool, templates })
}

#[derive(Template)]
#[template(path = "relationships/template_form.html")]
struct TemplatePage {
    layout: Layout,
    pool_id: PoolId,
    pool: String,
    offering: Offering,
    number: Option<i32>,
    form: AgreementForm,
    options: Options,
    errors: FormErrors,
    /// Somebody else published meanwhile.
    meanwhile: bool,
    longest: usize,
    longest_purpose: usize,
    longest_limits: usize,
}

struct Loaded {
    pool_id: PoolId,
    pool: String,
    offering: Offering,
    number: Option<i32>,
}

impl Loaded {
    fn page(self, layout: Layout, form: AgreementForm, errors: FormErrors, meanwhile: bool) -> TemplatePage {
        TemplatePage {
            layout: layout.with_errors(!errors.is_empty()),
            pool_id: self.pool_id,
            pool: self.pool,
            offering: self.offering,
            number: self.number,
            options: Options::new(&form),
            form,
            errors,
            meanwhile,
            longest: LONGEST,
            longest_purpose: LONGEST_PURPOSE,
            longest_limits: LONGEST_LIMITS,
        }
    }
}

async fn load(
    app: &App,
    viewer: &Viewer,
    pool_id: PoolId,
    offering: &str,
) -> Result<(Loaded, Content), PageError> {
    let offering = OFFERINGS.into_iter().find(|one| one.code() == offering).ok_or(PageError::NotFound)?;
    let mut db = app.db.acquire().await?;
    let pool = pool_name(&mut db, viewer, pool_id).await?;
    let (number, content) = store::template(&mut db, pool_id, offering).await?;
    Ok((Loaded { pool_id, pool, offering, number }, content))
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    Path((pool_id, offering)): Path<(PoolId, String)>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let (loaded, content) = load(&app, &viewer, pool_id, &offering).await?;
    let form = AgreementForm::of(&content, loaded.number.unwrap_or(0), String::new());
    page(&loaded.page(layout, form, FormErrors::none(), false))
}

async fn save(
    viewer: Viewer,
    layout: Layout,
    Path((pool_id, offering)): Path<(PoolId, String)>,
    State(app): State<App>,
    Form(mut form): Form<AgreementForm>,
) -> Result<Response, PageError> {
    let (loaded, current) = load(&app, &viewer, pool_id, &offering).await?;
    let content = match form.parse(true) {
        Ok(content) => content,
        Err(errors) => return unprocessable(&loaded.page(layout, form, errors, false)),
    };
    let done = format!("/pools/{pool_id}/agreements");
    if content == current {
        return Ok(see_other(&done, "These words are in use."));
    }
    let now = app.clock.now();
    let read = (form.read() > 0).then(|| form.read());
    let mut tx = app.begin(&viewer).await?;
    let by = viewer.account_id;
    if loaded.number != read
        || !store::publish(&mut tx, now, pool_id, loaded.offering, by, read, &content).await?
    {
        tx.rollback().await?;
        let (loaded, _) = load(&app, &viewer, pool_id, &offering).await?;
        form.read = loaded.number.unwrap_or(0).to_string();
        let again = loaded.page(layout, form, FormErrors::none(), true);
        return Ok((StatusCode::CONFLICT, Html(again.render()?)).into_response());
    }
    events::record(&mut tx, Actor::Account(by), now, &Published { pool: pool_id, offering: loaded.offering })
        .await?;
    tx.commit().await?;
    Ok(see_other(
        &done,
        "Saved. New agreements begin with these words; what people have signed stays as it is.",
    ))
}
