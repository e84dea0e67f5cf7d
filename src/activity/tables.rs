//! Tables as pages, files and reports show them, from one or two reads.

use sqlx::PgConnection;

use super::model::{By, HubBy, Reckoned, Table};
use super::places::{self, Level, largest_first};
use super::stated::Stated;
use super::store::{self, Key};
use super::themes::Themes;
use crate::platform::clock::Instant;
use crate::platform::ids::PoolId;
use crate::platform::words::capitalised;
use crate::pools::Offering;
use crate::returns::{FinancialYear, Month};

/// What is shown of a pool's year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    Hours(Table),
    Themes(Themes),
}

/// A pool's year by something: exact for its own pages, suppressed for what leaves it. Themes are suppressed always.
///
/// # Errors
/// The database's.
pub async fn of_pool(
    db: &mut PgConnection,
    pool: PoolId,
    year: FinancialYear,
    by: By,
    suppressed: bool,
    now: Instant,
) -> Result<Shown, sqlx::Error> {
    let level = match by {
        By::Theme => return Ok(Shown::Themes(Themes::of(store::themes(db, pool, year, now).await?))),
        By::Organisation => Some(Level::Organisation),
        By::System => Some(Level::System),
        By::Region => Some(Level::Region),
        By::Month | By::Offering | By::Profession => None,
    };
    if let Some(level) = level {
        let employers = store::hours_by_employer(db, Some(pool), year).await?;
        return Ok(Shown::Hours(places::table(&employers, level, suppressed)));
    }
    if by == By::Month {
        return Ok(Shown::Hours(by_month(db, pool, year, suppressed, now).await?));
    }
    let mut reckoned = if by == By::Offering {
        store::hours_by(db, Some(pool), year, Key::Offering).await?
    } else {
        store::hours_by_profession(db, pool, year).await?
    };
    for (label, _) in &mut reckoned.lines {
        if by == By::Offering {
            *label = Offering::parse(label).map_or_else(|_| label.clone(), |one| capitalised(one.label()));
        } else if label.is_empty() {
            "Profession not known".clone_into(label);
        }
    }
    Ok(Shown::Hours(sorted(reckoned, suppressed)))
}

/// A pool's year by month, April first.
///
/// # Errors
/// The database's.
pub async fn by_month(
    db: &mut PgConnection,
    pool: PoolId,
    year: FinancialYear,
    suppressed: bool,
    now: Instant,
) -> Result<Table, sqlx::Error> {
    let reckoned = store::hours_by(db, Some(pool), year, Key::Month).await?.by_month(year, Month::now(now));
    Ok(if suppressed { reckoned.suppressed() } else { reckoned.exact() })
}

/// The whole hub's year by something, suppressed.
///
/// # Errors
/// The database's.
pub async fn of_hub(db: &mut PgConnection, year: FinancialYear, by: HubBy) -> Result<Table, sqlx::Error> {
    let level = match by {
        HubBy::Pool => return Ok(sorted(store::hours_by(db, None, year, Key::Pool).await?, true)),
        HubBy::System => Level::System,
        HubBy::Region => Level::Region,
    };
    Ok(places::table(&store::hours_by_employer(db, None, year).await?, level, true))
}

/// What was stated for a pool's year, by month and by kind: beside its hours by these two, and nothing beside the others, which are of
/// mentees. Exact for its own pages, suppressed for what leaves it.
///
/// # Errors
/// The database's.
pub async fn stated_of_pool(
    db: &mut PgConnection,
    pool: PoolId,
    year: FinancialYear,
    by: By,
    suppressed: bool,
    now: Instant,
) -> Result<Option<Stated>, sqlx::Error> {
    if !matches!(by, By::Month | By::Offering) {
        return Ok(None);
    }
    let said = store::stated(db, Some(pool), year, Key::Month).await?;
    Ok(Some(Stated::of(&said, suppressed).by_month(year, Month::now(now))))
}

/// What was stated in the whole hub's year, by pool and by kind, suppressed; nothing beside places.
///
/// # Errors
/// The database's.
pub async fn stated_of_hub(
    db: &mut PgConnection,
    year: FinancialYear,
    by: HubBy,
) -> Result<Option<Stated>, sqlx::Error> {
    if by != HubBy::Pool {
        return Ok(None);
    }
    Ok(Some(Stated::of(&store::stated(db, None, year, Key::Pool).await?, true).by_pool()))
}

fn sorted(reckoned: Reckoned, suppressed: bool) -> Table {
    let mut table = if suppressed { reckoned.suppressed() } else { reckoned.exact() };
    largest_first(&mut table.lines);
    table
}
