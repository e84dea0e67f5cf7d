use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt};
use sqlx::PgPool;

use super::facts::Setting;
use super::{Live, State, employers_store, facts_store, ground_store};
use crate::matching::{Index, PersonKey};
use crate::platform::clock::Day;
use crate::platform::ids::AccountId;

/// How many people are read at once.
const BATCH: usize = 2_000;

/// How many batches are read side by side, so that the database reads on while rows become bits.
const BESIDE: usize = 2;

/// After how many people the log says how far it is.
const TELL: usize = 10_000;

/// What a load brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loaded {
    /// Who can be found.
    pub people: usize,
    pub took: Duration,
    /// What the index takes in memory.
    pub bytes: usize,
}

impl Live {
    /// Loads everything as of a day, aside, and puts it in the place of what was there.
    ///
    /// # Errors
    /// The database's; what was there stays then.
    pub async fn load(&self, db: &PgPool, day: Day) -> Result<Loaded, sqlx::Error> {
        Ok(self.load_with_setting(db, day).await?.0)
    }

    /// [`Self::load`], with what later changes stand on.
    pub(super) async fn load_with_setting(
        &self,
        db: &PgPool,
        day: Day,
    ) -> Result<(Loaded, Setting), sqlx::Error> {
        let began = clock();
        let mut connection = db.acquire().await?;
        let ground = ground_store::ground(&mut connection, day).await?;
        let employers = employers_store::employers(&mut connection, day).await?;
        let people = facts_store::people(&mut connection).await?;
        drop(connection);
        let mut setting = Setting::new(day, &ground.terms, employers);
        let mut index = Index::new(setting.columns());
        index.set_organisations(setting.employers.all().iter().cloned());
        let batches: Vec<Vec<AccountId>> = people.chunks(BATCH).map(<[AccountId]>::to_vec).collect();
        let mut reading = stream::iter(batches)
            .map(|batch| async move { (batch.len(), facts_store::rows(db, &batch, day).await) })
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
        let loaded = Loaded { people: index.len(), took: began.elapsed(), bytes: index.bytes() };
        *self.write() = State { index, ground: Arc::new(ground), day: Some(day) };
        metrics::gauge!("rapport_matching_people").set(u32::try_from(loaded.people).unwrap_or(u32::MAX));
        metrics::gauge!("rapport_matching_load_seconds").set(loaded.took.as_secs_f64());
        Ok((loaded, setting))
    }

    /// Reads some people anew and writes their rows, one by one.
    ///
    /// # Errors
    /// The database's; nothing was written then.
    pub(super) async fn refresh(
        &self,
        db: &PgPool,
        setting: &mut Setting,
        people: &[AccountId],
    ) -> Result<(), sqlx::Error> {
        let rows = facts_store::rows(db, people, setting.day).await?;
        let employers_are_new = !setting.knows_employers_of(&rows);
        if employers_are_new {
            setting.employers = employers_store::employers(&mut *db.acquire().await?, setting.day).await?;
        }
        let found: Vec<_> = rows.into_iter().filter_map(|row| setting.facts(row)).collect();
        let mut state = self.write();
        if employers_are_new {
            state.index.set_organisations(setting.employers.all().iter().cloned());
        }
        for facts in &found {
            state.index.upsert(facts);
        }
        for account in people {
            let person = PersonKey(account.0.as_u128());
            if !found.iter().any(|facts| facts.person == person) {
                state.index.remove(person);
            }
        }
        drop(state);
        Ok(())
    }

    /// Reads the ground anew, for the words that changed.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn refresh_ground(&self, db: &PgPool, day: Day) -> Result<(), sqlx::Error> {
        let ground = ground_store::ground(&mut *db.acquire().await?, day).await?;
        self.write().ground = Arc::new(ground);
        Ok(())
    }
}

/// How long it took is for the log, and nothing the hub keeps.
fn clock() -> Instant {
    Instant::now()
}
