use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use sqlx::PgConnection;

use crate::accounts::Viewer;
use crate::app::App;
use crate::events::Actor;
use crate::organisations::day_of;
use crate::platform::ids::AccountId;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Routes, Who, page, see_other, unprocessable,
};
use crate::profiles::forms::{AboutForm, HelpForm, Options, WaysForm, WorkForm};
use crate::profiles::{About, Group, LONGEST_FORM, Profile, SaveError, actions, store};
use crate::vocabulary::{self, List};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/profile/about", Who::SignedIn, show_about)
        .post_up_to(LONGEST_FORM, "/profile/about", Who::SignedIn, save_about)
        .get("/profile/help", Who::SignedIn, show_help)
        .post("/profile/help", Who::SignedIn, save_help)
        .get("/profile/work", Who::SignedIn, show_work)
        .post("/profile/work", Who::SignedIn, save_work)
        .get("/profile/ways", Who::SignedIn, show_ways)
        .post("/profile/ways", Who::SignedIn, save_ways)
}

/// What is being edited.
enum Body {
    About(AboutForm),
    Help(HelpForm),
    Work(WorkForm),
    Ways(WaysForm),
}

#[derive(Template)]
#[template(path = "profiles/edit.html")]
struct EditPage {
    layout: Layout,
    body: Body,
    options: Options,
    errors: FormErrors,
    /// What is kept by now, when it was changed while the form was open.
    kept: Option<About>,
}

impl EditPage {
    fn title(&self) -> &'static str {
        match self.body {
            Body::About(_) => "About you",
            Body::Help(_) => "What you can help with",
            Body::Work(_) => "Your work",
            Body::Ways(_) => "How you meet and work",
        }
    }

    fn action(&self) -> &'static str {
        match self.body {
            Body::About(_) => "/profile/about",
            Body::Help(_) => "/profile/help",
            Body::Work(_) => "/profile/work",
            Body::Ways(_) => "/profile/ways",
        }
    }

    fn version(&self) -> &str {
        match &self.body {
            Body::About(form) => &form.version,
            Body::Help(form) => &form.version,
            Body::Work(form) => &form.version,
            Body::Ways(form) => &form.version,
        }
    }
}

/// The profile being edited, and what its group offers.
struct Edited {
    profile: Profile,
    options: Options,
}

impl Edited {
    async fn load(
        db: &mut PgConnection,
        app: &App,
        own: AccountId,
        lists: &[List],
    ) -> Result<Self, PageError> {
        let profile = store::load(db, own).await?.unwrap_or_else(|| empty(own));
        let terms = if lists.is_empty() { Vec::new() } else { vocabulary::terms(db, lists).await? };
        let options = Options::of(terms, day_of(app.clock.now()), &profile);
        Ok(Self { profile, options })
    }

    fn page(self, layout: Layout, body: impl FnOnce(&Profile) -> Body) -> Result<Response, PageError> {
        let body = body(&self.profile);
        page(&EditPage { layout, body, options: self.options, errors: FormErrors::none(), kept: None })
    }

    fn refused(self, layout: Layout, body: Body, errors: FormErrors) -> Result<Response, PageError> {
        let layout = layout.with_errors(true);
        unprocessable(&EditPage { layout, body, options: self.options, errors, kept: None })
    }
}

/// What somebody without a profile edits: its first saving makes it.
fn empty(account_id: AccountId) -> Profile {
    Profile { account_id, about: About::default(), seniority: None, terms: Vec::new(), version: 1 }
}

const WORK: [List; 3] = [List::Profession, List::Specialty, List::Seniority];
const WAYS: [List; 4] = [List::Approach, List::Skill, List::Delivery, List::Language];
const SAVED: &str = "Your profile is saved.";

/// Saved, or shown again with status 409 and everything that was typed, at the version that is there now.
async fn answer(
    mut tx: sqlx::Transaction<'static, sqlx::Postgres>,
    layout: Layout,
    options: Options,
    own: AccountId,
    saved: Result<(), SaveError>,
    body: impl FnOnce(String) -> Body,
) -> Result<Response, PageError> {
    match saved {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other("/profile", SAVED))
        }
        Err(SaveError::Stale) => {
            let kept = store::load(&mut tx, own).await?.unwrap_or_else(|| empty(own));
            let body = body(kept.version.to_string());
            let shown =
                EditPage { layout, body, options, errors: FormErrors::none(), kept: Some(kept.about) };
            Ok((StatusCode::CONFLICT, page(&shown)?).into_response())
        }
        Err(SaveError::Database(error)) => Err(error.into()),
    }
}

