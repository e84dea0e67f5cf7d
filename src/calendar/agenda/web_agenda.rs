use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::SignedDuration;

use super::model::Own;
use super::month::Month;
use super::store;
use crate::accounts::Viewer;
use crate::app::App;
use crate::calendar::model::Zone;
use crate::platform::web::{Layout, PageError, Routes, Who, page};

/// So long after they are over meetings are still on the first page.
const SHOWN_AFTER: SignedDuration = SignedDuration::from_hours(24 * 30);
/// So far ahead it looks.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 400);

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/calendar", Who::SignedIn, show)
}

#[derive(Template)]
#[template(path = "calendar/agenda.html")]
struct AgendaPage {
    layout: Layout,
    zone: Zone,
    month: String,
    next: Option<Own>,
    later: Vec<Own>,
    /// The newest first.
    over: Vec<Own>,
}

async fn show(viewer: Viewer, layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let zone = Zone::named(&viewer.zone);
    let (from, to) = (now.minus(SHOWN_AFTER), now.plus(AHEAD));
    let all = store::between(&mut tx, viewer.account_id, from, to, None).await?;
    tx.commit().await?;
    let (mut over, to_come): (Vec<Own>, Vec<Own>) =
        all.into_iter().filter(|own| !own.is_cancelled()).partition(|own| own.span.ends() <= now);
    over.reverse();
    let mut to_come = to_come.into_iter();
    let next = to_come.next();
    let month = Month::of(now.in_zone(&zone.rules).date()).code();
    page(&AgendaPage { layout, month, next, later: to_come.collect(), over, zone })
}
