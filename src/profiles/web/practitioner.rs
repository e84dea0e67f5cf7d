use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::accounts::Viewer;
use crate::app::App;
use crate::availability;
use crate::organisations::day_of;
use crate::platform::ids::AccountId;
use crate::platform::web::{Layout, PageError, Path, Routes, Who, page};
use crate::platform::words;
use crate::profiles::{Shown, shown};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/practitioners/{id}", Who::SignedIn, show)
}

#[derive(Template)]
#[template(path = "profiles/shown.html")]
struct ShownPage {
    layout: Layout,
    shown: Shown,
    /// The reader is this person.
    own: bool,
}

impl ShownPage {
    /// The pools the reader coordinates and in which this person is not active, with how they stand there.
    fn not_active(&self) -> Vec<String> {
        let looked_after = self.shown.standing.iter().filter(|one| one.looked_after && !one.is_active());
        looked_after.map(|one| format!("{} in {}", one.status, one.pool)).collect()
    }
}

async fn show(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Path(id): Path<AccountId>,
) -> Result<Response, PageError> {
    let today = day_of(app.clock.now());
    let mut db = app.db.acquire().await?;
    let mut shown = shown(&mut db, id, &viewer, today).await?.ok_or(PageError::NotFound)?;
    if !shown.is_full() {
        let next = availability::next_of(&mut db, &[id], app.clock.now()).await?;
        shown.next_free = next.get(&id).map(|slot| words::date_time_in(slot.span.starts(), &viewer.zone()));
    }
    drop(db);
    let own = viewer.account_id == id;
    if !own && !shown.standing.iter().any(|one| one.looked_after) {
        app.exposure.opened(id, today);
    }
    page(&ShownPage { layout, shown, own })
}
