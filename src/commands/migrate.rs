//! `rapport migrate`.

use super::database::Opened;
use super::failure::Failure;
use super::runtime;
use crate::config::Config;

/// Brings the schema up to date and says so.
pub(super) fn run() -> Result<(), Failure> {
    let config = Config::load()?;
    let opened = Opened::shared(&config)?;
    let outcome = runtime()?.block_on(opened.migrate());
    opened.close();
    outcome?;
    println!("The schema is up to date.");
    Ok(())
}