/// The version a form was read at; one that no page offered is never the current one.
fn version(raw: &str) -> i32 {
    raw.parse().unwrap_or(0)
}

async fn show_about(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let edited = Edited::load(&mut *app.db.acquire().await?, &app, viewer.account_id, &[]).await?;
    edited.page(layout, |profile| Body::About(AboutForm::of(profile)))
}

async fn save_about(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<AboutForm>,
) -> Result<Response, PageError> {
    let own = viewer.account_id;
    let mut tx = app.begin(&viewer).await?;
    let edited = Edited::load(&mut tx, &app, own, &[]).await?;
    let about = match form.parse() {
        Ok(about) => about,
        Err(errors) => return edited.refused(layout, Body::About(form), errors),
    };
    let (by, now) = (Actor::Account(own), app.clock.now());
    let saved = actions::save_about(&mut tx, by, now, own, Some(version(&form.version)), &about).await;
    answer(tx, layout, edited.options, own, saved, |version| Body::About(AboutForm { version, ..form })).await
}

async fn show_help(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let lists = [List::DevelopmentArea];
    let edited = Edited::load(&mut *app.db.acquire().await?, &app, viewer.account_id, &lists).await?;
    edited.page(layout, |profile| Body::Help(HelpForm::of(profile)))
}

async fn save_help(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<HelpForm>,
) -> Result<Response, PageError> {
    let own = viewer.account_id;
    let mut tx = app.begin(&viewer).await?;
    let edited = Edited::load(&mut tx, &app, own, &[List::DevelopmentArea]).await?;
    let areas = match form.parse(&edited.options) {
        Ok(areas) => areas,
        Err(errors) => return edited.refused(layout, Body::Help(form), errors),
    };
    let lists: [(List, &[_]); 1] = [(List::DevelopmentArea, &areas)];
    let (now, at) = (app.clock.now(), Some(version(&form.version)));
    let saved = actions::save_group(&mut tx, now, own, at, Group::Help, &lists).await;
    answer(tx, layout, edited.options, own, saved, |version| Body::Help(HelpForm { version, ..form })).await
}

async fn show_work(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let edited = Edited::load(&mut *app.db.acquire().await?, &app, viewer.account_id, &WORK).await?;
    edited.page(layout, |profile| Body::Work(WorkForm::of(profile)))
}

async fn save_work(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<WorkForm>,
) -> Result<Response, PageError> {
    let own = viewer.account_id;
    let mut tx = app.begin(&viewer).await?;
    let edited = Edited::load(&mut tx, &app, own, &WORK).await?;
    let work = match form.parse(&edited.options) {
        Ok(work) => work,
        Err(errors) => return edited.refused(layout, Body::Work(form), errors),
    };
    let lists: [(List, &[_]); 2] =
        [(List::Profession, &work.professions), (List::Specialty, &work.specialties)];
    let (now, at) = (app.clock.now(), Some(version(&form.version)));
    let mut saved = actions::save_group(&mut tx, now, own, at, Group::Work, &lists).await;
    if saved.is_ok() {
        saved = actions::set_seniority(&mut tx, now, own, work.seniority).await.map_err(SaveError::from);
    }
    answer(tx, layout, edited.options, own, saved, |version| Body::Work(WorkForm { version, ..form })).await
}

async fn show_ways(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let edited = Edited::load(&mut *app.db.acquire().await?, &app, viewer.account_id, &WAYS).await?;
    edited.page(layout, |profile| Body::Ways(WaysForm::of(profile)))
}

async fn save_ways(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<WaysForm>,
) -> Result<Response, PageError> {
    let own = viewer.account_id;
    let mut tx = app.begin(&viewer).await?;
    let edited = Edited::load(&mut tx, &app, own, &WAYS).await?;
    let ways = match form.parse(&edited.options) {
        Ok(ways) => ways,
        Err(errors) => return edited.refused(layout, Body::Ways(form), errors),
    };
    let lists: [(List, &[_]); 4] = [
        (List::Approach, &ways.approaches),
        (List::Skill, &ways.skills),
        (List::Delivery, &ways.delivery),
        (List::Language, &ways.languages),
    ];
    let (now, at) = (app.clock.now(), Some(version(&form.version)));
    let saved = actions::save_group(&mut tx, now, own, at, Group::Ways, &lists).await;
    answer(tx, layout, edited.options, own, saved, |version| Body::Ways(WaysForm { version, ..form })).await
}
