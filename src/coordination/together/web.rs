use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use sqlx::{Postgres, Transaction};

use super::store::{self, Listed, Which};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::{self, Actor, Recorded, Subject};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{PoolId, RelationshipId};
use crate::platform::web::{
    Crumb, Layout, PageError, Pages, Path, Query, Routes, Who, filters, page, see_other,
};
use crate::platform::words;
use crate::pools;
use crate::relationships::{ActError, ending};

const PER_PAGE: u32 = 25;

pub(in crate::coordination) fn routes() -> Routes<App> {
    Routes::new()
        .get("/pools/{id}/relationships", Who::Coordinator, show)
        .post("/pools/{id}/relationships/{relationship}/grant", Who::Coordinator, grant)
        .post("/pools/{id}/relationships/{relationship}/ending", Who::Coordinator, end)
        .post("/pools/{id}/relationships/{relationship}/helped", Who::Coordinator, helped)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    which: String,
    page: u32,
}

#[derive(Template)]
#[template(path = "coordination/together.html")]
struct TogetherPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool: PoolId,
    name: String,
    which: Which,
    listed: Vec<Listed>,
    pages: Pages,
    total: i64,
    now: Instant,
}

impl TogetherPage {
    fn last(one: &Listed) -> String {
        match one.last_at {
            Some(at) => {
                let day = words::short_date(Day::new(at.in_london().date()));
                format!("{}, the last on {day}", words::count(one.held, "session", "sessions"))
            }
            None => "no session yet".to_owned(),
        }
    }

    /// "ended on 4 March 2027"; none while it goes on.
    fn ended(one: &Listed) -> Option<String> {
        one.ended_at.map(|at| format!("ended on {}", words::short_date(Day::new(at.in_london().date()))))
    }

    fn since(one: &Listed) -> String {
        one.began_on.map(words::short_date).unwrap_or_default()
    }

    fn heard(&self, one: &Listed) -> String {
        words::ago(self.now, one.touched_at)
    }

    const fn choices() -> [(Which, &'static str); 3] {
        [
            (Which::All, "Everybody"),
            (Which::Silent, "Long silent"),
            (Which::ToRehome, "Needing somebody else"),
        ]
    }
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    Path(pool): Path<PoolId>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    if !viewer.coordinates(pool) {
        return Err(PageError::NotFound);
    }
    let which = Which::parse(&asked.which);
    let current = asked.page.max(1);
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let name = pools::name(&mut db, pool).await?;
    let offset = i64::from(current - 1) * i64::from(PER_PAGE);
    let listed =
        store::listed(&mut db, pool, viewer.account_id, which, (PER_PAGE.into(), offset), now).await?;
    let total = listed.first().map_or(0, |one| one.total);
    let base = format!("/pools/{pool}/relationships?which={}&page=", which.code());
    let pages = Pages::new(current, u64::try_from(total).unwrap_or(0), PER_PAGE, &base);
    let crumbs = vec![Crumb::new("Pools", "/pools"), Crumb::new(name.clone(), format!("/pools/{pool}"))];
    page(&TogetherPage { layout, crumbs, pool, name, which, listed, pages, total, now })
}

/// A coordinator lets a mentee work with one more.
struct Granted {
    pool: PoolId,
    id: RelationshipId,
}

impl Recorded for Granted {
    fn kind(&self) -> &'static str {
        "relationship.another-granted"
    }

    fn subject(&self) -> Subject {
        Subject { noun: "relationship", id: self.id.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        Some(self.pool)
    }
}

async fn grant(
    viewer: Viewer,
    Path((pool, id)): Path<(PoolId, RelationshipId)>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    if !viewer.coordinates(pool) {
        return Err(PageError::NotFound);
    }
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    if !store::grant(&mut tx, now, pool, viewer.account_id, id).await? {
        return Err(PageError::NotFound);
    }
    events::record(&mut tx, Actor::Account(viewer.account_id), now, &Granted { pool, id }).await?;
    tx.commit().await?;
    Ok(see_other(
        &format!("/pools/{pool}/relationships"),
        "They may work with one more in the same, beside this one.",
    ))
}

/// Ends a pair whose coach or mentor is there no more, so that the mentee is free for somebody else.
async fn end(
    viewer: Viewer,
    Path((pool, id)): Path<(PoolId, RelationshipId)>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    if !viewer.coordinates(pool) {
        return Err(PageError::NotFound);
    }
    let mut tx = app.begin(&viewer).await?;
    let moved = ending::end_unattended(&mut tx, &app, viewer.account_id, pool, id).await;
    listed_no_more(
        tx,
        moved,
        &viewer,
        pool,
        "It has ended. Both are told, kindly, and the mentee how to find somebody else.",
    )
    .await
}

/// A coordinator notes that the mentee of somebody who left needs no more help.
async fn helped(
    viewer: Viewer,
    Path((pool, id)): Path<(PoolId, RelationshipId)>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    if !viewer.coordinates(pool) {
        return Err(PageError::NotFound);
    }
    let mut tx = app.begin(&viewer).await?;
    let moved = ending::helped(&mut tx, app.clock.now(), viewer.account_id, pool, id).await;
    listed_no_more(tx, moved, &viewer, pool, "Noted. They are not listed any more.").await
}

/// Keeps what a coordinator did for a pair that needs somebody else, and says so above the others.
async fn listed_no_more(
    tx: Transaction<'_, Postgres>,
    moved: Result<(), ActError>,
    viewer: &Viewer,
    pool: PoolId,
    words: &str,
) -> Result<Response, PageError> {
    moved.map_err(|error| error.page(viewer.account_id))?;
    tx.commit().await?;
    Ok(see_other(&to_rehome(pool), words))
}

fn to_rehome(pool: PoolId) -> String {
    format!("/pools/{pool}/relationships?which=to-rehome")
}
