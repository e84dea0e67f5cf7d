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

impl Asked {
    fn year(&self, now: Instant) -> FinancialYear {
        FinancialYear::parse(&self.year, now)
    }
}

/// A pool that the viewer coordinates; for anybody else it does not exist.
async fn theirs(db: &mut sqlx::PgConnection, viewer: &Viewer, id: PoolId) -> Result<Shown, PageError> {
    if !viewer.coordinates(id) {
        return Err(PageError::NotFound);
    }
    pools::find(db, id).await?.ok_or(PageError::NotFound)
}
