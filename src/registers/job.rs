//! The work on an import, behind its page: reading the file, planning, and for a run carrying the plan out, in one
//! transaction. Whoever started it may die; a sweep takes it up again.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Duration;

use jiff::SignedDuration;
use sqlx::PgConnection;

use super::model::{Counts, ImportId, RegisterEvent, Status};
use super::plan::{self, Deed, Known, Line};
use super::reading::{self, ReadError, Table};
use super::understanding::Meanings;
use super::{gather, renewal, store};
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::clock::Instant;
use crate::platform::ids::PoolId;
use crate::platform::seal::{self, Unsealable};
use crate::platform::secrets::{Purpose, Secret};

/// After this long without a sign of life somebody else takes the work up.
pub const ABANDONED: SignedDuration = SignedDuration::from_secs(60);

/// How often work says how far it is.
const BEAT: Duration = Duration::from_millis(700);

/// Why the work could not be done.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Sealed(#[from] Unsealable),
    #[error("a value could not be saved: {0}")]
    Renewal(#[from] renewal::RenewalError),
    #[error("the work was cut short")]
    CutShort,
}

/// Starts the work on an import and returns at once.
pub fn start(app: &App, pool: PoolId, id: ImportId) {
    let app = app.clone();
    tokio::spawn(async move { work(&app, pool, id).await });
}

/// Checks or runs an import, whichever it is at. Does nothing when somebody else is at it. A failure is kept with the
/// import, for its page.
pub async fn work(app: &App, pool: PoolId, id: ImportId) {
    let Err(error) = attempt(app, pool, id).await else { return };
    tracing::error!(
        error = crate::platform::telemetry::describe(&error),
        "a register could not be worked on"
    );
    let sentence = match &error {
        JobError::Read(error) => error.to_string(),
        _ => "Something went wrong on our side. Nothing was brought in; try again".to_owned(),
    };
    if let Err(error) = fail(app, pool, id, &sentence).await {
        tracing::warn!(
            error = crate::platform::telemetry::describe(&error),
            "the failure of a register could not be kept"
        );
    }
}

async fn fail(app: &App, pool: PoolId, id: ImportId, sentence: &str) -> Result<(), sqlx::Error> {
    let mut db = app.db.acquire().await?;
    if let Some(import) = store::find(&mut db, pool, id).await?.filter(|import| import.status.is_at_work()) {
        store::finish(&mut db, app.clock.now(), &import, import.status, Status::Failed, sentence).await?;
    }
    Ok(())
}

async fn attempt(app: &App, pool: PoolId, id: ImportId) -> Result<(), JobError> {
    let mut tx = app.db.begin().await?;
    if !store::try_claim(&mut tx, pool).await? {
        return Ok(());
    }
    let Some(mut import) = store::find(&mut tx, pool, id).await? else { return Ok(()) };
    if !import.status.is_at_work() {
        return Ok(());
    }
    let file = store::sealed_file(&mut tx, pool, id).await?.unwrap_or_default();
    let bytes = opened(&app.secret, id, &file)?;
    let done = Arc::new(AtomicI32::new(0));
    let beating = beat(app.clone(), id, Arc::clone(&done));
    let planned =
        prepare(&mut tx, &app.secret, app.clock.now(), pool, &import.reading.columns, bytes, false, done)
            .await;
    beating.abort();
    let _ = beating.await;
    let planned = planned?;
    let now = app.clock.now();
    store::replace_rows(&mut tx, pool, id, &planned.lines).await?;
    import.reading.unsure = planned.meanings.unsure();
    import.reading.counts = planned.counts();
    import.rows_total = i32::try_from(planned.lines.len()).unwrap_or(i32::MAX);
    let next = if import.status == Status::Running {
        carry_out(&mut tx, now, pool, id, Actor::System, &planned).await?;
        Status::Done
    } else {
        Status::Checked
    };
    if store::finish(&mut tx, now, &import, import.status, next, "").await? {
        tx.commit().await?;
    }
    Ok(())
}

/// Says every moment how far the work is, on a connection of its own.
fn beat(app: App, id: ImportId, done: Arc<AtomicI32>) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            if let Ok(mut db) = app.db.acquire().await {
                let _ = store::heartbeat(&mut db, app.clock.now(), id, done.load(Ordering::Relaxed)).await;
            }
            tokio::time::sleep(BEAT).await;
        }
    })
}

/// A plan, with what it was made from.
pub struct Planned {
    pub table: Table,
    pub lines: Vec<Line>,
    pub meanings: Meanings,
}

impl Planned {
    #[must_use]
    pub fn counts(&self) -> Counts {
        plan::counts(&self.lines)
    }
}

/// Reads a file and plans what becomes of its rows. Writes nothing.
///
/// # Errors
/// When the file cannot be read or the database refuses.
#[expect(clippy::too_many_arguments, reason = "the command and the page bring different parts")]
pub async fn prepare(
    db: &mut PgConnection,
    secret: &Secret,
    now: Instant,
    pool: PoolId,
    columns: &[Option<super::columns::Field>],
    bytes: Vec<u8>,
    accept_likely: bool,
    done: Arc<AtomicI32>,
) -> Result<Planned, JobError> {
    let table = off_thread(move || reading::read_within(&bytes, reading::MOST_BYTES_OF_A_COMMAND)).await??;
    let mut meanings = gather::vocabularies(db, pool, now).await?;
    meanings.accept_likely = accept_likely;
    gather::employers(db, now, &table, columns, &mut meanings).await?;
    let known: Known = store::known(db, pool, &mut meanings).await?;
    let (columns, secret) = (columns.to_vec(), secret.clone());
    off_thread(move || {
        let mark = |address: &str| mark(&secret, address);
        let step = || {
            done.fetch_add(1, Ordering::Relaxed);
        };
        let lines = plan::plan(&table, &columns, &known, &mut meanings, mark, step);
        Planned { table, lines, meanings }
    })
    .await
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, JobError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| JobError::CutShort)
}

/// Writes what a plan says. The caller commits.
///
/// # Errors
/// When the database refuses.
pub async fn carry_out(
    db: &mut PgConnection,
    now: Instant,
    pool: PoolId,
    id: ImportId,
    by: Actor,
    planned: &Planned,
) -> Result<(), JobError> {
    let mut new = Vec::new();
    let mut replaced = Vec::new();
    for line in &planned.lines {
        match &line.deed {
            Deed::Nothing => {}
            Deed::Create(person) => new.push(&**person),
            Deed::Replace(entry, fields) => replaced.push((*entry, fields)),
            Deed::Renew(entry, account, fields, changes) => {
                renewal::renew(db, by, now, pool, *account, fields, changes, &planned.meanings).await?;
                replaced.push((*entry, fields));
            }
        }
    }
    store::create(db, now, pool, &new).await?;
    store::replace(db, now, pool, &replaced).await?;
    events::record(db, by, now, &RegisterEvent::BroughtIn(pool, id, planned.counts())).await?;
    Ok(())
}

/// The file of an import, opened.
///
/// # Errors
/// When it was sealed otherwise, or is gone.
pub fn opened(secret: &Secret, id: ImportId, sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
    seal::open(secret, Purpose::Register, id.0.as_bytes(), sealed)
}

/// By what the address of somebody who declined is known again: it says nothing to whoever lacks the hub's secret. It
/// is the same in every pool, so that it holds when one becomes part of another.
#[must_use]
pub fn mark(secret: &Secret, address: &str) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    hash.update(*secret.key(Purpose::Register));
    hash.update(address.trim().to_lowercase().as_bytes());
    format!("declined {}", data_encoding::HEXLOWER.encode(&hash.finalize()))
}
