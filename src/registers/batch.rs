//! A register brought in without pages, as a command does it: the same reading, plan and run in one go.

use std::sync::Arc;
use std::sync::atomic::AtomicI32;

use super::actions::{self, NewFile};
use super::columns::check;
use super::job::{self, JobError, Planned};
use super::model::{Counts, ImportId, Outcome, Status};
use super::reading;
use super::understanding::Unsure;
use super::{guarded, store};
use crate::app::App;
use crate::events::Actor;
use crate::platform::ids::{PoolId, SubmissionId};
use crate::platform::seal;
use crate::platform::secrets::Purpose;

/// A file to be brought in.
pub struct Batch {
    pub file_name: String,
    pub bytes: Vec<u8>,
    /// Change nothing.
    pub dry_run: bool,
    /// Take what a value most likely means as certain.
    pub accept_likely: bool,
}

/// What became of it.
pub struct Brought {
    pub counts: Counts,
    /// A line for every row, as CSV.
    pub report: Vec<u8>,
    pub unsure: Vec<Unsure>,
}

/// Why it was not brought in.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The file is no register, or its columns are not clear.
    #[error("{0}")]
    Unusable(String),
    #[error("another register is being brought into this pool")]
    Busy,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Failed(JobError),
}

impl From<JobError> for BatchError {
    fn from(error: JobError) -> Self {
        match error {
            JobError::Read(error) => Self::Unusable(error.to_string()),
            JobError::Database(error) => Self::Database(error),
            other => Self::Failed(other),
        }
    }
}

/// Brings a file in, whole or not at all, with the columns as they are proposed or as the pool remembers them.
///
/// # Errors
/// As [`BatchError`] says.
pub async fn bring_in(
    app: &App,
    pool: PoolId,
    batch: Batch,
    done: Arc<AtomicI32>,
) -> Result<Brought, BatchError> {
    let now = app.clock.now();
    let id = ImportId::new(now);
    let table = reading::read_within(&batch.bytes, reading::MOST_BYTES_OF_A_COMMAND)
        .map_err(|error| BatchError::Unusable(error.to_string()))?;
    let mut tx = app.db.begin().await?;
    if !store::try_claim(&mut tx, pool).await? {
        return Err(BatchError::Busy);
    }
    let mut reading = actions::proposed(&mut tx, pool, &table).await?;
    check(&reading.columns).map_err(BatchError::Unusable)?;
    let sealed = seal::seal(&app.secret, Purpose::Register, id.0.as_bytes(), &batch.bytes);
    let planned = job::prepare(
        &mut tx,
        &app.secret,
        now,
        pool,
        &reading.columns,
        batch.bytes,
        batch.accept_likely,
        done,
    )
    .await?;
    reading.unsure = planned.meanings.unsure();
    reading.counts = planned.counts();
    if batch.dry_run {
        tx.rollback().await?;
    } else {
        let file = NewFile {
            file_name: &batch.file_name,
            sealed: &sealed,
            rows: planned.lines.len(),
            submission: SubmissionId::new(now),
        };
        actions::keep(&mut tx, now, id, pool, None, &reading, file).await?;
        store::replace_rows(&mut tx, pool, id, &planned.lines).await?;
        job::carry_out(&mut tx, now, pool, id, Actor::System, &planned).await?;
        if let Some(import) = store::find(&mut tx, pool, id).await? {
            store::finish(&mut tx, now, &import, Status::Uploaded, Status::Done, "").await?;
        }
        tx.commit().await?;
    }
    Ok(Brought { counts: planned.counts(), report: report(&planned), unsure: reading.unsure })
}

fn report(planned: &Planned) -> Vec<u8> {
    let headings = ["Row", "Outcome", "Person", "To know"].map(str::to_owned);
    let rows = planned.lines.iter().map(|line| {
        let outcome: Outcome = line.outcome;
        vec![line.line.to_string(), outcome.label().to_owned(), line.person.clone(), line.remarks.join(". ")]
    });
    guarded::csv(&headings, rows)
}
