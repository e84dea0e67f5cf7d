//! Tables as pages, files and reports show them, from one or two reads.

use sqlx::PgConnection;

use super::joint::Joint;
use super::model::{By, HubBy, Reckoned, Table};
use super::places::{self, Level, largest_first};
use super::stated::{Said, Stated};
use super::store::{self, Key};
use super::themes::Themes;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::PoolId;
use crate::platform::words::capitalised;
use crate::pools::Offering;
use crate::returns::{FinancialYear, Month};

/// What is shown of a pool's year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    Hours(Table),
    /// Hours from sessions with those stated beside them, as they leave the pool.
    Joint(Joint),
    /// What came up, and what was looked for and hardly found.
    Themes(Themes, Themes),
}

/// A pool's year by something, exact, for its own pages. Themes are suppressed always.
///
/// # Errors
/// The database's.
pub async fn of_pool(
    db: &mut PgConnection,
    pool: PoolId,
    year: FinancialYear,
    by: By,
    now: Instant,
) -> Result<Shown, sqlx::Error> {
    if by == By::Month {
        let reckoned = store::hours_by(db, Some(pool), year, year.end(), Key::Month).await?;
        return Ok(Shown::Hours(reckoned.by_month(year, Month::now(now)).exact()));
    }
    by_something(db, pool, (year, year.end(), false), by, now).await
}

/// The same as it may leave the pool: of the months that are in, with what was stated beside months and kinds of help.
///
/// # Errors
/// The database's.
pub async fn leaving_pool(
    db: &mut PgConnection,
    pool: PoolId,
    year: FinancialYear,
    by: By,
    now: Instant,
) -> Result<(Shown, Vec<Said>), sqlx::Error> {
    let end = store::themes_end(year, now);
    if !matches!(by, By::Month | By::Offering) {
        let shown = by_something(db, pool, (year, end, true), by, now).await?;
        return Ok((shown, Vec::new()));
    }
    let said = store::stated(db, Some(pool), year, end, Key::Month).await?;
    let months = by_month(db, pool, year, &said, now).await?;
    if by == By::Month {
        return Ok((Shown::Joint(months), said));
    }
    let reckoned = store::hours_by(db, Some(pool), year, end, Key::Offering).await?;
    Ok((Shown::Joint(Joint::kinds(&reckoned, &said, &months)), said))
}

/// A pool's months that are in, as they may leave it, with what was stated beside them.
///
/// # Errors
/// The database's.
pub async fn by_month(
    db: &mut PgConnection,
    pool: PoolId,
    year: FinancialYear,
    said: &[Said],
    now: Instant,
) -> Result<Joint, sqlx::Error> {
    let end = store::themes_end(year, now);
    let reckoned = store::hours_by(db, Some(pool), year, end, Key::Month).await?;
    Ok(Joint::months(&reckoned, said, year, Month::of(end)))
}

/// The last month of a year that is in, where others are not; none where the first is not in either.
#[must_use]
pub fn in_until(year: FinancialYear, now: Instant) -> Option<Month> {
    let end = store::themes_end(year, now);
    (end < year.end() && end > year.first()).then(|| Month::of(end).plus(-1))
}

async fn by_something(
    db: &mut PgConnection,
    pool: PoolId,
    (year, end, suppressed): (FinancialYear, Day, bool),
    by: By,
    now: Instant,
) -> Result<Shown, sqlx::Error> {
    let level = match by {
        By::Theme => {
            let themes = Themes::of(store::themes(db, pool, year, now).await?);
            return Ok(Shown::Themes(themes, Themes::of(store::unmet(db, pool, year, now).await?)));
        }
        By::Organisation => Some(Level::Organisation),
        By::System => Some(Level::System),
        By::Region => Some(Level::Region),
        By::Month | By::Offering | By::Profession => None,
    };
    if let Some(level) = level {
        let employers = store::hours_by_employer(db, Some(pool), year, end).await?;
        return Ok(Shown::Hours(places::table(&employers, level, suppressed)));
    }
    let mut reckoned = if by == By::Profession {
        store::hours_by_profession(db, pool, year, end).await?
    } else {
        store::hours_by(db, Some(pool), year, end, Key::Offering).await?
    };
    for (label, _) in &mut reckoned.lines {
        if by != By::Profession {
            *label = Offering::parse(label).map_or_else(|_| label.clone(), |one| capitalised(one.label()));
        } else if label.is_empty() {
            "Profession not known".clone_into(label);
        }
    }
    Ok(Shown::Hours(sorted(reckoned, suppressed)))
}

/// The whole hub's year by something, suppressed.
///
/// # Errors
/// The database's.
pub async fn of_hub(db: &mut PgConnection, year: FinancialYear, by: HubBy) -> Result<Table, sqlx::Error> {
    let level = match by {
        HubBy::Pool => {
            return Ok(sorted(store::hours_by(db, None, year, year.end(), Key::Pool).await?, true));
        }
        HubBy::System => Level::System,
        HubBy::Region => Level::Region,
    };
    Ok(places::table(&store::hours_by_employer(db, None, year, year.end()).await?, level, true))
}

/// What was stated for a pool's year, by month and by kind, exact, for its own pages: beside its hours by these two, and nothing beside
/// the others, which are of mentees.
///
/// # Errors
/// The database's.
pub async fn stated_of_pool(
    db: &mut PgConnection,
    pool: PoolId,
    year: FinancialYear,
    by: By,
    now: Instant,
) -> Result<Option<Stated>, sqlx::Error> {
    if !matches!(by, By::Month | By::Offering) {
        return Ok(None);
    }
    let said = store::stated(db, Some(pool), year, year.end(), Key::Month).await?;
    Ok(Some(Stated::of(&said, false).by_month(year, Month::now(now))))
}

/// What was stated in the whole hub's year, by pool and by kind, suppressed, in the order of the pools' hours; nothing beside places.
///
/// # Errors
/// The database's.
pub async fn stated_of_hub(
    db: &mut PgConnection,
    year: FinancialYear,
    by: HubBy,
    table: &Table,
) -> Result<Option<Stated>, sqlx::Error> {
    if by != HubBy::Pool {
        return Ok(None);
    }
    let said = store::stated(db, None, year, year.end(), Key::Pool).await?;
    Ok(Some(Stated::of(&said, true).beside(table)))
}

fn sorted(reckoned: Reckoned, suppressed: bool) -> Table {
    let mut table = if suppressed { reckoned.suppressed() } else { reckoned.exact() };
    largest_first(&mut table.lines);
    table
}
