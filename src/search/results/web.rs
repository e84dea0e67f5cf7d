use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use http::header::ACCEPT;
use http::{HeaderMap, StatusCode};

use super::cursor::Cursor;
use super::json;
use super::ranking::{self, PAGE, Ranking, account};
use super::view::{self, Match, Step, Tag};
use crate::accounts::Viewer;
use crate::app::App;
use crate::matching::{TermKind, Weight};
use crate::platform::ids::{AccountId, SubmissionId};
use crate::platform::web::{Layout, PageError, Query, Routes, Who, page};
use crate::platform::words;
use crate::pools::Offering;
use crate::search::address::{Group, Search, What};
use crate::search::cards::{self, Card, Sight};
use crate::search::look::{Looked, Parameters, look};
use crate::vocabulary::TermId;

/// How many pages of people one account looks at in a day: three dozen searches with room to look again.
pub(super) const DAILY_PAGES: i32 = 60;

/// How far a list goes: best match first, whoever comes later is better found by asking for more.
const MOST_SHOWN: usize = 100;

/// The first so many of a search count as shown.
const FIRST: usize = 10;

/// A search that finds fewer people than this is one that a pool cannot meet.
const THIN: u32 = 3;

/// The development areas somebody looks for, but for those they keep private.
fn areas(search: &Search) -> Vec<TermId> {
    search
        .asked
        .iter()
        .filter(|asked| !asked.private)
        .filter_map(|asked| match asked.what {
            What::Term(TermKind::Area, term) => Some(term),
            _ => None,
        })
        .collect()
}

/// Keeps what a visitor chose until they have an account.
pub(in crate::search) const WANTS_COOKIE: &str = "rapport_wants";

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/find/results", Who::Public, show)
}

/// Everything one page of results says.
pub(super) struct Found {
    pub looked: Looked,
    pub address: String,
    /// Where this page begins, as its own address says; None for the first.
    pub after: Option<String>,
    pub ranking: Ranking,
    pub matches: Vec<Match>,
    pub full: Vec<Match>,
    /// The address of the next page.
    pub next: Option<String>,
    pub before: usize,
}

#[derive(Template)]
#[template(path = "search/results.html")]
struct ResultsPage {
    layout: Layout,
    found: Found,
    tags: Vec<Tag>,
    steps: Vec<Step>,
    signed_in: bool,
    /// For the form that saves this search.
    submission: SubmissionId,
}

impl ResultsPage {
    fn offering(&self) -> Offering {
        self.found.looked.search.offering
    }

    fn total(&self) -> u32 {
        self.found.ranking.answer.total
    }

    fn heading(&self) -> String {
        let person = self.offering().person();
        let plural = plural(self.offering());
        let must = self.found.looked.search.asked.iter().any(|asked| asked.weight == Weight::Must);
        let total = words::count(self.total(), person, plural);
        match (self.total(), must) {
            (0, true) => format!("No {person} with a place has all you must have"),
            (0, false) => format!("No {person} has a place for now"),
            (1, true) => format!("{total} has all you must have"),
            (1, false) => format!("{total} has a place"),
            (_, true) => format!("{total} have all you must have"),
            (_, false) => format!("{total} have a place"),
        }
    }

    /// "Showing 21 to 40 of 73".
    fn range(&self) -> Option<String> {
        let from = self.found.before + 1;
        let to = self.found.before + self.found.matches.len();
        let beyond = self.found.before > 0 || self.found.next.is_some();
        (beyond && to >= from)
            .then(|| format!("Showing {from} to {to} of {}", words::grouped(i64::from(self.total()))))
    }

    fn is_first(&self) -> bool {
        self.found.before == 0
    }

    fn reached_the_end(&self) -> bool {
        self.found.next.is_none() && self.found.ranking.answer.more
    }

    /// Where the reader stands, when something about them keeps results thin.
    fn no_pools(&self) -> bool {
        self.found.looked.asking.pools.is_empty()
    }

    fn asks(&self, group: Group) -> bool {
        self.found.looked.search.asked.iter().any(|asked| asked.what.group() == group)
    }

    /// Something asked for compares with what the reader has not said about themselves.
    fn asks_for_level(&self) -> bool {
        self.found.looked.asking.asker.level.is_none() && self.asks(Group::Seniority)
    }

    fn asks_for_employer(&self) -> bool {
        self.found.looked.asking.asker.organisation.is_none() && self.asks(Group::Organisation)
    }

    fn first(&self) -> String {
        format!("/find/results?{}", self.found.address)
    }

    /// This page, for forms that come back to it.
    fn here(&self) -> String {
        self.found
            .after
            .as_ref()
            .map_or_else(|| self.first(), |after| format!("{}&after={after}", self.first()))
    }
}

/// "mentors".
pub(in crate::search) const fn plural(offering: Offering) -> &'static str {
    match offering {
        Offering::Coaching => "coaches",
        Offering::Mentoring => "mentors",
        Offering::Supervision => "coaching supervisors",
    }
}

#[derive(Template)]
#[template(path = "search/enough.html")]
struct EnoughPage {
    layout: Layout,
}

