use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::actions::{self, Refusal};
use super::model::{Direction, Entry, MOST};
use super::store::{self, Suggested};
use crate::accounts::{Viewer, local_path};
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::ids::AccountId;
use crate::platform::web::{Form, Layout, PageError, Query, Routes, Who, page, see_other};
use crate::platform::words;
use crate::pools::Offering;
use crate::search::asker::{self, Also, Reader};
use crate::search::cards::{self, Card, Sight};
use crate::search::look::Parameters;

pub(super) const PAGE: &str = "/shortlist";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get(PAGE, Who::SignedIn, show)
        .post(PAGE, Who::SignedIn, add)
        .post("/shortlist/removals", Who::SignedIn, remove)
        .post("/shortlist/moves", Who::SignedIn, move_entry)
}

/// One line of the page. Without a card they are shown to this reader no more, and no name is given.
struct Line {
    entry: Entry,
    card: Option<Card>,
}

impl Line {
    fn title(&self) -> String {
        self.card.as_ref().map_or_else(|| "No longer available".to_owned(), Card::title)
    }
}

#[derive(Template)]
#[template(path = "search/shortlist.html")]
struct ShortlistPage {
    layout: Layout,
    lines: Vec<Line>,
    /// The parameters of the search that the comparison is held against.
    kept: Parameters,
    /// What coordinators suggest and the reader has not answered.
    suggested: Vec<Suggested>,
    /// How many more requests may be sent now.
    left: usize,
}

impl ShortlistPage {
    fn can_compare(&self) -> bool {
        self.lines.iter().filter(|line| line.card.is_some()).count() > 1
    }

    /// This page, with the search it is held against.
    fn here(&self) -> String {
        with_search(PAGE, &self.kept)
    }

    fn note(&self, entry: &Entry) -> String {
        with_search(&format!("{PAGE}/{}/note", entry.practitioner_id), &self.kept)
    }

    /// More people, by the same search where there is one.
    fn find(&self) -> String {
        if self.kept.is_empty() { "/find".to_owned() } else { with_search("/find/results", &self.kept) }
    }

    /// How many of the first on the list can be asked at once, and where: those with a place for the same offering who are not
    /// asked yet, as many as the cap leaves open. None unless that is at least two.
    fn ask_several(&self) -> Option<(String, String)> {
        let free = |line: &&Line| {
            line.card
                .as_ref()
                .is_some_and(|card| card.left > 0 && card.request.is_none() && card.name.is_some())
        };
        let first = self.lines.iter().find(free)?.entry.offering;
        let asked: Vec<&Line> = self
            .lines
            .iter()
            .filter(|line| free(line) && line.entry.offering == first)
            .take(self.left)
            .collect();
        if asked.len() < 2 {
            return None;
        }
        let people: Vec<String> =
            asked.iter().map(|line| format!("practitioner={}", line.entry.practitioner_id)).collect();
        let count = i64::try_from(asked.len()).unwrap_or(0);
        Some((words::number(count), format!("/chemistry/new?{}&offering={}", people.join("&"), first.code())))
    }

    fn room(&self) -> usize {
        MOST.saturating_sub(self.lines.len())
    }
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    let entries = store::entries(&mut tx, viewer.account_id).await?;
    let beside = store::beside(&mut tx, viewer.account_id).await?;
    let cards = if entries.is_empty() {
        Vec::new()
    } else {
        let people: Vec<AccountId> = entries.iter().map(|entry| entry.practitioner_id).collect();
        load_cards(&mut tx, &app, &viewer, &people, Sight::Anybody).await?
    };
    tx.commit().await?;
    let lines = entries
        .into_iter()
        .map(|entry| Line {
            card: cards.iter().find(|card| card.account_id == entry.practitioner_id).cloned(),
            entry,
        })
        .collect();
    let kept = searched(parameters);
    let left = usize::try_from(beside.left).unwrap_or(0);
    page(&ShortlistPage { layout, lines, kept, suggested: beside.suggested.0, left })
}

