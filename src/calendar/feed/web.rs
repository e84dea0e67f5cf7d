use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use jiff::{SignedDuration, ToSpan};
use serde::Deserialize;

use super::{actions, store};
use crate::accounts::Viewer;
use crate::app::App;
use crate::calendar::agenda;
use crate::calendar::ics::{self, Entry};
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::mail::joined;
use crate::platform::seal::open;
use crate::platform::secrets::Purpose;
use crate::platform::tokens::Token;
use crate::platform::web::filters;
use crate::platform::web::{Form, Layout, PageError, Path, Routes, Who, page, see_other};

/// Meetings of so many months ago are still in a feed.
const MONTHS_BACK: i32 = 3;
/// How far ahead a feed reaches.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 800);

const PAGE: &str = "/calendar/feed";

pub(in crate::calendar) fn routes() -> Routes<App> {
    Routes::new()
        .get(PAGE, Who::SignedIn, show)
        .post(PAGE, Who::SignedIn, make)
        .post("/calendar/feed/removal", Who::SignedIn, remove)
        .get("/calendar/{file}", Who::Public, fetch)
}

#[derive(Template)]
#[template(path = "calendar/feed.html")]
struct FeedPage {
    layout: Layout,
    /// The address, and the same for programs that know calendars by it.
    address: Option<(String, String)>,
    /// When it was made, for the form that replaces it.
    made: String,
    fetched_on: Option<Day>,
}

async fn show(viewer: Viewer, layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    let feed = store::of(&mut tx, viewer.account_id).await?;
    tx.commit().await?;
    let text = feed.as_ref().and_then(|feed| {
        let plain =
            open(&app.secret, Purpose::Calendar, viewer.account_id.0.as_bytes(), &feed.sealed).ok()?;
        String::from_utf8(plain).ok()
    });
    let address = text.map(|text| {
        let address = joined(&app.site.base_url, &format!("/calendar/{text}.ics"));
        let followed = address.replacen("https://", "webcal://", 1).replacen("http://", "webcal://", 1);
        (address, followed)
    });
    let made = feed.as_ref().map(|feed| feed.made_at.timestamp().to_string()).unwrap_or_default();
    page(&FeedPage { layout, address, made, fetched_on: feed.and_then(|feed| feed.fetched_on) })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FeedForm {
    /// When the address that is to be replaced was made; empty when there was none.
    made: String,
}

async fn make(
    viewer: Viewer,
    State(app): State<App>,
    Form(form): Form<FeedForm>,
) -> Result<Response, PageError> {
    let instead_of = form.made.parse().ok().map(Instant::new);
    let mut tx = app.begin(&viewer).await?;
    actions::make(&mut tx, &app, app.clock.now(), viewer.account_id, instead_of).await?;
    tx.commit().await?;
    let said = if instead_of.is_some() {
        "Your calendar has a new address. The old one no longer works."
    } else {
        "Your calendar has an address."
    };
    Ok(see_other(PAGE, said))
}

async fn remove(viewer: Viewer, State(app): State<App>) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    actions::remove(&mut tx, app.clock.now(), viewer.account_id).await?;
    tx.commit().await?;
    Ok(see_other(PAGE, "The address is switched off. Calendars that used it get nothing new."))
}

/// The calendar itself. An address that is wrong, switched off or replaced does not exist, whichever it is.
async fn fetch(State(app): State<App>, Path(file): Path<String>) -> Result<Response, PageError> {
    let token = file.strip_suffix(".ics").and_then(Token::parse).ok_or(PageError::NotFound)?;
    let now = app.clock.now();
    let from = now.in_london().checked_sub(MONTHS_BACK.months()).map_err(PageError::internal)?;
    let mut tx = app.db.begin().await?;
    let account = store::owner(&mut tx, &token).await?.ok_or(PageError::NotFound)?;
    let zone = agenda::zone(&mut tx, account).await?;
    let from = Instant::new(from.timestamp());
    let meetings = agenda::between(&mut tx, account, from, now.plus(AHEAD), None).await?;
    store::note_fetched(&mut tx, account, day_of(now)).await?;
    tx.commit().await?;
    let base_url = &app.site.base_url;
    let written: Vec<(String, String)> =
        meetings.iter().map(|own| (own.short_title(), joined(base_url, &own.path))).collect();
    let entries: Vec<(Entry<'_>, Instant)> = meetings
        .iter()
        .zip(&written)
        .map(|(own, (title, page))| {
            let entry = Entry {
                meeting: own.id,
                sequence: own.sequence,
                status: own.status,
                span: own.span,
                zone: &zone,
                title,
                page,
                delivery: own.delivery.as_deref(),
                joining: &own.joining,
            };
            (entry, own.changed_at)
        })
        .collect();
    let headers = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_DISPOSITION, "inline; filename=\"rapport.ics\""),
    ];
    Ok((headers, ics::feed(&entries, base_url)).into_response())
}
