//! What coordinators do with the file of a register.

use sqlx::PgConnection;

use super::columns::{Field, folded, propose};
use super::model::{Import, ImportId, Reading, RegisterEvent, Status};
use super::reading::{self, ReadError, Table};
use super::understanding::Decisions;
use super::{job, store};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, PoolId, SubmissionId};
use crate::platform::seal;
use crate::platform::secrets::Purpose;
use crate::platform::web::PageError;

/// A file as it arrived.
pub struct Arrived {
    pub submission: SubmissionId,
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error("the file could not be read to its end")]
    CutShort,
}

/// Takes a file: reads it once, proposes what its columns mean, and keeps it sealed. The same submission again is the same
/// import.
///
/// # Errors
/// `Read` with a sentence when it is no register.
pub async fn upload(
    app: &App,
    viewer: &Viewer,
    pool: PoolId,
    arrived: Arrived,
) -> Result<ImportId, UploadError> {
    let now = app.clock.now();
    let id = ImportId::new(now);
    let secret = app.secret.clone();
    let bytes = arrived.bytes;
    let read = tokio::task::spawn_blocking(move || {
        let table = reading::read(&bytes)?;
        Ok::<_, ReadError>((table, seal::seal(&secret, Purpose::Register, id.0.as_bytes(), &bytes)))
    });
    let (table, sealed) = read.await.map_err(|_| UploadError::CutShort)??;
    let mut tx = app.begin(viewer).await?;
    let reading = proposed(&mut tx, pool, &table).await?;
    let file = NewFile {
        file_name: &arrived.file_name,
        sealed: &sealed,
        rows: table.rows.len(),
        submission: arrived.submission,
    };
    let kept = keep(&mut tx, now, id, pool, Some(viewer.account_id), &reading, file).await?;
    tx.commit().await?;
    kept.ok_or(UploadError::Database(sqlx::Error::RowNotFound))
}

/// How a table is read, as far as nobody has looked at it.
///
/// # Errors
/// The database's.
pub async fn proposed(db: &mut PgConnection, pool: PoolId, table: &Table) -> Result<Reading, sqlx::Error> {
    let (remembered, _) = store::remembered(db, pool).await?;
    Ok(Reading {
        read_as: table.read_as.clone(),
        heading_line: table.heading_line,
        blank_lines: table.blank_lines,
        headings: table.headings.clone(),
        columns: propose(table, &remembered),
        ..Reading::default()
    })
}

/// A file to be kept.
pub struct NewFile<'a> {
    pub file_name: &'a str,
    pub sealed: &'a [u8],
    pub rows: usize,
    pub submission: SubmissionId,
}

/// Keeps the file of an import. `None` when the submission belongs to another pool.
///
/// # Errors
/// The database's.
pub async fn keep(
    db: &mut PgConnection,
    now: Instant,
    id: ImportId,
    pool: PoolId,
    by: Option<AccountId>,
    reading: &Reading,
    file: NewFile<'_>,
) -> Result<Option<ImportId>, sqlx::Error> {
    let new = store::NewImport {
        import_id: id,
        pool_id: pool,
        uploaded_by: by,
        file_name: &shown_name(file.file_name),
        sealed_file: file.sealed,
        reading,
        rows: i32::try_from(file.rows).unwrap_or(i32::MAX),
        submission: file.submission,
    };
    if !store::insert(db, now, &new).await? {
        return store::of_submission(db, pool, file.submission).await;
    }
    let actor = by.map_or(Actor::System, Actor::Account);
    events::record(db, actor, now, &RegisterEvent::Uploaded(pool, id)).await?;
    Ok(Some(id))
}

/// The last part of a file's name, without what could pass for markup or another direction.
fn shown_name(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last
        .chars()
        .filter(|c| !c.is_control() && !('\u{202a}'..='\u{202e}').contains(c))
        .take(120)
        .collect();
    if name.trim().is_empty() { "register".to_owned() } else { name.trim().to_owned() }
}

