use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use serde::Deserialize;
use sqlx::{Postgres, Transaction};

use super::store::{self, Listed, Which};
use crate::accounts::{Viewer, first_name};
use crate::app::App;
use crate::events::{self, Actor, Recorded, Subject};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{MembershipId, PoolId, RelationshipId};
use crate::platform::web::{
    Crumb, Form, Layout, PageError, Pages, Path, Query, Routes, Who, filters, page, see_other,
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
        words::ago(self.now, one.heard_at())
    }

    /// What was asked, and what comes by itself.
    fn silence(&self, one: &Listed) -> String {
        let day = |at: Instant| words::short_date(Day::new(at.in_london().date()));
        let asked = one.asked_at.or(one.nudged_at).map_or_else(String::new, |at| format!(" on {}", day(at)));
        let asked = format!("Both were asked{asked} whether they are still in touch, and nothing was heard.");
        let next = one.days_to_next_step(self.now).map(|days| {
            let next = self.now.plus(SignedDuration::from_hours(24 * days));
            if one.nudges > 2 {
                format!(" It closes by itself on {}.", day(next))
            } else {
                format!(
                    " The hub proposes to close it on {}, and four weeks later it closes by itself.",
                    day(next)
                )
            }
        });
        format!("{asked}{} You may want to ask how they are.", next.unwrap_or_default())
    }

    /// What happens when a coordinator ends it.
    fn ending(one: &Listed) -> String {
        let (mentee, coach) = (first_name(&one.mentee), first_name(&one.practitioner));
        format!(
            "It ends today. {mentee} is told that {coach} is not available any more, and how to find somebody else; {coach} is told too. \
             Sessions to come leave both calendars."
        )
    }

    fn write_to(&self, membership: &MembershipId) -> String {
        format!("/pools/{}/members/message?whom=chosen&member={membership}", self.pool)
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
    let base = format!("/pools/{pool}/relationships?which={}&page=", which.code());
    if listed.is_empty() && current > 1 {
        let total = store::total(&mut db, pool, viewer.account_id, which, now).await?;
        let last = Pages::new(current, u64::try_from(total).unwrap_or(0), PER_PAGE, &base);
        return Ok(Redirect::to(&last.href(&last.current)).into_response());
    }
    let total = listed.first().map_or(0, |one| one.total);
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
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    if !viewer.coordinates(pool) {
        return Err(PageError::NotFound);
    }
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let granted = store::grant(&mut tx, now, pool, viewer.account_id, id).await?;
    let (name, offering) = granted.ok_or(PageError::NotFound)?;
    events::record(&mut tx, Actor::Account(viewer.account_id), now, &Granted { pool, id }).await?;
    tx.commit().await?;
    let list = Which::parse(&asked.which).code();
    Ok(see_other(
        &format!("/pools/{pool}/relationships?which={list}&page={}", asked.page.max(1)),
        &format!("{name} may work with one more in {offering}, beside this one."),
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
