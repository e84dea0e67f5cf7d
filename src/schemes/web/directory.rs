use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use url::form_urlencoded;

use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::web::filters;
use crate::platform::web::{Choice, Crumb, Layout, PageError, Pages, Path, Query, page};
use crate::pools::Level;
use crate::schemes::model::{Joining, Kind, SchemeId};
use crate::schemes::store::{self, Entry, Narrowing, Scheme, Wanted};

/// Entries on one page.
const PER_PAGE: u32 = 20;
/// Characters of a search that are looked at.
const LONGEST: usize = 100;
const LEVELS: [Level; 4] = [Level::Organisation, Level::System, Level::Region, Level::National];

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct DirectoryQuery {
    q: String,
    kind: String,
    level: String,
    page: String,
}

impl DirectoryQuery {
    fn narrowing(&self) -> Narrowing {
        Narrowing {
            words: self.q.trim().chars().take(LONGEST).collect(),
            kind: Wanted::from_code(&self.kind),
            level: LEVELS.into_iter().find(|level| level.code() == self.level),
        }
    }
}

#[derive(Template)]
#[template(path = "schemes/directory.html")]
struct DirectoryPage {
    layout: Layout,
    narrowing: Narrowing,
    kinds: Vec<Choice>,
    levels: Vec<Choice>,
    entries: Vec<Entry>,
    total: i64,
    pages: Pages,
    today: Day,
    signed_in: bool,
}

impl DirectoryPage {
    fn is_narrowed(&self) -> bool {
        self.narrowing != Narrowing::default()
    }

    fn kind(&self) -> &'static str {
        self.narrowing.kind.map_or("", Wanted::code)
    }

    fn level(&self) -> &'static str {
        self.narrowing.level.map_or("", Level::code)
    }

    /// What is near the reader, then the rest, each under its heading.
    fn sections(&self) -> Vec<(&'static str, &[Entry])> {
        let some_are_near = self.entries.first().is_some_and(|entry| entry.near);
        let sections = self.entries.chunk_by(|one, next| one.near == next.near);
        sections
            .map(|section| match section.first().is_some_and(|entry| entry.near) {
                true => ("Where you work", section),
                false if some_are_near => ("Elsewhere", section),
                false => ("What there is", section),
            })
            .collect()
    }
}

impl Entry {
    fn path(&self) -> String {
        if self.kind.is_some() { format!("/schemes/{}", self.id) } else { format!("/pools/{}", self.id) }
    }

    fn joining(&self, today: Day) -> Joining {
        Joining::on(today, self.opens_on, self.closes_on)
    }
}

pub(super) async fn list(
    viewer: Option<Viewer>,
    layout: Layout,
    State(app): State<App>,
    Query(query): Query<DirectoryQuery>,
) -> Result<Response, PageError> {
    let narrowing = query.narrowing();
    let today = day_of(app.clock.now());
    let reader = viewer.as_ref().map(|viewer| viewer.account_id);
    let mut db = app.db.acquire().await?;
    let asked: u32 = query.page.parse().unwrap_or(1).clamp(1, 10_000);
    let per_page = i64::from(PER_PAGE);
    let offset = (i64::from(asked) - 1) * per_page;
    let mut entries = store::entries(&mut db, reader, &narrowing, today, per_page, offset).await?;
    let mut shown = asked;
    if entries.is_empty() && asked > 1 {
        // A page beyond the last, as after entries went: the first is the one that surely exists.
        shown = 1;
        entries = store::entries(&mut db, reader, &narrowing, today, per_page, 0).await?;
    }
    let total = entries.first().map_or(0, |entry| entry.total);
    let pages = Pages::new(shown, u64::try_from(total).unwrap_or(0), PER_PAGE, stem(&narrowing));
    let mut kinds = vec![Choice::new("", "Everything"), Choice::new("pool", "Pools of coaches and mentors")];
    kinds.extend(
        Kind::ALL.iter().map(|kind| Choice::new(kind.code(), format!("Schemes: {}", lower(kind.label())))),
    );
    let mut levels = vec![Choice::new("", "Any")];
    levels.extend(LEVELS.iter().map(|level| Choice::new(level.code(), level.label())));
    page(&DirectoryPage {
        layout,
        narrowing,
        kinds,
        levels,
        entries,
        total,
        pages,
        today,
        signed_in: viewer.is_some(),
    })
}

/// "For everybody" inside a longer label.
fn lower(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn stem(narrowing: &Narrowing) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let parts = [
        ("q", narrowing.words.as_str()),
        ("kind", narrowing.kind.map_or("", Wanted::code)),
        ("level", narrowing.level.map_or("", Level::code)),
    ];
    for (name, value) in parts.into_iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    let query = query.finish();
    if query.is_empty() { "/schemes?page=".to_owned() } else { format!("/schemes?{query}&page=") }
}

#[derive(Template)]
#[template(path = "schemes/scheme.html")]
struct SchemePage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    scheme: Scheme,
    joining: Joining,
    coordinates: bool,
}

pub(super) async fn show(
    viewer: Option<Viewer>,
    Path(id): Path<SchemeId>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let scheme = store::schemes(&mut db, None, Some(id)).await?.pop().ok_or(PageError::NotFound)?;
    page(&SchemePage {
        layout,
        crumbs: vec![Crumb::new("Schemes and pools", "/schemes")],
        joining: Joining::on(day_of(app.clock.now()), scheme.opens_on, scheme.closes_on),
        coordinates: viewer.is_some_and(|viewer| viewer.coordinates(scheme.pool_id)),
        scheme,
    })
}
