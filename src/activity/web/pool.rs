#![expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Asked, theirs};
use crate::accounts::Viewer;
use crate::activity::chart::Chart;
use crate::activity::model::{By, Table};
use crate::activity::stated::Stated;
use crate::activity::tables::{self, Shown};
use crate::activity::themes::Themes;
use crate::app::App;
use crate::platform::ids::PoolId;
use crate::platform::web::filters;
use crate::platform::web::{Crumb, Layout, PageError, Path, Query, page};
use crate::returns::FinancialYear;

#[derive(Template)]
#[template(path = "activity/pool.html")]
struct PoolPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool_id: PoolId,
    name: String,
    year: FinancialYear,
    years: Vec<FinancialYear>,
    /// What was asked for and is no year here.
    no_year: Option<String>,
    by: By,
    chart: Chart,
    hours: Option<Table>,
    stated: Option<Stated>,
    themes: Option<Themes>,
    /// What was looked for and hardly found, beside themes.
    unmet: Option<Themes>,
}

impl PoolPage {
    fn link(&self, year: &FinancialYear, by: &By) -> String {
        format!("/pools/{}/activity?year={}&by={}", self.pool_id, year.april(), by.code())
    }

    fn file(&self) -> String {
        format!("/pools/{}/activity.csv?year={}&by={}", self.pool_id, self.year.april(), self.by.code())
    }
}

pub(super) async fn show(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    Query(asked): Query<Asked>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let (year, by) = (asked.year(now), By::from_code(&asked.by).unwrap_or(By::Month));
    let mut db = app.db.acquire().await?;
    let pool = theirs(&mut db, &viewer, id).await?;
    let shown = tables::of_pool(&mut db, id, year, by, now).await?;
    let stated = tables::stated_of_pool(&mut db, id, year, by, now).await?;
    drop(db);
    let (chart, hours, themes, unmet) = match shown {
        Shown::Hours(table) => {
            let title = format!("Hours in {}, {year}, by {}", pool.name, by.in_words());
            (Chart::hours(title, &table), Some(table), None, None)
        }
        Shown::Joint(_) => return Err(PageError::NotFound),
        Shown::Themes(themes, unmet) => {
            let title = format!("What came up in {}, {year}", pool.name);
            let values: Vec<(String, Option<i64>)> =
                themes.shown.iter().map(|(label, count)| (label.clone(), Some(*count))).collect();
            let chart = Chart::of(title, &values, |count| format!("about {count}"));
            (chart, None, Some(themes), Some(unmet))
        }
    };
    page(&PoolPage {
        layout,
        crumbs: vec![Crumb::new(&pool.name, format!("/pools/{id}"))],
        pool_id: id,
        name: pool.name,
        year,
        years: asked.years(now),
        no_year: asked.no_year(now),
        by,
        chart,
        hours,
        stated,
        themes,
        unmet,
    })
}
