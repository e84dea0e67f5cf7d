use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::CookieJar;

use super::ranking;
use super::reasons;
use super::view::Match;
use super::web::DAILY_PAGES;
use crate::accounts::Viewer;
use crate::app::App;
use crate::matching::{self, Criteria, PersonKey, Question};
use crate::platform::ids::AccountId;
use crate::platform::web::{Layout, PageError, Path, Query, Routes, Who, page};
use crate::platform::words;
use crate::search::cards::{self, Sight};
use crate::search::look::{Looked, Parameters, look};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/find/why/{id}", Who::Public, show)
}

/// What would change the order.
struct Change {
    asked: String,
    weight: &'static str,
    /// "3rd of 12 instead of 7th".
    words: String,
    /// The address of the search without it; None when it is private.
    address: Option<String>,
}

#[derive(Template)]
#[template(path = "search/why.html")]
struct WhyPage {
    layout: Layout,
    found: Match,
    address: String,
    /// Their place in the order; None when they are full.
    place: Option<u32>,
    total: u32,
    changes: Vec<Change>,
    signed_in: bool,
}

impl WhyPage {
    fn results(&self) -> String {
        format!("/find/results?{}", self.address)
    }
}

/// What the index says of one person.
struct Appraised {
    ranked: matching::Ranked,
    place: Option<u32>,
    total: u32,
    changes: Vec<Change>,
}

async fn show(
    viewer: Option<Viewer>,
    layout: Layout,
    jar: CookieJar,
    State(app): State<App>,
    Path(id): Path<AccountId>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, PageError> {
    let looked = look(&app, viewer.as_ref(), &jar, &parameters, true).await?;
    if looked.asking.views > DAILY_PAGES {
        return Err(PageError::TooMany { retry_after_seconds: 3600 });
    }
    let mut db = app.db.acquire().await?;
    let sight = Sight::Accepting(looked.search.offering);
    let card = cards::load(&mut db, &looked.asking, &[id], sight).await?.pop().ok_or(PageError::NotFound)?;
    let hits = ranking::hits(&mut db, &looked).await?;
    let appraised = appraise(&app, &looked, hits.as_deref(), PersonKey(id.0.as_u128()))?;
    let address = looked.search.address(&looked.ground);
    page(&WhyPage {
        layout,
        found: Match::of(card, &appraised.ranked, &looked, &address),
        address,
        place: appraised.place,
        total: appraised.total,
        changes: appraised.changes,
        signed_in: viewer.is_some(),
    })
}

fn appraise(
    app: &App,
    looked: &Looked,
    found: Option<&[PersonKey]>,
    person: PersonKey,
) -> Result<Appraised, PageError> {
    let index = app.live.index()?;
    let hits = found.map(|people| index.hits(people.iter().copied()));
    let criteria = looked.search.criteria();
    let question = ranking::whole(&looked.asking.asker, &criteria, hits.as_ref());
    let asker = &looked.asking.asker;
    let with_place = matching::appraise(&index, &question, person);
    let full = Question { full: true, ..question };
    let ranked =
        with_place.or_else(|| matching::appraise(&index, &full, person)).ok_or(PageError::NotFound)?;
    let total = matching::rank(&index, &question).total;
    let place = matching::standing(&index, &question, person);
    let mut changes = Vec::new();
    for (at, (want, choices)) in looked.search.wants().iter().enumerate() {
        let mut wants = criteria.wants.clone();
        wants.remove(at);
        let less = Criteria { offering: criteria.offering, wants };
        let Some(now) = place else { break };
        let Some(then) = ranking::standing(&index, asker, &less, found, person) else { continue };
        if then == now {
            continue;
        }
        let is_private = choices.iter().any(|choice| looked.search.asked[*choice].private);
        let mut without = looked.search.clone();
        for choice in choices.iter().rev() {
            without = without.without(*choice);
        }
        changes.push(Change {
            asked: reasons::asked(&looked.search, choices, &looked.ground),
            weight: crate::search::address::weight_label(want.weight),
            words: format!("{} instead of {}", ordinal(then), ordinal(now)),
            address: (!is_private).then(|| without.address(&looked.ground)),
        });
    }
    Ok(Appraised { ranked, place, total, changes })
}

/// "1st", "22nd".
fn ordinal(place: u32) -> String {
    let ending = match (place % 100, place % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{}{ending}", words::grouped(i64::from(place)))
}

#[cfg(test)]
mod tests {
    use super::ordinal;

    #[test]
    fn places_are_said_as_people_say_them() {
        let said: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 102, 1_111].map(ordinal).into();
        assert_eq!(said, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "1,111th"]);
    }
}
