//! Periodic jobs: each runs on one instance at a time, in a transaction under an advisory lock, when its period has
//! passed since any instance last ran it. A sweep is idempotent; running it twice does no harm.

use std::future::Future;
use std::pin::{Pin, pin};
use std::time::Duration;

use jiff::SignedDuration;
use sqlx::{PgConnection, PgPool};

use crate::platform::clock::{Clock, Instant};
use crate::platform::telemetry::describe;

/// What went wrong in a sweep; its transaction is rolled back and it is tried again at the next round.
pub type SweepError = Box<dyn std::error::Error + Send + Sync>;

type Job = Box<
    dyn for<'a> Fn(
            &'a mut PgConnection,
            Instant,
        ) -> Pin<Box<dyn Future<Output = Result<u64, SweepError>> + Send + 'a>>
        + Send
        + Sync,
>;

/// How often the list of sweeps is looked through.
const ROUND: Duration = Duration::from_secs(30);

/// One periodic job. It is given a transaction and the App's time, and says how many things it did.
pub struct Sweep {
    name: &'static str,
    every: SignedDuration,
    job: Job,
}

impl std::fmt::Debug for Sweep {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Sweep({})", self.name)
    }
}

/// A sweep that ran, and how many things it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    pub name: &'static str,
    pub count: u64,
}

impl Sweep {
    /// Names a job and how often it runs. The name is kept in the database and must stay the same.
    pub fn new<F>(name: &'static str, every: SignedDuration, job: F) -> Self
    where
        F: for<'a> Fn(
                &'a mut PgConnection,
                Instant,
            ) -> Pin<Box<dyn Future<Output = Result<u64, SweepError>> + Send + 'a>>
            + Send
            + Sync
            + 'static,
    {
        Self { name, every, job: Box::new(job) }
    }

    /// Runs the job if its period has passed and no other instance is at it. `None`: not now.
    async fn run_if_due(&self, db: &PgPool, now: Instant) -> Result<Option<Swept>, SweepError> {
        let mut tx = db.begin().await?;
        let ours = sqlx::query_scalar!(
            r#"select pg_try_advisory_xact_lock(hashtextextended('rapport/sweep/' || $1, 0)) as "ours!""#,
            self.name,
        )
        .fetch_one(&mut *tx)
        .await?;
        if !ours {
            return Ok(None);
        }
        let ran_at = sqlx::query_scalar!(
            r#"select ran_at as "ran_at: Instant" from sweep where name = $1"#,
            self.name
        )
        .fetch_optional(&mut *tx)
        .await?;
        if ran_at.is_some_and(|ran_at| now < ran_at.plus(self.every)) {
            // Dropped, the transaction would hold its lock a moment longer and could keep another instance away.
            tx.rollback().await?;
            return Ok(None);
        }
        let count = (self.job)(&mut tx, now).await?;
        sqlx::query!(
            "insert into sweep (name, ran_at) values ($1, $2) on conflict (name) do update set ran_at = excluded.ran_at",
            self.name,
            now as Instant,
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(Some(Swept { name: self.name, count }))
    }
}

/// Runs every sweep that is due, in order, and says which ran. One that fails is logged and does not stop the others.
pub async fn run_due(db: &PgPool, now: Instant, sweeps: &[Sweep]) -> Vec<Swept> {
    let mut swept = Vec::new();
    for sweep in sweeps {
        match sweep.run_if_due(db, now).await {
            Ok(Some(ran)) => {
                tracing::info!(sweep = ran.name, count = ran.count, "swept");
                metrics::counter!("rapport_sweep_total", "sweep" => ran.name).increment(1);
                swept.push(ran);
            }
            Ok(None) => {}
            Err(error) => {
                tracing::error!(
                    sweep = sweep.name,
                    error = describe(&*error),
                    "a sweep failed; it is tried again at the next round"
                );
                metrics::counter!("rapport_sweep_failed_total", "sweep" => sweep.name).increment(1);
            }
        }
    }
    swept
}

/// Runs due sweeps every half minute until `stop` completes.
pub async fn run(db: PgPool, clock: Clock, sweeps: Vec<Sweep>, stop: impl Future<Output = ()>) {
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => return,
            () = async {
                run_due(&db, clock.now(), &sweeps).await;
                tokio::time::sleep(ROUND).await;
            } => {}
        }
    }
}
