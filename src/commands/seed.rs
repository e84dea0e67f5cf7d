//! `rapport seed`.

use super::database::Opened;
use super::failure::{Code, Failure};
use super::{hub, runtime, secret};
use crate::app::App;
use crate::demo;

/// Puts the demonstration's people into the database, unless they are there.
pub(super) fn run() -> Result<(), Failure> {
    let config = hub::settings()?;
    let base_url = config.base_url_for(config.listen)?;
    let secret = secret::load(&config)?;
    let opened = Opened::shared(&config)?;
    let outcome = runtime()?.block_on(async {
        opened.prepare().await?;
        let app = hub::app(&config, &opened, &base_url, secret)?;
        let outcome = plant(&app).await;
        app.db.close().await;
        outcome
    });
    opened.close();
    outcome?;
    println!("The demonstration's people are there.");
    Ok(())
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
