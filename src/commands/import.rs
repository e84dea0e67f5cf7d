//! `rapport import register`.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use super::database::Opened;
use super::failure::{Code, Failure};
use super::{hub, runtime, secret};
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::ids::PoolId;
use crate::platform::words::grouped;
use crate::pools;
use crate::registers::batch::{self, Batch, BatchError};
use crate::registers::model::Counts;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Bring an existing register of coaches and mentors into a pool
    Register(Register),
}

#[derive(Debug, clap::Args)]
struct Register {
    /// The file: CSV, or an Excel workbook (.xlsx)
    file: PathBuf,
    /// The pool, by its name or id
    #[arg(long)]
    pool: String,
    /// Say what would become of every row, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Take what a value most likely means as certain
    #[arg(long)]
    accept_likely: bool,
    /// Write what becomes of every row to this file, as CSV
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let What::Register(options) = &options.what;
    let bytes = std::fs::read(&options.file).map_err(|error| {
        Failure::new(Code::Setting, format!("{} cannot be read: {error}.", options.file.display()))
    })?;
    let config = hub::settings()?;
    let base_url = config.base_url_for(config.listen)?;
    let secret = secret::load(&config)?;
    let opened = Opened::shared(&config)?;
    let outcome = runtime()?.block_on(async {
        opened.prepare().await?;
        let app = hub::app(&config, &opened, &base_url, secret)?;
        let outcome = bring_in(&app, options, bytes).await;
        app.db.close().await;
        outcome
    });
    opened.close();
    let (counts, report) = outcome?;
    if let Some(path) = &options.report {
        std::fs::write(path, report).map_err(|error| {
            Failure::new(Code::NotWritable, format!("{} cannot be written: {error}.", path.display()))
        })?;
    }
    let tense = if options.dry_run { "would be" } else { "are" };
    println!(
        "{} people {tense} new, {} changed, {} unchanged; {} rows {tense} refused.",
        grouped(counts.created),
        grouped(counts.updated),
        grouped(counts.unchanged),
        grouped(counts.refused),
    );
    Ok(())
}

async fn bring_in(app: &App, options: &Register, bytes: Vec<u8>) -> Result<(Counts, Vec<u8>), Failure> {
    let pool = pool(app, &options.pool).await?;
    let done = Arc::new(AtomicI32::new(0));
    let progress = tokio::spawn(show(Arc::clone(&done)));
    let batch = Batch {
        file_name: options.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        bytes,
        dry_run: options.dry_run,
        accept_likely: options.accept_likely,
    };
    let brought = batch::bring_in(app, pool, batch, done).await;
    progress.abort();
    let brought = brought.map_err(|error| match error {
        BatchError::Database(error) => error.into(),
        BatchError::Unusable(sentence) => Failure::new(Code::Setting, format!("{sentence}.")),
        BatchError::Busy => Failure::new(
            Code::InUse,
            "Another register is being brought into this pool. Try again in a minute.",
        ),
        BatchError::Failed(error) => {
            Failure::new(Code::Other, format!("The register could not be brought in: {error}."))
        }
    })?;
    if std::io::stderr().is_terminal() {
        eprintln!();
    }
    for unsure in &brought.unsure {
        let meaning = unsure.suggestion.as_ref().map_or("nothing we know", |(_, name)| name.as_str());
        eprintln!(
            "rapport: not certain ({}): “{}”, in {} rows; most likely {meaning}",
            unsure.subject, unsure.written, unsure.rows
        );
    }
    Ok((brought.counts, brought.report))
}

async fn pool(app: &App, asked: &str) -> Result<PoolId, Failure> {
    let pools = pools::all(&mut *app.db.acquire().await?, day_of(app.clock.now())).await?;
    let found = pools.iter().find(|pool| {
        pool.pool_id.to_string() == asked.trim() || pool.name.to_lowercase() == asked.trim().to_lowercase()
    });
    found.map(|pool| pool.pool_id).ok_or_else(|| {
        let names: Vec<&str> = pools.iter().map(|pool| pool.name.as_str()).collect();
        Failure::new(
            Code::Setting,
            format!(
                "There is no pool “{asked}”. The pools are: {}.",
                if names.is_empty() { "none".to_owned() } else { names.join(", ") }
            ),
        )
    })
}

/// Says on standard error how far the work is.
async fn show(done: Arc<AtomicI32>) {
    let mut shown = -1;
    loop {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let now = done.load(Ordering::Relaxed);
        if now != shown {
            let end = if std::io::stderr().is_terminal() { "\r" } else { "\n" };
            eprint!("rapport: {} rows read{end}", grouped(i64::from(now)));
            let _ = std::io::stderr().flush();
            shown = now;
        }
    }
}
