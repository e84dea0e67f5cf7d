use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Asked, YEARS, theirs};
use crate::accounts::Viewer;
use crate::activity::chart::Chart;
use crate::activity::model::Table;
use crate::activity::report_store::{self, Facts};
use crate::activity::stated::Stated;
use crate::activity::tables;
use crate::activity::themes::Themes;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::PoolId;
use crate::platform::web::filters;
use crate::platform::web::{Crumb, Layout, PageError, Path, Query, page};
use crate::relationships::ending::feedback::PoolFeedback;
use crate::returns::{FinancialYear, Month};

#[derive(Template)]
#[template(path = "activity/report.html")]
struct ReportPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool_id: PoolId,
    name: String,
    today: Day,
    year: FinancialYear,
    years: Vec<FinancialYear>,
    chart: Chart,
    hours: Table,
    facts: Facts,
    /// What mentees said at the end.
    said: PoolFeedback,
    /// What was stated, suppressed.
    stated: Stated,
    themes: Themes,
    /// What was looked for and hardly found, by the same rule.
    unmet: Themes,
}

impl ReportPage {
    /// "2.5 days", of the answers.
    fn median(&self) -> Option<String> {
        self.facts.median_days.map(|days| match (days * 10.0).round() / 10.0 {
            tenths if (tenths - 1.0).abs() < 0.05 => "1 day".to_owned(),
            tenths => format!("{tenths} days"),
        })
    }

    fn returns(&self) -> i64 {
        self.facts.confirmed + self.facts.unconfirmed + self.facts.open
    }

    /// Of a hundred.
    fn confirmed_share(&self) -> i64 {
        (self.facts.confirmed * 100 + self.returns() / 2) / self.returns().max(1)
    }
}

/// One page to print for a board. It leaves the pool, so figures of few people are left out.
pub(super) async fn show(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    Query(asked): Query<Asked>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let year = asked.year(now);
    let mut db = app.db.acquire().await?;
    let pool = theirs(&mut db, &viewer, id).await?;
    let hours = tables::by_month(&mut db, id, year, true, now).await?;
    let facts = report_store::facts(&mut db, id, year, now).await?;
    drop(db);
    let unmet = Themes::of(facts.unmet.iter().map(|one| (one.label.clone(), one.times)).collect());
    let counted = facts.themes.iter().map(|one| (one.label.clone(), one.times)).collect();
    page(&ReportPage {
        layout,
        crumbs: vec![
            Crumb::new(&pool.name, format!("/pools/{id}")),
            Crumb::new("Activity", format!("/pools/{id}/activity")),
        ],
        pool_id: id,
        name: pool.name,
        today: day_of(now),
        year,
        years: FinancialYear::latest(now, YEARS),
        chart: Chart::hours(format!("Hours by month, {year}"), &hours),
        hours,
        stated: Stated::of(&facts.stated, true).by_month(year, Month::now(now)),
        said: PoolFeedback::of(facts.said.0.clone()),
        facts,
        themes: Themes::of(counted),
        unmet,
    })
}
