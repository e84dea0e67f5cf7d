//! Up to three people of a shortlist side by side, and how they fit the search they are held against.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::CookieJar;

use super::store;
use super::web::PAGE;
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::ids::AccountId;
use crate::platform::web::{Layout, PageError, Query, Routes, Who, page};
use crate::search::cards::{self, Card, Sight};
use crate::search::look::{Looked, Parameters, look};
use crate::search::results::{self, Fit};
use crate::vocabulary::List;

/// So many people stand side by side.
const MOST_COMPARED: usize = 3;

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/shortlist/comparison", Who::SignedIn, show)
}

/// One line of the comparison: what, and of each person.
struct Row {
    what: &'static str,
    cells: Vec<String>,
}

/// One want, and how each person meets it.
struct WantRow {
    asked: String,
    cells: Vec<Option<results::Reason>>,
}

#[derive(Template)]
#[template(path = "search/comparison.html")]
struct ComparisonPage {
    layout: Layout,
    cards: Vec<Card>,
    rows: Vec<Row>,
    wants: Vec<WantRow>,
    percents: Vec<Option<u8>>,
    /// More were chosen than fit.
    too_many: bool,
    /// Some of those chosen are shown no more.
    missing: bool,
    back: String,
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    jar: CookieJar,
    State(app): State<App>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, PageError> {
    let chosen: Vec<AccountId> = parameters
        .iter()
        .filter(|(name, _)| name == "who")
        .filter_map(|(_, id)| id.parse().ok())
        .fold(Vec::new(), |mut chosen, id| {
            if !chosen.contains(&id) {
                chosen.push(id);
            }
            chosen
        });
    let looked = look(&app, Some(&viewer), &jar, &parameters, false).await?;
    let mut tx = app.begin(&viewer).await?;
    let kept = store::entries(&mut tx, viewer.account_id).await?;
    let people: Vec<AccountId> = kept
        .iter()
        .map(|entry| entry.practitioner_id)
        .filter(|person| chosen.contains(person))
        .take(MOST_COMPARED)
        .collect();
    let cards = cards::load(&mut tx, &looked.asking, &people, Sight::Anybody).await?;
    let fits = if looked.search.asked.is_empty() {
        Vec::new()
    } else {
        results::fits(&mut tx, &app, &looked, &cards).await?
    };
    tx.commit().await?;
    page(&ComparisonPage {
        layout,
        rows: rows(&cards, &looked),
        wants: wants(&cards, &fits),
        percents: cards.iter().map(|card| fit_of(&fits, card).map(|fit| fit.percent)).collect(),
        too_many: chosen.len() > MOST_COMPARED,
        missing: cards.len() < people.len(),
        back: back(&looked),
        cards,
    })
}

fn fit_of<'a>(fits: &'a [Fit], card: &Card) -> Option<&'a Fit> {
    fits.iter().find(|fit| fit.account_id == card.account_id)
}

fn wants(cards: &[Card], fits: &[Fit]) -> Vec<WantRow> {
    let Some(any) = fits.first() else { return Vec::new() };
    let row = |(at, reason): (usize, &results::Reason)| WantRow {
        asked: reason.asked.clone(),
        cells: cards
            .iter()
            .map(|card| fit_of(fits, card).and_then(|fit| fit.reasons.get(at).cloned()))
            .collect(),
    };
    any.reasons.iter().enumerate().map(row).collect()
}

fn rows(cards: &[Card], looked: &Looked) -> Vec<Row> {
    let row = |what, cell: &dyn Fn(&Card) -> String| Row {
        what,
        cells: cards
            .iter()
            .map(|card| {
                Some(cell(card)).filter(|text| !text.is_empty()).unwrap_or_else(|| "Not said".to_owned())
            })
            .collect(),
    };
    let terms = |list: List| move |card: &Card| card.labels(list, &looked.ground).join(", ");
    vec![
        row("Role", &|card| {
            [Some(card.job_title.as_str()), card.seniority.as_deref()]
                .into_iter()
                .flatten()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ")
        }),
        row("Works at", &|card| {
            let (employer, area) = (card.organisation.clone(), card.system.clone());
            employer.into_iter().chain(area).collect::<Vec<_>>().join(", ")
        }),
        row("Can help with", &terms(List::DevelopmentArea)),
        row("Profession", &terms(List::Profession)),
        row("Approaches", &terms(List::Approach)),
        row("Ways to meet", &terms(List::Delivery)),
        row("Usually free", &|card| card.outline.clone()),
        row("Languages", &terms(List::Language)),
        row("Places", &Card::places),
        row("Answers", &|card| card.reply().unwrap_or_default()),
    ]
}

fn back(looked: &Looked) -> String {
    if looked.search.asked.is_empty() {
        PAGE.to_owned()
    } else {
        format!("{PAGE}?{}", looked.search.address(&looked.ground))
    }
}
