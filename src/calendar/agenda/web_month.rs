use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::month::{Cell, Month};
use super::store;
use crate::accounts::Viewer;
use crate::app::App;
use crate::calendar::model::Zone;
use crate::platform::web::filters;
use crate::platform::web::{Layout, PageError, Path, Routes, Who, page};

const WEEKDAYS: [(&str, &str); 7] = [
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
    ("Sat", "Saturday"),
    ("Sun", "Sunday"),
];

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/calendar/months/{month}", Who::SignedIn, show)
}

#[derive(Template)]
#[template(path = "calendar/month.html")]
struct MonthPage {
    layout: Layout,
    zone: Zone,
    name: String,
    /// Code and name of the months beside it.
    before: Option<(String, String)>,
    after: Option<(String, String)>,
    weekdays: [(&'static str, &'static str); 7],
    weeks: Vec<Vec<Option<Cell>>>,
    is_empty: bool,
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(month): Path<String>,
) -> Result<Response, PageError> {
    let month = Month::parse(&month).ok_or(PageError::NotFound)?;
    let mut tx = app.begin(&viewer).await?;
    let zone = Zone::named(&viewer.zone);
    let (from, to) = month.bounds(&zone);
    let meetings = store::between(&mut tx, viewer.account_id, from, to, None).await?;
    tx.commit().await?;
    let today = app.clock.now().in_zone(&zone.rules).date();
    let named = |month: Month| (month.code(), month.name());
    page(&MonthPage {
        layout,
        name: month.name(),
        before: month.before().map(named),
        after: month.after().map(named),
        weekdays: WEEKDAYS,
        weeks: month.weeks(&zone, today, &meetings),
        is_empty: meetings.is_empty(),
        zone,
    })
}
