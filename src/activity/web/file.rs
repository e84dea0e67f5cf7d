use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::{Asked, theirs};
use crate::accounts::Viewer;
use crate::activity::model::{ActivityEvent, By, Figures};
use crate::activity::tables::{self, Shown};
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::ids::PoolId;
use crate::platform::web::{PageError, Path, Query};
use crate::registers::guarded;

/// In place of a figure that is left out.
const LEFT_OUT: &str = "not shown";

/// A pool's year as a file. It leaves the pool, so figures of few people are left out. That it was taken is recorded.
pub(super) async fn take(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    Query(asked): Query<Asked>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let (year, by) = (asked.year(now), By::from_code(&asked.by).unwrap_or(By::Month));
    let mut tx = app.begin(&viewer).await?;
    theirs(&mut tx, &viewer, id).await?;
    let shown = tables::of_pool(&mut tx, id, year, by, true, now).await?;
    let event = ActivityEvent::Taken(id, year, by);
    events::record(&mut tx, Actor::Account(viewer.account_id), now, &event).await?;
    tx.commit().await?;
    let file = match shown {
        Shown::Hours(table) => {
            let headings = [by.label(), "Hours", "Meetings", "People"].map(str::to_owned);
            let lines = table.lines.into_iter().map(|line| (line.label, line.figures));
            let rows =
                lines.chain([("Total".to_owned(), table.total)]).map(|(label, figures)| row(label, figures));
            guarded::csv(&headings, rows)
        }
        Shown::Themes(themes) => {
            let headings = [by.label(), "Times named, to the nearest 5"].map(str::to_owned);
            let rows = themes.shown.into_iter().map(|(label, count)| vec![label, count.to_string()]);
            let more = themes.more.then(|| vec!["Others".to_owned(), LEFT_OUT.to_owned()]);
            guarded::csv(&headings, rows.chain(more))
        }
    };
    let name = format!("attachment; filename=\"activity-{}-by-{}.csv\"", year.april(), by.code());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], file)
        .into_response())
}

fn row(label: String, figures: Option<Figures>) -> Vec<String> {
    let cells = match figures {
        Some(figures) => [figures.decimal_hours(), figures.sessions.to_string(), figures.people.to_string()],
        None => [LEFT_OUT; 3].map(str::to_owned),
    };
    std::iter::once(label).chain(cells).collect()
}