/// What of an address says what was asked for, not who is compared.
pub(super) fn searched(parameters: Parameters) -> Parameters {
    parameters.into_iter().filter(|(name, _)| name != "who").collect()
}

/// A path with the search that a shortlist is held against.
pub(super) fn with_search(path: &str, kept: &Parameters) -> String {
    if kept.is_empty() {
        return path.to_owned();
    }
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
    format!("{path}?{query}")
}

/// Those of these people whom this reader may still be shown. Two statements.
pub(super) async fn load_cards(
    db: &mut sqlx::PgConnection,
    app: &App,
    viewer: &Viewer,
    people: &[AccountId],
    sight: Sight,
) -> Result<Vec<Card>, sqlx::Error> {
    let (reader, now) = (Reader::Account(viewer), app.clock.now());
    let asking = asker::load(db, &app.secret, reader, Also::default(), now).await?;
    cards::load(db, &asking, people, sight).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct EntryForm {
    practitioner: String,
    offering: String,
    direction: String,
    /// Where to go afterwards: a local path.
    next: String,
}

impl EntryForm {
    fn person(&self) -> Result<AccountId, PageError> {
        self.practitioner.parse().map_err(|_| PageError::BadRequest("whom it is about".into()))
    }

    /// Back to where the button was.
    fn back(&self) -> String {
        let next = self.next.split('#').next().unwrap_or_default();
        if next.is_empty() { PAGE.to_owned() } else { local_path(next) }
    }

    /// Back to where the button was, at the person it was about.
    fn after(&self, person: AccountId) -> String {
        format!("{}#p-{person}", self.back())
    }
}

async fn add(
    viewer: Viewer,
    State(app): State<App>,
    Form(form): Form<EntryForm>,
) -> Result<Response, PageError> {
    let person = form.person()?;
    let offering = Offering::parse(&form.offering).unwrap_or(Offering::Mentoring);
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    if load_cards(&mut tx, &app, &viewer, &[person], Sight::EvenApart).await?.is_empty() {
        return Err(PageError::NotFound);
    }
    let is_new = actions::add(&mut tx, now, viewer.account_id, person, offering).await.map_err(failed)?;
    tx.commit().await?;
    if is_new {
        app.exposure.shortlisted(person, day_of(now));
    }
    Ok(see_other(&form.after(person), "Added to your shortlist. Only you see it."))
}

async fn remove(
    viewer: Viewer,
    State(app): State<App>,
    Form(form): Form<EntryForm>,
) -> Result<Response, PageError> {
    let person = form.person()?;
    let mut tx = app.begin(&viewer).await?;
    actions::remove(&mut tx, viewer.account_id, person).await.map_err(failed)?;
    tx.commit().await?;
    Ok(see_other(&form.back(), "Removed from your shortlist."))
}

async fn move_entry(
    viewer: Viewer,
    State(app): State<App>,
    Form(form): Form<EntryForm>,
) -> Result<Response, PageError> {
    let person = form.person()?;
    let to = match form.direction.as_str() {
        "up" => Direction::Up,
        "down" => Direction::Down,
        _ => return Err(PageError::BadRequest("up or down".into())),
    };
    let mut tx = app.begin(&viewer).await?;
    actions::move_entry(&mut tx, viewer.account_id, person, to).await.map_err(failed)?;
    tx.commit().await?;
    let said = if to == Direction::Up { "Moved up." } else { "Moved down." };
    Ok(see_other(&form.after(person), said))
}

/// What a page answers when an entry stayed as it was.
pub(super) fn failed(refusal: Refusal) -> PageError {
    match refusal {
        Refusal::NotThere => PageError::NotFound,
        Refusal::Database(error) => error.into(),
        Refusal::TooMany | Refusal::Stale => PageError::Conflict(refusal.to_string()),
    }
}
