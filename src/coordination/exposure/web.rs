#![expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::model::{Distribution, Member, Period, in_words};
use super::store;
use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::PoolId;
use crate::platform::web::{Crumb, Layout, PageError, Path, Query, Routes, Who, filters, page};
use crate::pools;

/// How many people each list names.
const MOST_SHOWN: usize = 10;
const NEVER_SHOWN: usize = 100;

pub(in crate::coordination) fn routes() -> Routes<App> {
    Routes::new().get("/pools/{id}/exposure", Who::Coordinator, show)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    days: String,
}

#[derive(Template)]
#[template(path = "coordination/exposure.html")]
struct ExposurePage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool: PoolId,
    name: String,
    today: Day,
    period: Period,
    begins: Day,
    distribution: Distribution,
    /// Whether there is anybody who could see the pool's people.
    audience: bool,
    most: Vec<Member>,
    never: Vec<Member>,
    /// Those who were never shown and are not on the page.
    more: usize,
}

impl ExposurePage {
    /// Fewer requests than people: however they are shared, some have none.
    fn few_were_asked(&self) -> bool {
        usize::try_from(self.distribution.asked).unwrap_or(0) < self.distribution.people
    }

    /// In two decimals.
    fn figure(gini: &f64) -> String {
        format!("{gini:.2}")
    }

    fn in_words(gini: &f64) -> &'static str {
        in_words(*gini)
    }
}

async fn show(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    Query(asked): Query<Asked>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    if !viewer.coordinates(id) {
        return Err(PageError::NotFound);
    }
    let today = day_of(app.clock.now());
    let period = Period::parse(&asked.days);
    let begins = period.begins(today);
    let mut db = app.db.acquire().await?;
    let pool = pools::find(&mut db, id).await?.ok_or(PageError::NotFound)?;
    let members = store::members(&mut db, id, begins).await?;
    let audience = store::has_an_audience(&mut db, id, today).await?;
    drop(db);
    let distribution = Distribution::of(&members);
    let (seen, unseen): (Vec<Member>, Vec<Member>) = members.into_iter().partition(|member| member.shown > 0);
    let more = unseen.len().saturating_sub(NEVER_SHOWN);
    page(&ExposurePage {
        layout,
        crumbs: vec![
            Crumb::new(&pool.name, format!("/pools/{id}")),
            Crumb::new("Members", format!("/pools/{id}/members")),
        ],
        pool: id,
        name: pool.name,
        today,
        period,
        begins,
        distribution,
        audience,
        most: seen.into_iter().take(MOST_SHOWN).collect(),
        never: unseen.into_iter().take(NEVER_SHOWN).collect(),
        more,
    })
}
