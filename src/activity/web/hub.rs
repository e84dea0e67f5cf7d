#![expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::Asked;
use crate::activity::chart::Chart;
use crate::activity::model::{HubBy, Table};
use crate::activity::stated::Stated;
use crate::activity::tables;
use crate::app::App;
use crate::platform::web::filters;
use crate::platform::web::{Crumb, Layout, PageError, Query, page};
use crate::returns::FinancialYear;

#[derive(Template)]
#[template(path = "activity/hub.html")]
struct HubPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    year: FinancialYear,
    years: Vec<FinancialYear>,
    /// What was asked for and is no year here.
    no_year: Option<String>,
    by: HubBy,
    chart: Chart,
    table: Table,
    stated: Option<Stated>,
}

impl HubPage {
    fn link(year: &FinancialYear, by: &HubBy) -> String {
        format!("/admin/activity?year={}&by={}", year.april(), by.code())
    }
}

pub(super) async fn show(
    Query(asked): Query<Asked>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let (year, by) = (asked.year(now), HubBy::from_code(&asked.by).unwrap_or(HubBy::Pool));
    let mut db = app.db.acquire().await?;
    let table = tables::of_hub(&mut db, year, by).await?;
    let stated = tables::stated_of_hub(&mut db, year, by, &table).await?;
    drop(db);
    let title = format!("Hours in the whole hub, {year}, by {}", by.in_words());
    page(&HubPage {
        layout,
        crumbs: vec![Crumb::new("Administration", "/admin")],
        year,
        years: asked.years(now),
        no_year: asked.no_year(now),
        by,
        chart: Chart::hours(title, &table),
        table,
        stated,
    })
}
