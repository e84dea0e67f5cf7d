//! Structured logs. Lines name routes, ids and durations; never addresses, names, tokens, forms or cookies (S13).

use std::panic::PanicHookInfo;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// How lines are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// For people at a terminal.
    #[default]
    Pretty,
    /// One JSON object a line, for collectors.
    Json,
}

impl std::str::FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "pretty" => Ok(Self::Pretty),
            "json" => Ok(Self::Json),
            _ => Err("must be pretty or json"),
        }
    }
}

/// What is written when the operator asks for nothing else. Libraries speak up only about trouble: some of them
/// describe requests, mail and statements in more detail than belongs in a log.
pub const DEFAULT_FILTER: &str = "warn,rapport=info";

/// Libraries that write what people typed below this level. It holds whatever the operator asks for.
const QUIET: &[&str] = &[
    "hyper=warn",
    "hyper_util=warn",
    "lettre=warn",
    "sqlx=warn",
    "tower_http=warn",
    "tower_sessions=warn",
    "tower_sessions_core=warn",
    "askama_web=warn",
    "axum=warn",
];

/// Why the log cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("“{0}” is no log filter; write a level such as info, or rapport=debug,warn")]
    Filter(String),
    #[error("the log has been started already")]
    Started,
}

/// Starts the log of this process on standard error, and logs panics from now on. `filter` is a level or a list as
/// `tracing` reads it; empty for [`DEFAULT_FILTER`].
///
/// # Errors
/// When the filter cannot be read, or a log has been started already.
pub fn start(format: LogFormat, filter: &str) -> Result<(), LogError> {
    subscriber(format, filter, std::io::stderr)?.try_init().map_err(|_| LogError::Started)?;
    std::panic::set_hook(Box::new(panicked));
    Ok(())
}

/// The log as [`start`] sets it up, written to `writer`.
///
/// # Errors
/// When the filter cannot be read.
pub fn subscriber<W>(
    format: LogFormat,
    filter: &str,
    writer: W,
) -> Result<Box<dyn tracing::Subscriber + Send + Sync>, LogError>
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let filter = filtered(filter)?;
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(writer).with_target(true);
    Ok(match format {
        LogFormat::Pretty => Box::new(registry.with(layer.with_ansi(false).compact())),
        LogFormat::Json => Box::new(
            registry.with(layer.json().flatten_event(true).with_current_span(true).with_span_list(false)),
        ),
    })
}

fn filtered(filter: &str) -> Result<EnvFilter, LogError> {
    let wanted = if filter.trim().is_empty() { DEFAULT_FILTER } else { filter };
    let refused = || LogError::Filter(wanted.to_owned());
    let mut filter = EnvFilter::try_new(wanted).map_err(|_| refused())?;
    for quiet in QUIET {
        filter = filter.add_directive(quiet.parse().map_err(|_| refused())?);
    }
    Ok(filter)
}

/// Says where it happened, and what only if the words stand in the program: a formatted message may quote data.
fn panicked(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let said = panic
        .payload()
        .downcast_ref::<&'static str>()
        .copied()
        .unwrap_or("(a message with data, not logged)");
    tracing::error!(place, said, "panicked");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_that_cannot_be_read_is_refused_with_a_sentence() {
        let error = filtered("rapport=loud").unwrap_err();
        assert!(error.to_string().contains("rapport=loud"));
    }

    #[test]
    fn s13_libraries_stay_quiet_whatever_is_asked_for() {
        let filter = filtered("trace").unwrap().to_string();
        for quiet in QUIET {
            assert!(filter.contains(quiet), "{filter}");
        }
    }
}
