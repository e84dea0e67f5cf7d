use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use http::StatusCode;
use serde::Deserialize;

use super::actions::{self, Refusal};
use super::model::{LONGEST_NAME, Saved, in_words};
use super::{SavedSearchId, store};
use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::SubmissionId;
use crate::platform::web::forms::line;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Routes, Who, filters, page, see_other, unprocessable,
};
use crate::search::asker::{self, Also, Reader};
use crate::search::cards::{self, Card, Sight};
use crate::search::look::{Parameters, look};

pub(super) const PAGE: &str = "/saved-searches";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get(PAGE, Who::SignedIn, show)
        .post(PAGE, Who::SignedIn, save)
        .get("/saved-searches/{id}", Who::SignedIn, edit)
        .post("/saved-searches/{id}", Who::SignedIn, rename)
        .post("/saved-searches/{id}/run", Who::SignedIn, run)
        .post("/saved-searches/{id}/removal", Who::SignedIn, remove)
}

/// One search of the list.
struct Line {
    id: SavedSearchId,
    name: String,
    /// The kind of person looked for.
    person: &'static str,
    wants: Vec<String>,
    /// The address that runs it; None when part of it is private and running it makes a draft.
    address: Option<String>,
    saved_on: Day,
    told_on: Option<Day>,
}

#[derive(Template)]
#[template(path = "search/saved.html")]
struct SavedPage {
    layout: Layout,
    lines: Vec<Line>,
    /// Those they wait for, and whether the reader may still see them.
    waiting: Vec<(crate::platform::ids::AccountId, Option<Card>)>,
    stopped: bool,
}

async fn show(viewer: Viewer, layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    let (ground, now) = (app.live.ground()?, app.clock.now());
    let day = day_of(now);
    let mut db = app.db.acquire().await?;
    let own = store::own(&mut db, viewer.account_id).await?;
    let cards = if own.watched.is_empty() {
        Vec::new()
    } else {
        let reader = Reader::Account(&viewer);
        let asking = asker::load(&mut db, &app.secret, reader, Also::default(), now).await?;
        cards::load(&mut db, &asking, &own.watched, Sight::EvenApart).await?
    };
    let card = |person| cards.iter().find(|card: &&Card| card.account_id == person).cloned();
    let waiting = own.watched.iter().map(|person| (*person, card(*person))).collect();
    let lines = own
        .saved
        .iter()
        .map(|saved| {
            let search = saved.search(&app.secret, &ground, day);
            Line {
                id: saved.id,
                name: saved.name.clone(),
                person: search.offering.person(),
                wants: in_words(&search, &ground),
                address: saved.sealed.is_none().then(|| saved.address.clone()),
                saved_on: day_of(saved.created_at),
                told_on: saved.told_at.map(day_of),
            }
        })
        .collect();
    page(&SavedPage { layout, lines, waiting, stopped: own.stopped })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SaveForm {
    submission: String,
    /// The search, as its results' address carries it.
    address: String,
}

async fn save(
    viewer: Viewer,
    jar: CookieJar,
    State(app): State<App>,
    Form(form): Form<SaveForm>,
) -> Result<Response, PageError> {
    let Ok(submission) = form.submission.parse::<SubmissionId>() else {
        return Err(PageError::BadRequest("the form it came from".into()));
    };
    if form.address.len() > 4_000 {
        return Err(PageError::BadRequest("the search it is about".into()));
    }
    let address = form.address.trim_start_matches('?').as_bytes();
    let parameters: Parameters = url::form_urlencoded::parse(address).into_owned().collect();
    let looked = look(&app, Some(&viewer), &jar, &parameters, false).await?;
    let mut tx = app.begin(&viewer).await?;
    match actions::save(&mut tx, &app, app.clock.now(), viewer.account_id, submission, &looked).await {
        Ok(()) => tx.commit().await?,
        Err(refusal) => return Err(failed(refusal)),
    }
    Ok(see_other(PAGE, "Saved. We write to you when somebody new matches, at most once a week."))
}

fn failed(refusal: Refusal) -> PageError {
    match refusal {
        Refusal::Page(error) => error,
        Refusal::TooMany | Refusal::Broad | Refusal::Stale => PageError::Conflict(refusal.to_string()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NameForm {
    name: String,
    version: String,
}

#[derive(Template)]
#[template(path = "search/saved_name.html")]
struct NamePage {
    layout: Layout,
    id: SavedSearchId,
    form: NameForm,
    /// Changed somewhere else while the form was open; what it is called now.
    stale: Option<String>,
    errors: FormErrors,
}

async fn find(app: &App, viewer: &Viewer, id: SavedSearchId) -> Result<Saved, PageError> {
    let mut db = app.db.acquire().await?;
    store::find(&mut db, viewer.account_id, id).await?.ok_or(PageError::NotFound)
}

async fn edit(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<SavedSearchId>,
) -> Result<Response, PageError> {
    let saved = find(&app, &viewer, id).await?;
    let form = NameForm { name: saved.name, version: saved.version.to_string() };
    page(&NamePage { layout, id, form, stale: None, errors: FormErrors::none() })
}

async fn rename(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<SavedSearchId>,
    Form(mut form): Form<NameForm>,
) -> Result<Response, PageError> {
    let saved = find(&app, &viewer, id).await?;
    let name = match line(&form.name, "a name", LONGEST_NAME) {
        Ok(name) => name,
        Err(message) => {
            let (layout, errors) = (layout.with_errors(true), FormErrors::one("name", message));
            return unprocessable(&NamePage { layout, id, form, stale: None, errors });
        }
    };
    let version = form.version.parse().unwrap_or(0);
    let mut tx = app.begin(&viewer).await?;
    match actions::rename(&mut tx, viewer.account_id, id, version, &name).await {
        Ok(()) => tx.commit().await?,
        Err(Refusal::Stale) => {
            form.version = saved.version.to_string();
            let shown = NamePage { layout, id, form, stale: Some(saved.name), errors: FormErrors::none() };
            return Ok((StatusCode::CONFLICT, page(&shown)?).into_response());
        }
        Err(refusal) => return Err(failed(refusal)),
    }
    Ok(see_other(PAGE, "Your search has a new name."))
}

async fn run(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<SavedSearchId>,
) -> Result<Response, PageError> {
    let saved = find(&app, &viewer, id).await?;
    let mut tx = app.begin(&viewer).await?;
    let address = actions::run(&mut tx, &app, app.clock.now(), &saved).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/find/results?{address}")).into_response())
}

async fn remove(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<SavedSearchId>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    if !store::delete(&mut tx, viewer.account_id, id).await? {
        return Err(PageError::NotFound);
    }
    tx.commit().await?;
    Ok(see_other(PAGE, "Removed. You hear of it no more."))
}
