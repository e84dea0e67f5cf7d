//! `rapport worker`.

use super::database::Opened;
use super::failure::Failure;
use super::{hub, runtime, secret};

/// Sends mail and does periodic work until told to stop, beside a `serve --without-worker` or more of its kind.
pub(super) fn run() -> Result<(), Failure> {
    let config = hub::settings()?;
    let transport = hub::transport(&config)?;
    let base_url = config.base_url_for(config.listen)?;
    let secret = secret::load(&config)?;
    let opened = Opened::shared(&config)?;
    let outcome = runtime()?.block_on(async {
        opened.prepare().await?;
        let app = hub::app(&config, &opened, &base_url, secret)?;
        let stop = hub::stop_at_signals()?;
        let mut tasks = hub::start_background(&app, &config, transport, &stop);
        hub::follow(&app, &mut tasks, &stop);
        println!("The worker is running");
        let outcome = tokio::select! {
            () = stop.cancelled() => Ok(()),
            failure = opened.failed() => Err(failure),
        };
        stop.cancel();
        hub::finish(&app, tasks).await;
        outcome
    });
    opened.close();
    outcome
}
