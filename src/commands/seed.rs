//! `rapport seed`.

use std::io::Write;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::database::Opened;
use super::failure::{Code, Failure};
use super::{hub, runtime, secret};
use crate::app::App;
use crate::demo;
use crate::presets::{self, PlantError, Planted, Preset};

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// How many people to make up, besides the demonstration's six
    #[arg(long)]
    preset: Option<Preset>,
}

/// Puts the demonstration's people into the database, unless they are there; with a preset, a whole pool of them.
pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let config = hub::settings()?;
    let base_url = config.base_url_for(config.listen)?;
    let secret = secret::load(&config)?;
    let opened = Opened::shared(&config)?;
    let outcome = runtime()?.block_on(async {
        opened.prepare().await?;
        let app = hub::app(&config, &opened, &base_url, secret)?;
        let outcome = seed(&app, options.preset).await;
        app.db.close().await;
        outcome
    });
    opened.close();
    println!("{}", outcome?);
    Ok(())
}

async fn seed(app: &App, preset: Option<Preset>) -> Result<String, Failure> {
    if app.site.demo || preset.is_none() {
        plant(app).await?;
    }
    let Some(preset) = preset else { return Ok("The demonstration's people are there.".to_owned()) };
    let begun = clock();
    let mut told = |done: usize, total: usize| {
        let _ = write!(std::io::stderr(), "\r{done} of {total} people");
        if done == total {
            let _ = writeln!(std::io::stderr());
        }
    };
    Ok(match make_up(app, preset, &mut told).await.map_err(failure)? {
        Planted::Before => "Made-up people are there already; nothing was changed.".to_owned(),
        Planted::Now { people } => format!(
            "{people} people are made up, with what they did together, in {:.1} seconds.",
            begun.elapsed().as_secs_f64()
        ),
    })
}

/// How long it took is for whoever waits, and nothing the hub keeps.
fn clock() -> Instant {
    Instant::now()
}

async fn make_up(
    app: &App,
    preset: Preset,
    progress: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<Planted, PlantError> {
    let mut tx = app.db.begin().await?;
    let planted = presets::plant(&mut tx, app.clock.now(), app.site.demo, preset, progress).await?;
    tx.commit().await?;
    Ok(planted)
}

/// Seeds the demonstration of a running hub; `serve` does it at every start, and it happens once.
pub(super) async fn plant(app: &App) -> Result<(), Failure> {
    demo::seed(app).await.map_err(|error| match error {
        demo::SeedError::Database(error) => error.into(),
        demo::SeedError::NotADemonstration => Failure::new(
            Code::Setting,
            "This hub is no demonstration, so it gets no made-up people. Set RAPPORT_DEMO=true for one.",
        ),
        other => Failure::new(Code::Database, format!("The demonstration could not be set up: {other}.")),
    })
}

/// How often a region is tried, and how long the hub is left alone in between.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(5);

/// Fills a demonstration with the people of a region while it is being used already. What goes wrong is logged and tried again; the
/// demonstration runs with its six people meanwhile.
pub(super) async fn populate(app: App, stop: CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = until_populated(&app) => {}
    }
}

async fn until_populated(app: &App) {
    for attempt in 1..=TRIES {
        match make_up(app, Preset::Region, &mut |_, _| {}).await {
            Ok(Planted::Now { people }) => {
                tracing::info!(people, "made up the people of a region");
                return;
            }
            Ok(Planted::Before) => return,
            Err(error) => tracing::warn!(
                attempt,
                error = crate::platform::telemetry::describe(&error),
                "the people of a region could not be made up"
            ),
        }
        if attempt < TRIES {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

fn failure(error: PlantError) -> Failure {
    match error {
        PlantError::Database(error) => error.into(),
        PlantError::RealPeople => Failure::new(
            Code::Setting,
            "This hub has people already. A preset goes into an empty database, or into a demonstration.",
        ),
        other @ PlantError::NoReferenceData => {
            Failure::new(Code::Database, format!("Nobody was made up: {other}."))
        }
    }
}
