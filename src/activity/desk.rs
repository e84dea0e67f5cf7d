//! A pool's year in brief, for the first page of its coordinators: exact hours by month, and what came up and was looked for in vain
//! as it may be shown.

use sqlx::PgConnection;

use super::chart::Chart;
use super::desk_store::{self, Row};
use super::model::{Figures, Reckoned, Table};
use super::themes::Themes;
use crate::platform::clock::Instant;
use crate::platform::ids::PoolId;
use crate::returns::{FinancialYear, Month};

/// How many themes and searches are named.
const MOST: usize = 3;

/// The year of a pool so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    pub pool_id: PoolId,
    pub name: String,
    pub year: FinancialYear,
    pub minutes: i64,
    pub chart: Chart,
    /// The first of what came up, with about how often.
    pub themes: Vec<(String, i64)>,
    /// The first of what was looked for and hardly found.
    pub unmet: Vec<(String, i64)>,
}

impl Brief {
    fn of(row: Row, year: FinancialYear, now: Instant) -> Self {
        let months = year.months();
        let figures = |minutes| Figures { people: 0, sessions: 0, minutes };
        let lines = row.hours.0.iter().filter_map(|one| {
            Some((months.get(usize::try_from(one.month - 1).ok()?)?.code(), figures(one.minutes)))
        });
        let minutes = row.hours.0.iter().map(|one| one.minutes).sum();
        let reckoned = Reckoned { lines: lines.collect(), total: figures(minutes) };
        let table: Table = reckoned.by_month(year, Month::now(now)).exact();
        let first = |counted: Vec<desk_store::Counted>| {
            let counted = counted.into_iter().map(|one| (one.label, one.times)).collect();
            let mut shown = Themes::of(counted).shown;
            shown.truncate(MOST);
            shown
        };
        Self {
            pool_id: row.pool_id,
            year,
            minutes,
            chart: Chart::hours(format!("Hours by month in {}, {year}", row.name), &table).alone(),
            name: row.name,
            themes: first(row.themes.0),
            unmet: first(row.unmet.0),
        }
    }

    /// "1,204", "12.5"
    #[must_use]
    pub fn hours(&self) -> String {
        Figures { minutes: self.minutes, ..Figures::default() }.hours()
    }

    /// "Workload (about 25) and Staffing (about 10)"
    #[must_use]
    pub fn in_words(shown: &[(String, i64)]) -> String {
        let all: Vec<String> =
            shown.iter().map(|(label, times)| format!("{label} (about {times})")).collect();
        crate::platform::words::list(&all)
    }
}

/// The present year of some pools, by name.
///
/// # Errors
/// The database's.
pub async fn briefs(
    db: &mut PgConnection,
    pools: &[PoolId],
    now: Instant,
) -> Result<Vec<Brief>, sqlx::Error> {
    let year = FinancialYear::now(now);
    let rows = desk_store::years(db, pools, year, now).await?;
    Ok(rows.into_iter().map(|row| Brief::of(row, year, now)).collect())
}
