use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::store::{self, Desk, Standing};
use crate::accounts::Viewer;
use crate::app::App;
use crate::concerns;
use crate::coordination::store::{Waiting, waiting};
use crate::organisations::day_of;
use crate::platform::web::{Layout, PageError, Routes, Who, page};

pub(in crate::coordination) fn routes() -> Routes<App> {
    Routes::new().get("/dashboard", Who::SignedIn, show)
}

#[derive(Template)]
#[template(path = "coordination/dashboard.html")]
struct DashboardPage {
    layout: Layout,
    first_name: String,
    standing: Standing,
    /// There for coordinators and administrators.
    enquiries: Option<Waiting>,
    /// There for administrators.
    desk: Option<Desk>,
    /// What is told to those who look after others, and waits; there for coordinators and administrators.
    concerns: Option<concerns::Waiting>,
}

async fn show(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let standing = store::standing(&mut db, viewer.account_id, now, day_of(now)).await?;
    let desk = if viewer.roles.administrator { Some(store::desk(&mut db).await?) } else { None };
    let watches = viewer.watches_over_others();
    let concerns =
        if watches { Some(concerns::waiting(&mut db, viewer.account_id, None, now).await?) } else { None };
    let enquiries = if viewer.is_coordinator() || viewer.roles.administrator {
        Some(waiting(&mut db, &viewer, now).await?)
    } else {
        None
    };
    page(&DashboardPage {
        layout,
        first_name: viewer.first_name().to_owned(),
        standing,
        enquiries,
        desk,
        concerns,
    })
}
