//! Setting a pool up: what it says of itself, what it asks of coaches and mentors, who may look in it, and its limits.
//! For its coordinators; administrators may too, because a pool without a coordinator needs somebody.

#![expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]

mod about;
mod audience;
mod guidance;
mod limits;
mod offerings;
mod overview;
mod terms;

use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::ids::PoolId;
use crate::platform::web::{Crumb, PageError, Routes, Who};
use crate::pools::setup::SetupError;

pub(super) fn routes() -> Routes<App> {
    let who = Who::CoordinatorOrAdministrator;
    Routes::new()
        .get("/pools/{id}/setup", who, overview::show)
        .get("/pools/{id}/setup/about", who, about::show)
        .post("/pools/{id}/setup/about", who, about::save)
        .get("/pools/{id}/setup/offerings/{offering}", who, offerings::show)
        .post("/pools/{id}/setup/offerings/{offering}", who, offerings::save)
        .get("/pools/{id}/setup/audience", who, audience::show)
        .post("/pools/{id}/setup/audience", who, audience::add)
        .post("/pools/{id}/setup/audience/removal", who, audience::remove)
        .get("/pools/{id}/setup/guidance", who, guidance::show)
        .post("/pools/{id}/setup/guidance", who, guidance::save)
        .get("/pools/{id}/setup/limits", who, limits::show)
        .post("/pools/{id}/setup/limits", who, limits::save)
        .get("/pools/{id}/setup/terms", who, terms::show)
        .post("/pools/{id}/setup/terms", who, terms::save)
}

/// Passes for whoever may set this pool up.
///
/// # Errors
/// `NotFound` for everybody else, the same as for a pool that does not exist (S1).
fn require(viewer: &Viewer, pool: PoolId) -> Result<(), PageError> {
    if viewer.coordinates(pool) || viewer.roles.administrator { Ok(()) } else { Err(PageError::NotFound) }
}

fn crumbs(pool: PoolId, name: &str) -> Vec<Crumb> {
    vec![Crumb::new(name, format!("/pools/{pool}")), Crumb::new("Set up", format!("/pools/{pool}/setup"))]
}

fn overtaken() -> PageError {
    PageError::Conflict(
        "Somebody else changed this pool while you were writing. Look at what it says now, then make your change again."
            .to_owned(),
    )
}

impl From<SetupError> for PageError {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::Database(error) => error.into(),
            SetupError::Overtaken => overtaken(),
            SetupError::NameTaken => Self::Conflict(error.to_string()),
        }
    }
}

/// The address of one page of the set-up.
fn setup_path(pool: &PoolId, page: &str) -> String {
    format!("/pools/{pool}/setup/{page}")
}

fn offering_path(pool: &PoolId, offering: &crate::pools::Offering) -> String {
    format!("/pools/{pool}/setup/offerings/{}", offering.code())
}

fn or_nothing(text: &str) -> &str {
    if text.is_empty() { "Nothing yet" } else { text }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn working_days(days: &i16) -> String {
    crate::platform::words::count(i64::from(*days), "working day", "working days")
}

fn months(months: &i16) -> String {
    crate::platform::words::count(i64::from(*months), "month", "months")
}
