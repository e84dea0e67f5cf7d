use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::store::{self, Desk, Standing};
use crate::accounts::Viewer;
use crate::app::App;
use crate::chemistry::model::Status;
use crate::chemistry::reading::{self, Facts};
use crate::concerns;
use crate::coordination::store::{Waiting, waiting};
use crate::organisations::day_of;
use crate::platform::clock::Instant;
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
    /// Requests for a first conversation that wait for the reader, by deadline.
    waiting: Vec<Facts>,
    /// The next first conversation in their calendar.
    meeting: Option<Facts>,
    now: Instant,
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
    let open = reading::open(&mut db, viewer.account_id, now).await?;
    let open: Vec<Facts> = open.into_iter().map(|one| one.facts).collect();
    let meeting = open
        .iter()
        .filter(|one| one.status == Status::Booked && !one.is_past(now))
        .min_by_key(|one| one.meeting)
        .cloned();
    let mine = open.into_iter().filter(|one| one.waits_for_me(now)).collect();
    let desk = if viewer.roles.administrator { Some(store::desk(&mut db).await?) } else { None };
    let watches = viewer.watches_over_others();
    let concerns =
        if watches { Some(concerns::waiting(&mut db, viewer.account_id, None, now).await?) } else { None };
    let enquiries = if viewer.is_coordinator() || viewer.roles.administrator {
        Some(waiting(&mut db, &viewer, now).await?)
    } else {
        None
    };
    let first_name = viewer.first_name().to_owned();
    page(&DashboardPage {
        layout,
        first_name,
        standing,
        waiting: mine,
        meeting,
        now,
        enquiries,
        desk,
        concerns,
    })
}
