use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;

use super::form::{AgreementForm, LONGEST, LONGEST_LIMITS, LONGEST_PURPOSE, Options, rhythm};
use super::store::{self, Published};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::{self, Actor, Recorded, Subject};
use crate::platform::ids::PoolId;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Query, Routes, Who, page, see_other, unprocessable,
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
struct WordsPublished {
    pool: PoolId,
    offering: Offering,
}

impl Recorded for WordsPublished {
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
        let whose = match self.number {
            Some(number) => format!("Your words, number {number}"),
            None => "Our words".to_owned(),
        };
        format!("{whose}: {}", course(&self.content))
    }
}

/// "6 sessions of 60 minutes, every four weeks"
fn course(content: &Content) -> String {
    let terms = content.terms;
    let many = terms.sessions.map_or_else(
        || "as many sessions as it takes".to_owned(),
        |many| words::count(many, "session", "sessions"),
    );
    format!("{many} of {} minutes, {}", terms.minutes, rhythm(terms.every_weeks).to_lowercase())
}

/// The texts of a pool's words with what each is called, without those that are empty.
fn texts(content: &Content) -> Vec<(&'static str, Vec<String>)> {
    let words = &content.words;
    [
        ("A beginning for the purpose", &words.purpose),
        ("Where and how you meet", &words.how),
        ("How you reach each other", &words.contact),
        ("What stays between them, and its limits", &words.confidentiality),
        ("If it does not work", &words.difficulty),
        ("What is kept", &words.data_kept),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(label, text)| (label, text.split("\n\n").map(str::to_owned).collect()))
    .collect()
}

/// "After 3 sessions or 3 months"
fn review(content: &Content) -> String {
    let terms = content.terms;
    format!(
        "After {} or {}, whichever comes first",
        words::count(terms.review_after, "session", "sessions"),
        words::count(terms.review_months, "month", "months")
    )
}

/// A look at words before they are published.
#[derive(Template)]
#[template(path = "relationships/template_look.html")]
struct LookPage {
    layout: Layout,
    pool_id: PoolId,
    pool: String,
    offering: Offering,
    number: Option<i32>,
    form: AgreementForm,
    content: Content,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// The number of earlier words to begin from.
    from: String,
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
    /// All that were published, the latest first.
    published: Vec<Published>,
    /// The earlier words that the form begins from.
    from: Option<i32>,
    longest: usize,
    longest_purpose: usize,
    longest_limits: usize,
}

/// All that a pool's words say, in the order of an agreement.
fn parts(content: &Content) -> Vec<(&'static str, Vec<String>)> {
    let mut parts = vec![("Sessions", vec![course(content)]), ("Review", vec![review(content)])];
    parts.extend(texts(content));
    parts
}

impl TemplatePage {
    fn parts(one: &Published) -> Vec<(&'static str, Vec<String>)> {
        parts(&one.content)
    }

    fn day(one: &Published) -> String {
        words::short_date(crate::organisations::day_of(one.at))
    }

    fn by(one: &Published) -> &str {
        one.by.as_deref().unwrap_or("somebody who has left")
    }
}

impl LookPage {
    fn parts(&self) -> Vec<(&'static str, Vec<String>)> {
        parts(&self.content)
    }

    /// What was typed, to be sent again.
    fn fields(&self) -> Vec<(&'static str, &str)> {
        let form = &self.form;
        [
            ("read", &form.read),
            ("purpose", &form.purpose),
            ("sessions", &form.sessions),
            ("minutes", &form.minutes),
            ("every", &form.every),
            ("review_after", &form.review_after),
            ("review_months", &form.review_months),
            ("how", &form.how),
            ("contact", &form.contact),
            ("limits", &form.limits),
            ("difficulty", &form.difficulty),
            ("data_kept", &form.data_kept),
        ]
        .into_iter()
        .map(|(name, value)| (name, value.as_str()))
        .collect()
    }
}

struct Loaded {
    pool_id: PoolId,
    pool: String,
    offering: Offering,
    number: Option<i32>,
    published: Vec<Published>,
    from: Option<i32>,
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
            published: self.published,
            from: self.from,
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
    let published = store::published(&mut db, pool_id, offering).await?;
    let latest = published.first();
    let (number, content) = (
        latest.map(|one| one.number),
        latest.map_or_else(|| Content::usual(offering), |one| one.content.clone()),
    );
    Ok((Loaded { pool_id, pool, offering, number, published, from: None }, content))
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    Path((pool_id, offering)): Path<(PoolId, String)>,
    Query(asked): Query<Asked>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let (mut loaded, mut content) = load(&app, &viewer, pool_id, &offering).await?;
    if let Ok(number) = asked.from.parse::<i32>() {
        let earlier = loaded.published.iter().find(|one| one.number == number);
        content = earlier.ok_or(PageError::NotFound)?.content.clone();
        loaded.from = Some(number);
    }
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
    if form.step == "change" {
        return page(&loaded.page(layout, form, FormErrors::none(), false));
    }
    let done = format!("/pools/{pool_id}/agreements");
    if content == current {
        return Ok(see_other(&done, "These words are in use."));
    }
    let now = app.clock.now();
    let read = (form.read() > 0).then(|| form.read());
    if form.step != "publish" && loaded.number == read {
        let Loaded { pool_id, pool, offering, number, .. } = loaded;
        return page(&LookPage { layout, pool_id, pool, offering, number, form, content });
    }
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
    let event = WordsPublished { pool: pool_id, offering: loaded.offering };
    events::record(&mut tx, Actor::Account(by), now, &event).await?;
    tx.commit().await?;
    Ok(see_other(
        &done,
        "Published. New agreements begin with these words; what people have signed stays as it is.",
    ))
}
