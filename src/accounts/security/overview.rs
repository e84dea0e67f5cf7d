use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::login_sessions::{self, SignedIn};
use super::store;
use super::store::Own;
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::web::{Layout, PageError, Routes, Who, filters, page};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/account/security", Who::Fresh, show)
}

#[derive(Template)]
#[template(path = "accounts/security/overview.html")]
struct OverviewPage {
    layout: Layout,
    own: Own,
    /// The second factor may not be removed.
    compulsory: bool,
    here: Vec<SignedIn>,
    elsewhere: Vec<SignedIn>,
    now: Instant,
}

impl OverviewPage {
    fn second_factor_verb(&self) -> &'static str {
        if self.own.second_factor_at.is_some() { "Change" } else { "Set up" }
    }

    fn recovery_verb(&self) -> &'static str {
        if self.own.recovery_email.is_some() { "Change" } else { "Add" }
    }

    fn codes_left(&self) -> String {
        format!("{} left", self.own.recovery_codes_left)
    }
}

async fn show(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let own = store::own(&mut db, now, viewer.account_id).await?;
    let all = login_sessions::open(&mut db, now, &viewer).await?;
    let (here, elsewhere) = all.into_iter().partition(|one| one.is_this_one);
    page(&OverviewPage { layout, own, compulsory: viewer.watches_over_others(), here, elsewhere, now })
}