/// Settles what the columns mean, remembers it for the pool's next file, and has the file checked.
///
/// # Errors
/// `Conflict` when somebody else changed it meanwhile.
pub async fn settle_columns(
    db: &mut PgConnection,
    now: Instant,
    import: &Import,
    columns: Vec<Option<Field>>,
) -> Result<(), PageError> {
    let (mut remembered, decisions) = store::remembered(db, import.pool_id).await?;
    for (heading, column) in import.reading.headings.iter().zip(&columns) {
        remembered.insert(folded(heading), *column);
    }
    store::remember(db, now, import.pool_id, &remembered, &decisions).await?;
    let mut import = import.clone();
    import.reading.columns = columns;
    check_again(db, now, &import).await
}

/// Keeps what was decided about values, for this file and the pool's next, and has the file checked again.
///
/// # Errors
/// `Conflict` when somebody else changed it meanwhile.
pub async fn decide(
    db: &mut PgConnection,
    now: Instant,
    import: &Import,
    new: Decisions,
) -> Result<(), PageError> {
    let (remembered, mut decisions) = store::remembered(db, import.pool_id).await?;
    for (subject, values) in new {
        decisions.entry(subject).or_default().extend(values);
    }
    store::remember(db, now, import.pool_id, &remembered, &decisions).await?;
    check_again(db, now, import).await
}

async fn check_again(db: &mut PgConnection, now: Instant, import: &Import) -> Result<(), PageError> {
    let from = [Status::Uploaded, Status::Checked, Status::Failed];
    if store::advance(db, now, import, &from, Status::Checking).await? {
        Ok(())
    } else {
        Err(PageError::Conflict(
            "Somebody has changed or started this import meanwhile. Look at it again, then repeat what you chose.".to_owned(),
        ))
    }
}

/// Has a checked file brought in. Asking twice, or two people asking, is one run.
///
/// # Errors
/// `Conflict` when it was changed since it was looked at.
pub async fn run(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    import: &Import,
) -> Result<(), PageError> {
    if matches!(import.status, Status::Running | Status::Done) {
        return Ok(());
    }
    let now = app.clock.now();
    if !store::advance(db, now, import, &[Status::Checked], Status::Running).await? {
        let there = store::find(db, import.pool_id, import.import_id).await?;
        if there.is_some_and(|there| matches!(there.status, Status::Running | Status::Done)) {
            return Ok(());
        }
        return Err(PageError::Conflict(
            "This import has changed since you looked at it. Look at the report again before you bring it in.".to_owned(),
        ));
    }
    let by = Actor::Account(viewer.account_id);
    events::record(db, by, now, &RegisterEvent::RunAsked(import.pool_id, import.import_id)).await?;
    Ok(())
}

/// Takes an import away that was not brought in.
///
/// # Errors
/// The database's.
pub async fn discard(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    import: &Import,
) -> Result<bool, sqlx::Error> {
    let now = app.clock.now();
    if !store::discard(db, now, import.pool_id, import.import_id).await? {
        return Ok(false);
    }
    let by = Actor::Account(viewer.account_id);
    events::record(db, by, now, &RegisterEvent::Discarded(import.pool_id, import.import_id)).await?;
    Ok(true)
}

/// The table of an import's file, read again.
///
/// # Errors
/// `NotFound` when the file is gone.
pub async fn table(app: &App, db: &mut PgConnection, import: &Import) -> Result<Table, PageError> {
    let sealed =
        store::sealed_file(db, import.pool_id, import.import_id).await?.ok_or(PageError::NotFound)?;
    let (secret, id) = (app.secret.clone(), import.import_id);
    let read = tokio::task::spawn_blocking(move || {
        let bytes = job::opened(&secret, id, &sealed).map_err(PageError::internal)?;
        reading::read_within(&bytes, reading::MOST_BYTES_OF_A_COMMAND).map_err(PageError::internal)
    });
    read.await.map_err(PageError::internal)?
}
