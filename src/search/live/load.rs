use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt};
use sqlx::PgPool;

use super::changes::{Change, Changes};
use super::facts::Setting;
use super::gathered::Gathered;
use super::{Live, State, employers_store, facts_store, ground_store};
use crate::matching::Index;
use crate::platform::clock::Day;
use crate::platform::ids::AccountId;
use crate::search::Ground;

/// How many people are read at once.
const BATCH: usize = 2_000;

/// How many batches are read side by side, so that the database reads on while rows become bits.
pub const BESIDE: usize = 2;

/// After how many people the log says how far it is.
const TELL: usize = 10_000;

/// How many people are written before searches are let in again.
const AT_ONCE: usize = 200;

/// A connection that died without a word never answers. Longer than any statement may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a load brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loaded {
    /// Who can be found.
    pub people: usize,
    pub took: Duration,
    /// What the index takes in memory.
    pub bytes: usize,
}

/// Everything, loaded aside.
#[derive(Debug)]
pub struct Built {
    index: Index,
    ground: Arc<Ground>,
    /// What later changes stand on.
    setting: Setting,
    took: Duration,
}

impl Built {
    /// Reads everything as of a day.
    ///
    /// # Errors
    /// The database's.
    pub async fn read(db: &PgPool, day: Day) -> Result<Self, sqlx::Error> {
        let began = clock();
        let mut connection = db.acquire().await?;
        let ground = patiently(ground_store::ground(&mut connection, day)).await?;
        let employers = patiently(employers_store::employers(&mut connection, day)).await?;
        let people = patiently(facts_store::people(&mut connection)).await?;
        drop(connection);
        let mut setting = Setting::new(day, &ground.terms, employers);
        let mut index = Index::new(setting.columns());
        index.set_organisations(setting.employers.all().iter().cloned());
        let batches: Vec<Vec<AccountId>> = people.chunks(BATCH).map(<[AccountId]>::to_vec).collect();
        let mut reading = stream::iter(batches)
            .map(|batch| async move { (batch.len(), patiently(facts_store::rows(db, &batch, day)).await) })
            .buffered(BESIDE);
        let mut done = 0;
        while let Some((many, rows)) = reading.next().await {
            let rows = rows?;
            if !setting.knows_employers_of(&rows) {
                setting.employers = employers_store::employers(&mut *db.acquire().await?, day).await?;
                index.set_organisations(setting.employers.all().iter().cloned());
            }
            for facts in rows.into_iter().filter_map(|row| setting.facts(row)) {
                index.upsert(&facts);
            }
            let before = done;
            done += many;
            if before / TELL < done / TELL {
                tracing::info!("matching index: {done} of {} people", people.len());
            }
        }
        drop(reading);
        Ok(Self { index, ground: Arc::new(ground), setting, took: began.elapsed() })
    }

    /// Reads again what changed since it was begun.
    ///
    /// # Errors
    /// The database's.
    pub async fn catch_up(&mut self, db: &PgPool, since: &Gathered) -> Result<(), sqlx::Error> {
        if since.ground {
            let mut connection = db.acquire().await?;
            self.ground = Arc::new(patiently(ground_store::ground(&mut connection, self.setting.day)).await?);
        }
        let people: Vec<AccountId> = since.people.iter().copied().collect();
        for batch in people.chunks(BATCH) {
            patiently(Changes::read(db, &mut self.setting, batch)).await?.write(&mut self.index);
        }
        Ok(())
    }
}

impl Live {
    /// Loads everything as of a day, aside, and puts it in the place of what was there.
    ///
    /// # Errors
    /// The database's; what was there stays then.
    pub async fn load(&self, db: &PgPool, day: Day) -> Result<Loaded, sqlx::Error> {
        Ok(self.put(Built::read(db, day).await?).0)
    }

    /// Puts what was loaded in the place of what was there. Also gives what later changes stand on.
    pub(super) fn put(&self, built: Built) -> (Loaded, Setting) {
        let Built { index, ground, setting, took } = built;
        let loaded = Loaded { people: index.len(), took, bytes: index.bytes() };
        let state = State { index, ground, day: Some(setting.day) };
        let before = std::mem::replace(&mut *self.write(), state);
        // Taking it apart takes a while, and nobody waits for that.
        drop(before);
        metrics::gauge!("rapport_matching_people").set(u32::try_from(loaded.people).unwrap_or(u32::MAX));
        metrics::gauge!("rapport_matching_load_seconds").set(loaded.took.as_secs_f64());
        (loaded, setting)
    }

    /// Reads some people anew and writes them, some at a time.
    ///
    /// # Errors
    /// The database's; nothing was written then.
    pub(super) async fn refresh(
        &self,
        db: &PgPool,
        setting: &mut Setting,
        people: &[AccountId],
    ) -> Result<(), sqlx::Error> {
        let changes = patiently(Changes::read(db, setting, people)).await?;
        if let Some(organisations) = changes.organisations {
            self.write().index.set_organisations(organisations);
        }
        for some in changes.people.chunks(AT_ONCE) {
            self.write_changes(some);
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    fn write_changes(&self, changes: &[Change]) {
        let mut state = self.write();
        for change in changes {
            change.write(&mut state.index);
        }
    }

    /// Reads the ground anew, for the words that changed.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn refresh_ground(&self, db: &PgPool, day: Day) -> Result<(), sqlx::Error> {
        let mut connection = db.acquire().await?;
        let ground = Arc::new(patiently(ground_store::ground(&mut connection, day)).await?);
        let before = std::mem::replace(&mut self.write().ground, ground);
        drop(before);
        Ok(())
    }
}

async fn patiently<T>(reading: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    let read = tokio::time::timeout(PATIENCE, reading).await;
    read.unwrap_or_else(|_| Err(sqlx::Error::Io(io::ErrorKind::TimedOut.into())))
}

/// How long it took is for the log, and nothing the hub keeps.
fn clock() -> Instant {
    Instant::now()
}
