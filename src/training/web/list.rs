use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use url::form_urlencoded;

use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::PoolId;
use crate::platform::web::filters;
use crate::platform::web::{Choice, Crumb, Layout, PageError, Pages, Path, Query, page};
use crate::training::model::{Audience, Kind, TrainingEventId};
use crate::training::store::{self, Listed, Narrowing};

/// Events on one page.
const PER_PAGE: u32 = 20;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct EventsQuery {
    kind: String,
    audience: String,
    /// `online` or `near`, repeated.
    only: Vec<String>,
    pool: String,
    page: String,
}

impl EventsQuery {
    fn narrowing(&self, signed_in: bool) -> Narrowing {
        let only = |what: &str| self.only.iter().any(|one| one == what);
        Narrowing {
            kind: Kind::from_code(&self.kind),
            audience: Audience::from_code(&self.audience),
            online: only("online"),
            near: signed_in && only("near"),
            pool: self.pool.parse::<PoolId>().ok(),
        }
    }
}

/// The codes of what a list is narrowed to, as its form has them.
fn only(narrowing: &Narrowing) -> Vec<&'static str> {
    [("online", narrowing.online), ("near", narrowing.near)]
        .into_iter()
        .filter_map(|(code, wanted)| wanted.then_some(code))
        .collect()
}

#[derive(Template)]
#[template(path = "training/events.html")]
struct EventsPage {
    layout: Layout,
    narrowing: Narrowing,
    kinds: Vec<Choice>,
    audiences: Vec<Choice>,
    ways: Vec<Choice>,
    events: Vec<Listed>,
    total: i64,
    pages: Pages,
    today: Day,
}

impl EventsPage {
    fn is_narrowed(&self) -> bool {
        self.narrowing != Narrowing::default()
    }

    fn kind(&self) -> &'static str {
        self.narrowing.kind.map_or("", Kind::code)
    }

    fn audience(&self) -> &'static str {
        self.narrowing.audience.map_or("", Audience::code)
    }

    fn only(&self) -> Vec<&'static str> {
        only(&self.narrowing)
    }
}

impl Listed {
    /// Nobody can book any more.
    fn is_booked_up(&self, today: Day) -> bool {
        self.book_by.is_some_and(|last| last < today)
    }
}

fn choices(first: &str, labels: impl Iterator<Item = (&'static str, &'static str)>) -> Vec<Choice> {
    let mut all = vec![Choice::new("", first)];
    all.extend(labels.map(|(code, label)| Choice::new(code, label)));
    all
}

pub(super) async fn list(
    viewer: Option<Viewer>,
    layout: Layout,
    State(app): State<App>,
    Query(query): Query<EventsQuery>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let today = day_of(now);
    let reader = viewer.as_ref().map(|viewer| viewer.account_id);
    let narrowing = query.narrowing(reader.is_some());
    let asked: u32 = query.page.parse().unwrap_or(1).clamp(1, 10_000);
    let per_page = i64::from(PER_PAGE);
    let offset = (i64::from(asked) - 1) * per_page;
    let mut db = app.db.acquire().await?;
    let mut shown = asked;
    let mut events = store::to_come(&mut db, reader, &narrowing, (now, today), per_page, offset).await?;
    if events.is_empty() && asked > 1 {
        // A page beyond the last, as after events went by: the first is the one that surely exists.
        shown = 1;
        events = store::to_come(&mut db, reader, &narrowing, (now, today), per_page, 0).await?;
    }
    let total = events.first().map_or(0, |event| event.total);
    let mut ways = vec![Choice::new("online", "Online")];
    if viewer.is_some() {
        ways.push(Choice::new("near", "Of pools where I work"));
    }
    page(&EventsPage {
        layout,
        pages: Pages::new(shown, u64::try_from(total).unwrap_or(0), PER_PAGE, stem(&narrowing)),
        narrowing,
        kinds: choices("Any", Kind::ALL.iter().map(|kind| (kind.code(), kind.label()))),
        audiences: choices("Anybody", Audience::ALL.iter().skip(1).map(|one| (one.code(), one.label()))),
        ways,
        events,
        total,
        today,
    })
}

fn stem(narrowing: &Narrowing) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let codes =
        [("kind", narrowing.kind.map(Kind::code)), ("audience", narrowing.audience.map(Audience::code))];
    for (name, value) in codes {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    for code in only(narrowing) {
        query.append_pair("only", code);
    }
    if let Some(pool) = narrowing.pool {
        query.append_pair("pool", &pool.to_string());
    }
    let query = query.finish();
    if query.is_empty() { "/events?page=".to_owned() } else { format!("/events?{query}&page=") }
}

#[derive(Template)]
#[template(path = "training/event.html")]
struct EventPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    event: Listed,
    now: Instant,
    today: Day,
    coordinates: bool,
}

impl EventPage {
    fn is_over(&self) -> bool {
        self.event.ends_at <= self.now
    }
}

pub(super) async fn show(
    viewer: Option<Viewer>,
    Path(id): Path<TrainingEventId>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let event = store::events(&mut db, None, Some(id), None).await?.pop().ok_or(PageError::NotFound)?;
    page(&EventPage {
        layout,
        crumbs: vec![Crumb::new("Training and events", "/events")],
        coordinates: viewer.is_some_and(|viewer| viewer.coordinates(event.pool_id)),
        event,
        now,
        today: day_of(now),
    })
}