async fn show(
    viewer: Option<Viewer>,
    layout: Layout,
    jar: CookieJar,
    headers: HeaderMap,
    State(app): State<App>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, PageError> {
    let as_json = wants_json(&headers);
    if as_json && viewer.is_none() {
        return Err(PageError::SignInRequired);
    }
    let looked = look(&app, viewer.as_ref(), &jar, &parameters, true).await?;
    if looked.asking.views > DAILY_PAGES {
        if as_json {
            let said = serde_json::json!({ "error": "That is a lot of people for one day. You can go on tomorrow." });
            return Ok((StatusCode::TOO_MANY_REQUESTS, axum::Json(said)).into_response());
        }
        let page = EnoughPage { layout };
        return Ok((StatusCode::TOO_MANY_REQUESTS, crate::platform::web::page(&page)?).into_response());
    }
    if !looked.offering_given {
        return Ok(Redirect::to("/find").into_response());
    }
    if !looked.asking.has_place() && viewer.is_none() {
        return Ok(
            Redirect::to(&format!("/find/place?{}", looked.search.address(&looked.ground))).into_response()
        );
    }
    let found = find(&app, looked, &parameters, viewer.as_ref()).await?;
    if as_json {
        return Ok(axum::Json(json::of(&found)).into_response());
    }
    let tags = view::tags(&found.looked.search, &found.looked.ground);
    let steps = view::steps(&found.ranking, &found.looked);
    let coded = Search { draft: None, ..found.looked.search.clone() }.address(&found.looked.ground);
    let wants = wants_cookie(Some(&coded), &app.site.base_url);
    let submission = SubmissionId::new(app.clock.now());
    let shown = page(&ResultsPage { layout, found, tags, steps, signed_in: viewer.is_some(), submission })?;
    // A visitor's wants are kept in their own browser, and survive registration.
    Ok(if viewer.is_none() { (CookieJar::new().add(wants), shown).into_response() } else { shown })
}

/// Ranks, and loads the cards of those whom the database still shows.
async fn find(
    app: &App,
    looked: Looked,
    parameters: &Parameters,
    viewer: Option<&Viewer>,
) -> Result<Found, PageError> {
    let today = looked.asking.asker.day;
    let address = looked.search.address(&looked.ground);
    let after = parameters.iter().find(|(name, _)| name == "after").map(|(_, text)| text.clone());
    let cursor = after.as_deref().and_then(|text| Cursor::parse(text, &app.secret, &address, today));
    let mut db = app.db.acquire().await?;
    let hits = ranking::hits(&mut db, &looked).await?;
    let begins = cursor.map(|cursor| (cursor.after, cursor.day));
    let ranking = ranking::rank(app, &looked, hits.as_deref(), begins)?;
    let people: Vec<AccountId> =
        ranking.answer.ranked.iter().chain(&ranking.full).map(|ranked| account(ranked.person)).collect();
    let (asking, sight) = (&looked.asking, Sight::Accepting(looked.search.offering));
    let cards: Vec<Card> = if let Some(viewer) = viewer {
        let now = app.clock.now();
        cards::load_with_times(&mut db, asking, &people, sight, now, &viewer.zone()).await?
    } else {
        cards::load(&mut db, asking, &people, sight).await?
    };
    let matches = view::matches(&ranking.answer.ranked, &cards, &looked, &address);
    let full = view::matches(&ranking.full, &cards, &looked, &address);
    let before = cursor.map_or(0, |cursor| usize::from(cursor.before));
    if let Some(viewer) = viewer.filter(|_| cursor.is_none()) {
        let first: Vec<AccountId> = matches.iter().take(FIRST).map(|found| found.card.account_id).collect();
        app.exposure.shown(&first, looked.day);
        if ranking.answer.total < THIN {
            app.exposure.unmet(viewer.account_id, &looked.asking.pools, &areas(&looked.search), looked.day);
        }
    }
    let seen = before + ranking.answer.ranked.len();
    let last = ranking.answer.ranked.last().map(|last| last.key);
    let next = last.filter(|_| ranking.answer.more && seen + PAGE <= MOST_SHOWN).map(|after| {
        let day = cursor.map_or(today, |cursor| cursor.day);
        let before = u16::try_from(seen).unwrap_or(u16::MAX);
        format!("/find/results?{address}&after={}", Cursor { after, day, before }.text(&app.secret, &address))
    });
    let after = after.filter(|_| cursor.is_some());
    Ok(Found { looked, address, after, ranking, matches, full, next, before })
}

fn wants_json(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("application/json") && !value.contains("text/html"))
}

/// The cookie that keeps what a visitor chose for a week, or takes it away once it was taken up.
pub(in crate::search) fn wants_cookie(address: Option<&str>, base_url: &str) -> Cookie<'static> {
    let days = if address.is_some() { 7 } else { 0 };
    Cookie::build((WANTS_COOKIE, address.unwrap_or_default().to_owned()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(base_url.starts_with("https://"))
        .max_age(time::Duration::days(days))
        .build()
}
