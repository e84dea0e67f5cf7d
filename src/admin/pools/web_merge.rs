use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sqlx::PgConnection;

use crate::accounts::Viewer;
use crate::accounts::roles::{self, Granter, Role, RoleError};
use crate::app::App;
use crate::events::Actor;
use crate::organisations::day_of;
use crate::platform::ids::PoolId;
use crate::platform::web::filters;
use crate::platform::web::{Layout, PageError, Path, Routes, Who, page, see_other};
use crate::pools::{self, Listed, MergeError, Shown};
use crate::{
    applications, chemistry, concerns, coordination, ledger, memberships, profiles, registers, relationships,
    returns, schemes, training,
};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/admin/pools/{id}/merger", Who::Administrator, choose)
        .get("/admin/pools/{id}/merger/{into}", Who::Administrator, confirm)
        .post("/admin/pools/{id}/merger/{into}", Who::Administrator, merge)
}

async fn valid(db: &mut PgConnection, app: &App, id: PoolId) -> Result<Shown, PageError> {
    let today = day_of(app.clock.now());
    pools::find(db, id).await?.filter(|pool| !pool.has_ended(today)).ok_or(PageError::NotFound)
}

#[derive(Template)]
#[template(path = "admin/pool_merger.html")]
struct ChoosePage {
    layout: Layout,
    pool: Shown,
    others: Vec<Listed>,
}

async fn choose(
    State(app): State<App>,
    layout: Layout,
    Path(id): Path<PoolId>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let pool = valid(&mut db, &app, id).await?;
    let mut others = pools::all(&mut db, day_of(app.clock.now())).await?;
    others.retain(|other| other.pool_id != id);
    page(&ChoosePage { layout, pool, others })
}

#[derive(Template)]
#[template(path = "admin/pool_merger_confirm.html")]
struct ConfirmPage {
    layout: Layout,
    from: Shown,
    into: Shown,
}

async fn confirm(
    State(app): State<App>,
    layout: Layout,
    Path((id, into)): Path<(PoolId, PoolId)>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let from = valid(&mut db, &app, id).await?;
    let into = valid(&mut db, &app, into).await?;
    page(&ConfirmPage { layout, from, into })
}

async fn merge(
    viewer: Viewer,
    State(app): State<App>,
    Path((id, into)): Path<(PoolId, PoolId)>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let by = Granter { actor: Actor::Account(viewer.account_id), login_session_id: viewer.login_session_id };
    let mut tx = app.begin(&viewer).await?;
    let wording = match pools::merge(&mut tx, by.actor, now, id, into).await {
        Ok(wording) => wording,
        Err(MergeError::NotThere) => return Err(PageError::NotFound),
        Err(MergeError::Database(error)) => return Err(error.into()),
        Err(refused) => return Err(PageError::Conflict(format!("{refused}."))),
    };
    memberships::merge_pools(&mut tx, now, id, into, wording).await?;
    applications::move_drafts(&mut tx, id, into).await?;
    registers::move_entries(&mut tx, id, into).await?;
    chemistry::move_to_pool(&mut tx, id, into).await?;
    relationships::move_to_pool(&mut tx, id, into).await?;
    concerns::move_to_pool(&mut tx, id, into).await?;
    ledger::move_to_pool(&mut tx, id, into).await?;
    returns::move_to_pool(&mut tx, id, into).await?;
    schemes::move_to_pool(&mut tx, id, into).await?;
    training::move_to_pool(&mut tx, id, into).await?;
    profiles::exposure::move_to_pool(&mut tx, id, into).await?;
    coordination::move_to_pool(&mut tx, id, into).await?;
    for coordinator in pools::coordinators(&mut tx, id).await? {
        match roles::grant(&mut tx, by, now, coordinator.account_id, Role::Coordinator(into)).await {
            Ok(_) | Err(RoleError::NotThere) => {}
            Err(RoleError::Database(error)) => return Err(error.into()),
            Err(other) => return Err(PageError::internal(other)),
        }
    }
    memberships::recompute_pool(&mut tx, into, now).await?;
    tx.commit().await?;
    Ok(see_other(&format!("/pools/{into}"), "They are one pool now."))
}
