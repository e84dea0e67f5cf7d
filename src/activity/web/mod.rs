//! Pages, files and the report.

mod file;
mod hub;
mod pool;
mod report;

use serde::Deserialize;

use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::ids::PoolId;
use crate::platform::web::{PageError, Routes, Who};
use crate::platform::words;
use crate::pools::{self, Shown};
use crate::returns::FinancialYear;

/// Years that a page leads to.
const YEARS: i16 = 5;

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/pools/{id}/activity", Who::Coordinator, pool::show)
        .get("/pools/{id}/activity.csv", Who::Coordinator, file::take)
        .get("/pools/{id}/report", Who::Coordinator, report::show)
        .get("/admin/activity", Who::Administrator, hub::show)
}

/// What an address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    year: String,
    by: String,
}

/// Letters of a year of nonsense that a page repeats.
const LONGEST_YEAR: usize = 12;

impl Asked {
    fn year(&self, now: Instant) -> FinancialYear {
        FinancialYear::parse(&self.year, now)
    }

    /// What an address asks for as a year and is none here; in its place the present year is shown.
    fn no_year(&self, now: Instant) -> Option<String> {
        let raw = self.year.trim();
        let is_known = raw.parse() == Ok(self.year(now).april());
        (!raw.is_empty() && !is_known).then(|| words::shortened(raw, LONGEST_YEAR))
    }

    /// The years that a page leads to, an older one among them when it is asked for.
    fn years(&self, now: Instant) -> Vec<FinancialYear> {
        let mut years = FinancialYear::latest(now, YEARS);
        let asked = self.year(now);
        if !years.contains(&asked) {
            years.push(asked);
        }
        years
    }
}

/// A pool that the viewer coordinates; for anybody else it does not exist.
async fn theirs(db: &mut sqlx::PgConnection, viewer: &Viewer, id: PoolId) -> Result<Shown, PageError> {
    if !viewer.coordinates(id) {
        return Err(PageError::NotFound);
    }
    pools::find(db, id).await?.ok_or(PageError::NotFound)
}
