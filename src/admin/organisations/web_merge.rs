use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::store::{self, Shown};
use crate::accounts::{Viewer, employment};
use crate::app::App;
use crate::events::Actor;
use crate::organisations::{self, Found, MergeError, day_of};
use crate::platform::ids::OrganisationId;
use crate::platform::web::filters;
use crate::platform::web::{Form, FormErrors, Layout, PageError, Path, Query, Routes, Who, page, see_other};

/// How many organisations are offered.
const OFFERED: usize = 10;

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/admin/organisations/{id}/merger", Who::Administrator, choose)
        .get("/admin/organisations/{id}/merger/{into}", Who::Administrator, confirm)
        .post("/admin/organisations/{id}/merger/{into}", Who::Administrator, merge)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ChooseForm {
    q: Option<String>,
}

#[derive(Template)]
#[template(path = "admin/organisation_merger.html")]
struct ChoosePage {
    layout: Layout,
    shown: Shown,
    q: String,
    found: Vec<Found>,
    errors: FormErrors,
}

/// Offers what resembles it first, then whatever is searched for.
async fn choose(
    State(app): State<App>,
    layout: Layout,
    Path(id): Path<OrganisationId>,
    Query(form): Query<ChooseForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let shown = store::shown(&mut db, id, day_of(now)).await?.ok_or(PageError::NotFound)?;
    let q = form.q.unwrap_or_else(|| shown.name.clone());
    let mut found = organisations::search_all(&mut db, &q, now, OFFERED + 1).await?;
    drop(db);
    found.retain(|one| one.organisation_id != id);
    found.truncate(OFFERED);
    page(&ChoosePage { layout, shown, q, found, errors: FormErrors::none() })
}

#[derive(Template)]
#[template(path = "admin/organisation_merger_confirm.html")]
struct ConfirmPage {
    layout: Layout,
    from: Shown,
    into: Shown,
}

async fn confirm(
    State(app): State<App>,
    layout: Layout,
    Path((id, into)): Path<(OrganisationId, OrganisationId)>,
) -> Result<Response, PageError> {
    let today = day_of(app.clock.now());
    let mut db = app.db.acquire().await?;
    let from = store::shown(&mut db, id, today).await?.ok_or(PageError::NotFound)?;
    let into = store::shown(&mut db, into, today).await?.ok_or(PageError::NotFound)?;
    drop(db);
    page(&ConfirmPage { layout, from, into })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct MergeForm {
    keep_name: String,
}

async fn merge(
    viewer: Viewer,
    State(app): State<App>,
    Path((id, into)): Path<(OrganisationId, OrganisationId)>,
    Form(form): Form<MergeForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let by = Actor::Account(viewer.account_id);
    let mut tx = app.begin(&viewer).await?;
    let merged = organisations::merge(&mut tx, by, now, id, into, form.keep_name == "yes").await;
    match merged {
        Ok(true) => {
            employment::move_everybody(&mut tx, id, into).await?;
            tx.commit().await?;
        }
        Ok(false) => {}
        Err(MergeError::NotThere) => return Err(PageError::NotFound),
        Err(MergeError::Database(error)) => return Err(error.into()),
        Err(refused) => return Err(PageError::Conflict(format!("{refused}."))),
    }
    Ok(see_other(&format!("/admin/organisations/{into}"), "They are one organisation now."))
}
