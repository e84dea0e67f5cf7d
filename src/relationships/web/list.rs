use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::tz::TimeZone;

use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::web::{Layout, PageError, page};
use crate::relationships::model::Status;
use crate::relationships::reading::{self, Seen};
use crate::relationships::recording::{self, Pairing};

#[derive(Template)]
#[template(path = "relationships/list.html")]
struct ListPage {
    layout: Layout,
    open: Vec<Seen>,
    ended: Vec<Seen>,
    /// What waits to be confirmed, by the reader or by the owner of an address.
    pairings: Vec<Pairing>,
    practitioner: bool,
    zone: TimeZone,
    now: Instant,
}

impl ListPage {
    fn is_empty(&self) -> bool {
        self.open.is_empty() && self.ended.is_empty() && self.pairings.is_empty()
    }

    fn waiting(&self) -> usize {
        self.open.iter().chain(&self.ended).filter(|one| one.waits_for_me()).count()
            + self.pairings.iter().filter(|one| one.asks_me).count()
    }

    fn next(&self, one: &Seen) -> String {
        one.next(self.now, &self.zone)
    }
}

pub(super) async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let all = reading::seen(&mut db, viewer.account_id, None, now).await?;
    let (ended, mut open): (Vec<Seen>, Vec<Seen>) =
        all.into_iter().partition(|one| matches!(one.status, Status::Ended | Status::NotBegun));
    open.sort_by_key(Seen::order);
    let pairings = recording::of_account(&mut db, viewer.account_id, None, now).await?;
    let practitioner = viewer.roles.practitioner;
    page(&ListPage { layout, open, ended, pairings, practitioner, zone: viewer.zone(), now })
}
