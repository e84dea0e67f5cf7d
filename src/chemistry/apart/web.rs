use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::actions;
use super::store::{self, Kept};
use crate::accounts::{Viewer, first_name};
use crate::app::App;
use crate::chemistry::messages::{self, Between};
use crate::chemistry::model::Side;
use crate::platform::ids::{AccountId, ChemistryId};
use crate::platform::web::{Form, Layout, PageError, Path, Routes, Who, filters, page, see_other};

const PAGE: &str = "/chemistry/blocked";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get(PAGE, Who::SignedIn, list)
        .post("/chemistry/blocked/removals", Who::SignedIn, remove)
        .get("/chemistry/{id}/apart", Who::SignedIn, show)
        .post("/chemistry/{id}/block", Who::SignedIn, block)
        .post("/chemistry/{id}/conflict", Who::SignedIn, conflict)
}

#[derive(Template)]
#[template(path = "chemistry/apart.html")]
struct ApartPage {
    layout: Layout,
    id: ChemistryId,
    /// The first name of the other.
    other: String,
}

impl ApartPage {
    fn back(&self) -> String {
        format!("/chemistry/{}", self.id)
    }
}

#[derive(Template)]
#[template(path = "chemistry/blocked.html")]
struct BlockedPage {
    layout: Layout,
    kept: Vec<Kept>,
}

/// The request, for one of its two.
async fn theirs(app: &App, viewer: &Viewer, id: ChemistryId) -> Result<(Between, Side), PageError> {
    let mut db = app.db.acquire().await?;
    let between = messages::between(&mut db, id).await?.ok_or(PageError::NotFound)?;
    let side = between.side(viewer.account_id).ok_or(PageError::NotFound)?;
    Ok((between, side))
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<ChemistryId>,
) -> Result<Response, PageError> {
    let (between, side) = theirs(&app, &viewer, id).await?;
    let other = first_name(between.other(side).1).to_owned();
    page(&ApartPage { layout, id, other })
}

async fn block(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<ChemistryId>,
) -> Result<Response, PageError> {
    let (between, side) = theirs(&app, &viewer, id).await?;
    let mut tx = app.begin(&viewer).await?;
    actions::block(&mut tx, &app, viewer.account_id, between.other(side).0).await?;
    tx.commit().await?;
    Ok(see_other(PAGE, "Contact is stopped. They are not told why."))
}

async fn conflict(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<ChemistryId>,
) -> Result<Response, PageError> {
    let (between, side) = theirs(&app, &viewer, id).await?;
    let mut tx = app.begin(&viewer).await?;
    actions::declare(&mut tx, &app, viewer.account_id, between.other(side).0).await?;
    tx.commit().await?;
    Ok(see_other(PAGE, "Thank you for saying so. You are not shown to each other from now on."))
}

async fn list(viewer: Viewer, layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let kept = store::kept_by(&mut db, viewer.account_id).await?;
    page(&BlockedPage { layout, kept })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RemovalForm {
    person: String,
    what: String,
}

async fn remove(
    viewer: Viewer,
    State(app): State<App>,
    Form(form): Form<RemovalForm>,
) -> Result<Response, PageError> {
    let person: AccountId =
        form.person.parse().map_err(|_| PageError::BadRequest("whom it is about".into()))?;
    let mut tx = app.begin(&viewer).await?;
    match form.what.as_str() {
        "block" => actions::unblock(&mut tx, viewer.account_id, person).await?,
        "conflict" => actions::take_back(&mut tx, viewer.account_id, person).await?,
        _ => return Err(PageError::BadRequest("what to take back".into())),
    }
    tx.commit().await?;
    Ok(see_other(PAGE, "Taken back. They are not told."))
}
