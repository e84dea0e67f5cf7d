//! `rapport config`.

use std::io::Write;

use super::failure::Failure;
use crate::config::{self, Config};

/// Prints every setting, then refuses values that are wrong, so that what is there can be seen beside the sentence.
pub(super) fn run() -> Result<(), Failure> {
    let environment = config::process_environment();
    let report = config::report(&environment)?;
    // Somebody who pipes this into `head` has seen enough.
    let _ = std::io::stdout().write_all(report.as_bytes());
    Config::from_environment(&environment)?;
    Ok(())
}
