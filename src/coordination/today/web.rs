use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::actions;
use super::model::{Counts, Resting, Stuck};
use super::store;
use crate::accounts::Viewer;
use crate::app::App;
use crate::concerns::{self, Waiting};
use crate::coordination::together::{self, Listed, Which};
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::ids::{ChemistryId, PoolId};
use crate::platform::web::{Crumb, Layout, PageError, Path, Routes, Who, filters, page, see_other};
use crate::pools;

pub(in crate::coordination) fn routes() -> Routes<App> {
    Routes::new().get("/pools/{id}/today", Who::Coordinator, show).post(
        "/pools/{id}/requests/{request_id}/reminder",
        Who::Coordinator,
        remind,
    )
}

#[derive(Template)]
#[template(path = "coordination/today.html")]
struct TodayPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool: PoolId,
    name: String,
    now: Instant,
    counts: Counts,
    concerns: Waiting,
    stuck: Vec<Stuck>,
    resting: Vec<Resting>,
    /// Whose mentee needs somebody else, and of whom nothing was heard for long.
    to_rehome: Vec<Listed>,
    silent: Vec<Listed>,
}

impl TodayPage {
    fn is_quiet(&self) -> bool {
        self.counts.mourned.is_empty()
            && self.counts.applications == 0
            && self.counts.expiring == 0
            && self.concerns.to_acknowledge == 0
            && self.concerns.open == 0
            && self.stuck.is_empty()
            && self.resting.is_empty()
            && self.to_rehome.is_empty()
            && self.silent.is_empty()
    }
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<PoolId>,
) -> Result<Response, PageError> {
    if !viewer.coordinates(id) {
        return Err(PageError::NotFound);
    }
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let pool = pools::find(&mut db, id).await?.ok_or(PageError::NotFound)?;
    let counts = store::counts(&mut db, id, viewer.account_id, now, day_of(now)).await?;
    let concerns = concerns::waiting(&mut db, viewer.account_id, Some(id), now).await?;
    let stuck = store::stuck(&mut db, viewer.account_id, id, None, now, actions::day_begins(now)).await?;
    let resting = store::resting(&mut db, id).await?;
    let waiting =
        together::listed(&mut db, id, viewer.account_id, Which::Waiting, (store::MOST, 0), now).await?;
    let (to_rehome, silent) = waiting.into_iter().partition(|one| one.to_rehome);
    page(&TodayPage {
        layout,
        crumbs: vec![Crumb::new(&pool.name, format!("/pools/{id}"))],
        pool: id,
        name: pool.name,
        now,
        counts,
        concerns,
        stuck,
        resting,
        to_rehome,
        silent,
    })
}

async fn remind(
    viewer: Viewer,
    State(app): State<App>,
    Path((id, request)): Path<(PoolId, ChemistryId)>,
) -> Result<Response, PageError> {
    if !viewer.coordinates(id) {
        return Err(PageError::NotFound);
    }
    let mut tx = app.begin(&viewer).await?;
    let reminded = actions::remind(&mut tx, &app, viewer.account_id, id, request).await?;
    tx.commit().await?;
    let said = if reminded {
        "Reminded by mail."
    } else {
        "They were reminded today already. Once a day is enough."
    };
    Ok(see_other(&format!("/pools/{id}/today"), said))
}
