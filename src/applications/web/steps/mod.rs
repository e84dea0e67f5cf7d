//! The forms of an application while it is written: one page for whoever has nothing to show, a list of steps for
//! others. Every step is saved by itself, into the profile, the places or the evidence it is about.

mod agreement;
mod check;
mod evidence;
mod groups;
mod offer;
mod short;
mod tasks;

use axum::extract::State;
use axum::response::Response;

use crate::accounts::Viewer;
use crate::app::App;
use crate::applications::actions;
use crate::applications::completeness;
use crate::applications::model::{Status, Step};
use crate::applications::store::{self, Application};
use crate::platform::ids::ApplicationId;
use crate::platform::web::{Crumb, Layout, PageError, Path, Routes, Who, see_other};
use crate::pools;
use crate::{availability, profiles};

pub(super) fn routes() -> Routes<App> {
    let who = Who::SignedIn;
    Routes::new()
        .post_up_to(profiles::LONGEST_FORM, "/applications/{id}/short", who, short::save)
        .get("/applications/{id}/offer", who, offer::show)
        .post("/applications/{id}/offer", who, offer::save)
        .get("/applications/{id}/about", who, groups::about)
        .post_up_to(profiles::LONGEST_FORM, "/applications/{id}/about", who, groups::save_about)
        .get("/applications/{id}/role", who, groups::role)
        .post("/applications/{id}/role", who, groups::save_role)
        .get("/applications/{id}/help", who, groups::help)
        .post("/applications/{id}/help", who, groups::save_help)
        .get("/applications/{id}/approach", who, groups::approach)
        .post("/applications/{id}/approach", who, groups::save_approach)
        .get("/applications/{id}/availability", who, groups::availability)
        .post("/applications/{id}/availability", who, groups::save_availability)
        .get("/applications/{id}/evidence", who, evidence::show)
        .post("/applications/{id}/evidence", who, evidence::add)
        .post("/applications/{id}/evidence/removal", who, evidence::remove)
        .post("/applications/{id}/evidence/completion", who, evidence::finish)
        .get("/applications/{id}/agreement", who, agreement::show)
        .post("/applications/{id}/agreement", who, agreement::save)
        .get("/applications/{id}/check", who, check::show)
        .post("/applications/{id}/submission", who, check::send)
}

/// The page of an application that can be changed: the short form, or the list of steps.
pub(super) async fn show(
    viewer: &Viewer,
    layout: Layout,
    app: &App,
    application: Application,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let asked = pools::requirements(&mut db, application.pool_id).await?;
    drop(db);
    if completeness::is_short(&application, &asked) {
        short::show(viewer, layout, app, application).await
    } else {
        tasks::show(layout, app, application, &asked).await
    }
}

/// One's own application, while it can be changed.
///
/// # Errors
/// `NotFound` for anybody else; `Conflict` once it was sent.
async fn editable(app: &App, viewer: &Viewer, id: ApplicationId) -> Result<Application, PageError> {
    let application = actions::visible(&mut *app.db.acquire().await?, viewer, id).await?;
    if application.account_id != viewer.account_id {
        return Err(PageError::NotFound);
    }
    if !application.status.is_editable() {
        return Err(PageError::Conflict(format!(
            "This application cannot be changed any more: it is {}. What you typed was not saved.",
            application.status.fact()
        )));
    }
    Ok(application)
}

/// Locks one's own application and makes sure that it can still be changed, inside the transaction that saves a step.
async fn hold(
    db: &mut sqlx::PgConnection,
    viewer: &Viewer,
    id: ApplicationId,
) -> Result<Application, PageError> {
    store::lock(db, id).await?;
    let application = actions::visible(db, viewer, id).await?;
    if application.account_id != viewer.account_id {
        return Err(PageError::NotFound);
    }
    if !application.status.is_editable() {
        return Err(PageError::Conflict(
            "This application was sent or withdrawn meanwhile, so this step was not saved.".to_owned(),
        ));
    }
    Ok(application)
}

/// On to the next step; to the list when the answers were being checked or changed.
fn onward(application: &Application, step: Step) -> Response {
    let id = application.application_id;
    let all_saved = Step::ALL
        .iter()
        .all(|one| *one == step || application.steps_done.iter().any(|done| done == one.code()));
    let path = match step.next() {
        _ if all_saved || application.status == Status::ChangesRequested => {
            format!("/applications/{id}/check")
        }
        Some(next) => format!("/applications/{id}/{}", next.code()),
        None => format!("/applications/{id}/check"),
    };
    see_other(&path, &format!("Saved: {}.", step.label().to_lowercase()))
}

fn crumbs(application: &Application) -> Vec<Crumb> {
    vec![Crumb::new(
        format!("Application to {}", application.pool),
        format!("/applications/{}", application.application_id),
    )]
}

/// "Step 3 of 8".
fn caption(step: Step) -> String {
    let at = Step::ALL.iter().position(|one| *one == step).map_or(0, |at| at + 1);
    format!("Step {at} of {}", Step::ALL.len())
}

fn not_saved(error: profiles::SaveError) -> PageError {
    match error {
        profiles::SaveError::Database(error) => error.into(),
        stale @ profiles::SaveError::Stale => {
            PageError::Conflict(format!("{stale}. Look at it, then save again."))
        }
    }
}

fn places_not_saved(error: availability::SaveError) -> PageError {
    match error {
        availability::SaveError::Database(error) => error.into(),
        stale @ availability::SaveError::Stale => {
            PageError::Conflict(format!("{stale}. Look at it, then save again."))
        }
    }
}

type Id = Path<ApplicationId>;
type Hub = State<App>;
