use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::{Asked, theirs};
use crate::accounts::Viewer;
use crate::activity::model::{ActivityEvent, By, Figures, Table};
use crate::activity::stated::Stated;
use crate::activity::tables::{self, Shown};
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::ids::PoolId;
use crate::platform::web::{PageError, Path, Query};
use crate::platform::words::capitalised;
use crate::pools::Offering;
use crate::registers::guarded;

/// In place of a figure that is left out.
const LEFT_OUT: &str = "not shown";

const TOTAL: &str = "Total";

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
    let stated = tables::stated_of_pool(&mut tx, id, year, by, true, now).await?;
    let event = ActivityEvent::Taken(id, year, by);
    events::record(&mut tx, Actor::Account(viewer.account_id), now, &event).await?;
    tx.commit().await?;
    let file = match shown {
        Shown::Hours(table) => match stated {
            Some(stated) if by == By::Offering => by_kind(&table, &stated),
            Some(stated) => by_month(table, &stated),
            None => {
                let lines = table.lines.into_iter().map(|line| (line.label, line.figures));
                let rows = lines.chain([(TOTAL.to_owned(), table.total)]);
                guarded::csv(&headings(by), rows.map(|(label, figures)| row(label, figures)))
            }
        },
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

fn headings(by: By) -> Vec<String> {
    [by.label(), "Hours", "Meetings", "People"].map(str::to_owned).to_vec()
}

/// Months, with what was stated of each kind.
fn by_month(table: Table, stated: &Stated) -> Vec<u8> {
    let mut first = headings(By::Month);
    first.extend(Stated::headings().map(|kind| format!("{kind}, as stated")));
    let lines = table.lines.into_iter().map(|line| {
        let said = stated.decimal(Some(&line.label));
        (row(line.label, line.figures), said)
    });
    let total = (row(TOTAL.to_owned(), table.total), stated.decimal(None));
    guarded::csv(&first, lines.chain([total]).map(|(row, said)| [row, said].concat()))
}

/// Kinds of help, each with what was stated of it; after the total what has no meetings.
fn by_kind(table: &Table, stated: &Stated) -> Vec<u8> {
    let mut first = headings(By::Offering);
    first.push("Hours as stated".to_owned());
    let said = stated.decimal(None);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (offering, said) in Offering::ALL.into_iter().zip(&said) {
        let label = capitalised(offering.label());
        let own = table.lines.iter().find(|line| line.label == label);
        if own.is_none() && said == "0.00" {
            continue;
        }
        let figures = own.map_or_else(|| Some(Figures::default()), |line| line.figures);
        rows.push([row(label, figures), vec![said.clone()]].concat());
    }
    rows.push([row(TOTAL.to_owned(), table.total), vec![stated.decimal_together()]].concat());
    for (heading, said) in Stated::headings().into_iter().zip(said).skip(Offering::ALL.len()) {
        rows.push(vec![heading.to_owned(), String::new(), String::new(), String::new(), said]);
    }
    guarded::csv(&first, rows)
}

fn row(label: String, figures: Option<Figures>) -> Vec<String> {
    let cells = match figures {
        Some(figures) => [figures.decimal_hours(), figures.sessions.to_string(), figures.people.to_string()],
        None => [LEFT_OUT; 3].map(str::to_owned),
    };
    std::iter::once(label).chain(cells).collect()
}
