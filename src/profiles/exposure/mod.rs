//! Exposure: how often each coach or mentor is seen, counted by day and person and nothing else, so that coordinators can
//! see who never is. Who looked is not kept.
//!
//! Pages count in memory and a background task adds the counts up in the database every few seconds, so that looking at a
//! page never waits for a write. A server that is killed loses the counts of its last seconds; one that is stopped
//! loses none.

mod store;
mod sweep;

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::hash::{BuildHasher, Hash, RandomState};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::PgPool;

use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, PoolId};
use crate::platform::telemetry::describe;
use crate::vocabulary::TermId;

pub(super) use store::erase;
pub use store::{add, move_to_pool};
pub use sweep::sweep;

/// How often the counts go to the database.
const EVERY: Duration = Duration::from_secs(5);

/// How often somebody was seen on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Among the first ten of somebody's results.
    pub shown: i32,
    /// Their page was opened by somebody who is neither they nor a coordinator of theirs.
    pub opened: i32,
    pub shortlisted: i32,
    pub asked: i32,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.shown = self.shown.saturating_add(other.shown);
        self.opened = self.opened.saturating_add(other.opened);
        self.shortlisted = self.shortlisted.saturating_add(other.shortlisted);
        self.asked = self.asked.saturating_add(other.asked);
    }
}

/// Counts of one person on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub account_id: AccountId,
    pub day: Day,
    pub counts: Counts,
}

/// How often an area was looked for in a pool in a month and hardly anybody was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unmet {
    pub pool_id: PoolId,
    /// Its first day.
    pub month: Day,
    pub area: TermId,
    pub count: i32,
}

#[derive(Debug, Default)]
struct Gathered {
    seen: HashMap<(AccountId, Day), Counts>,
    unmet: HashMap<(PoolId, Day, TermId), i32>,
    asked: Asked,
}

/// Who looked for what in vain in the month that runs, as numbers that mean nothing outside this process: whoever looks again for the
/// same is counted once.
#[derive(Debug)]
struct Asked {
    month: Option<Day>,
    hashes: HashSet<u64>,
    key: RandomState,
}

impl Default for Asked {
    fn default() -> Self {
        Self { month: None, hashes: HashSet::new(), key: RandomState::new() }
    }
}

impl Asked {
    /// Whether somebody did not look for this in this month before.
    fn is_first(&mut self, month: Day, what: impl Hash) -> bool {
        if self.month != Some(month) {
            self.month = Some(month);
            self.hashes = HashSet::new();
        }
        self.hashes.insert(self.key.hash_one(what))
    }
}

/// What was counted and is not yet in the database. Cheap to clone; all clones are one.
#[derive(Debug, Clone, Default)]
pub struct Exposure(Arc<Mutex<Gathered>>);

impl Exposure {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// These people were among the first ten of somebody's results.
    pub fn shown(&self, people: &[AccountId], day: Day) {
        for account in people {
            self.count(*account, day, Counts { shown: 1, ..Counts::default() });
        }
    }

    /// Somebody opened their page.
    pub fn opened(&self, account: AccountId, day: Day) {
        self.count(account, day, Counts { opened: 1, ..Counts::default() });
    }

    /// Somebody put them on a shortlist.
    pub fn shortlisted(&self, account: AccountId, day: Day) {
        self.count(account, day, Counts { shortlisted: 1, ..Counts::default() });
    }

    /// Somebody asked them.
    pub fn asked(&self, account: AccountId, day: Day) {
        self.count(account, day, Counts { asked: 1, ..Counts::default() });
    }

    /// Somebody looked for help with these areas in these pools, and hardly anybody was found. Each person counts once a month for
    /// each; who looked is not written down anywhere.
    pub fn unmet(&self, by: AccountId, pools: &[PoolId], areas: &[TermId], day: Day) {
        let month = Day::new(day.date().first_of_month());
        let mut gathered = self.gathered();
        for pool in pools {
            for area in areas {
                if gathered.asked.is_first(month, (by, pool, area)) {
                    *gathered.unmet.entry((*pool, month, *area)).or_default() += 1;
                }
            }
        }
    }

    /// Adds what was counted to the database, and says of how many people and days.
    ///
    /// # Errors
    /// The database's; the counts are kept and go with the next.
    pub async fn flush(&self, db: &PgPool) -> Result<usize, sqlx::Error> {
        let (seen, unmet) = {
            let mut gathered = self.gathered();
            (std::mem::take(&mut gathered.seen), std::mem::take(&mut gathered.unmet))
        };
        self.flush_unmet(db, unmet).await?;
        if seen.is_empty() {
            return Ok(0);
        }
        let mut seen: Vec<Seen> =
            seen.into_iter().map(|((account_id, day), counts)| Seen { account_id, day, counts }).collect();
        // Every server takes the rows in one order, so that two cannot wait for each other.
        seen.sort_unstable_by_key(|one| (one.account_id, one.day));
        let added = match db.acquire().await {
            Ok(mut connection) => add(&mut connection, &seen).await,
            Err(error) => Err(error),
        };
        if let Err(error) = added {
            for one in &seen {
                self.count(one.account_id, one.day, one.counts);
            }
            return Err(error);
        }
        Ok(seen.len())
    }

    async fn flush_unmet(
        &self,
        db: &PgPool,
        unmet: HashMap<(PoolId, Day, TermId), i32>,
    ) -> Result<(), sqlx::Error> {
        if unmet.is_empty() {
            return Ok(());
        }
        let mut rows: Vec<Unmet> = unmet
            .iter()
            .map(|((pool_id, month, area), count)| Unmet {
                pool_id: *pool_id,
                month: *month,
                area: *area,
                count: *count,
            })
            .collect();
        rows.sort_unstable_by_key(|one| (one.pool_id, one.month, one.area));
        let added = match db.acquire().await {
            Ok(mut connection) => store::add_unmet(&mut connection, &rows).await,
            Err(error) => Err(error),
        };
        if added.is_err() {
            let mut gathered = self.gathered();
            for (key, count) in unmet {
                *gathered.unmet.entry(key).or_default() += count;
            }
        }
        added
    }

    /// Flushes every few seconds until `stop` completes. What is counted afterwards the caller flushes.
    pub async fn run(self, db: PgPool, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => return,
                () = tokio::time::sleep(EVERY) => {}
            }
            if let Err(error) = self.flush(&db).await {
                tracing::warn!(error = describe(&error), "exposure could not be written; trying again");
            }
        }
    }

    fn count(&self, account: AccountId, day: Day, counts: Counts) {
        self.gathered().seen.entry((account, day)).or_default().add(counts);
    }

    fn gathered(&self) -> MutexGuard<'_, Gathered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
