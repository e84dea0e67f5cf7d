use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::{Asked, theirs};
use crate::accounts::Viewer;
use crate::activity::joint::{self, Joint, Saying};
use crate::activity::model::{ActivityEvent, By, Figures};
use crate::activity::stated::Said;
use crate::activity::tables::{self, Shown};
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::ids::PoolId;
use crate::platform::web::{PageError, Path, Query};
use crate::registers::guarded;
use crate::returns::model::Kind;

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
    if asked.no_year(now).is_some() {
        return Err(PageError::NotFound);
    }
    let mut tx = app.begin(&viewer).await?;
    theirs(&mut tx, &viewer, id).await?;
    let (shown, said) = tables::leaving_pool(&mut tx, id, year, by, now).await?;
    let event = ActivityEvent::Taken(id, year, by);
    events::record(&mut tx, Actor::Account(viewer.account_id), now, &event).await?;
    tx.commit().await?;
    let file = match shown {
        Shown::Hours(table) => {
            let lines = table.lines.into_iter().map(|line| (line.label, line.figures));
            let rows = lines.chain([(TOTAL.to_owned(), table.total)]);
            guarded::csv(&headings(by), rows.map(|(label, figures)| row(label, figures)))
        }
        Shown::Joint(joint) => with_stated(by, joint, &said),
        Shown::Themes(themes, _) => {
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

/// Months or kinds of help, each with what was stated; after the total of the kinds what has no meetings.
fn with_stated(by: By, joint: Joint, said: &[Said]) -> Vec<u8> {
    let mut first = headings(by);
    first.push("Hours as stated".to_owned());
    let beside = |label, figures, said| [row(label, figures), vec![saying(said)]].concat();
    let mut rows: Vec<Vec<String>> =
        joint.rows.into_iter().map(|line| beside(line.label, line.recorded, line.said)).collect();
    rows.push(beside(TOTAL.to_owned(), joint.recorded, joint.said));
    if by == By::Offering {
        for (kind, label) in [(Kind::SupervisionReceived, "Supervision received"), (Kind::Cpd, "CPD")] {
            let alone = saying(joint::alone(said, kind));
            rows.push(vec![label.to_owned(), String::new(), String::new(), String::new(), alone]);
        }
    }
    guarded::csv(&first, rows)
}

/// Empty where nobody sent anything.
fn saying(said: Saying) -> String {
    match said {
        Saying::Nothing => String::new(),
        Saying::LeftOut => LEFT_OUT.to_owned(),
        Saying::Minutes(minutes) => Figures { minutes, ..Figures::default() }.decimal_hours(),
    }
}

fn row(label: String, figures: Option<Figures>) -> Vec<String> {
    let cells = match figures {
        Some(figures) => [figures.decimal_hours(), figures.sessions.to_string(), figures.people.to_string()],
        None => [LEFT_OUT; 3].map(str::to_owned),
    };
    std::iter::once(label).chain(cells).collect()
}
