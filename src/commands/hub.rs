//! The running hub, as `serve` and `worker` share it: the App, and the work done behind the pages.

use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::database::Opened;
use super::failure::{Code, Failure};
use crate::accounts::hasher::{HashCost, Hasher};
use crate::app::{self, App};
use crate::config::{BaseUrl, Config, process_environment, unknown_variables};
use crate::navigation;
use crate::platform::clock::Clock;
use crate::platform::db::{self, PoolSettings};
use crate::platform::key_ring::KeyRing;
use crate::platform::mail::{Outbox, Sender, Transport};
use crate::platform::secrets::Secret;
use crate::platform::turns::Turns;
use crate::platform::web::Site;
use crate::platform::{sweeps, telemetry};
use crate::profiles::exposure::Exposure;
use crate::relationships::notes;
use crate::search::Live;

/// Reads the settings, says which variables look mistyped, and starts the log.
pub(super) fn settings() -> Result<Config, Failure> {
    let config = Config::load()?;
    for name in unknown_variables(&process_environment()) {
        eprintln!("rapport: {name} is set, and is no setting of Rapport; `rapport config` lists them.");
    }
    telemetry::logs::start(config.log_format, &config.log)
        .map_err(|error| Failure::new(Code::Setting, format!("RAPPORT_LOG cannot be used: {error}.")))?;
    Ok(config)
}

/// What every request and job shares.
pub(super) fn app(
    config: &Config,
    opened: &Opened,
    base_url: &BaseUrl,
    secret: Secret,
) -> Result<App, Failure> {
    let base_url = base_url.to_string();
    let hasher = Hasher::new(HashCost::SERVING)
        .map_err(|error| Failure::new(Code::Other, format!("Passwords cannot be hashed: {error}.")))?;
    Ok(App {
        hasher,
        db: db::pool(
            opened.serving.clone(),
            PoolSettings { max_connections: config.pool_size, ..PoolSettings::default() },
        ),
        clock: Clock::system(),
        note_keys: KeyRing::new(&secret, config.note_key.clone(), config.note_keys_old.clone()),
        secret: secret.clone(),
        outbox: Outbox::new(secret, base_url.clone(), config.mail_from.clone()),
        site: Arc::new(Site {
            base_url,
            demo: config.demo,
            operator: config.operator.clone(),
            navigation: navigation::links,
        }),
        limits: config.limits.clone(),
        live: Live::new(),
        exposure: Exposure::new(),
        turns: Turns::default(),
    })
}

/// How mail leaves; `None` when nothing is set up for it, and mail waits.
pub(super) fn transport(config: &Config) -> Result<Option<Transport>, Failure> {
    let smtp_url = config.smtp_url.as_ref().map(|url| &url.0);
    Transport::configured(smtp_url, config.mail_dir.as_deref(), config.demo)
        .map_err(|error| Failure::new(Code::Setting, format!("RAPPORT_SMTP_URL cannot be used: {error}.")))
}

/// Starts the work behind the pages: sending mail and sweeps.
pub(super) fn start_background(
    app: &App,
    config: &Config,
    transport: Option<Transport>,
    stop: &CancellationToken,
) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    let stopped = || stop.clone().cancelled_owned();
    tasks.spawn(sweeps::run(app.db.clone(), app.clock.clone(), app::sweeps(app), stopped()));
    if let Some(transport) = transport {
        let sender = Sender::new(config.mail_from.clone(), config.mail_reply_to.clone());
        tasks.spawn(app::worker(app, sender, transport).run(stopped()));
    } else {
        tracing::warn!("mail waits in the outbox and is not sent: set RAPPORT_SMTP_URL or RAPPORT_MAIL_DIR");
    }
    tasks
}

/// Says in the log when there are notes that none of the configured keys opens. They are kept, and their readers are told.
pub(super) async fn check_note_keys(app: &App) -> Result<(), Failure> {
    let lost = notes::unopenable(app).await?;
    if lost > 0 {
        tracing::warn!(
            keys = lost,
            "some notes cannot be opened: their keys were wrapped by one that is not configured; give it in RAPPORT_NOTE_KEYS_OLD"
        );
    }
    Ok(())
}

/// Starts loading the matching index and following what changes; until it is loaded the hub is alive and not ready.
pub(super) fn follow(app: &App, tasks: &mut JoinSet<()>, stop: &CancellationToken) {
    let (live, stopped) = (app.live.clone(), stop.clone().cancelled_owned());
    tasks.spawn(live.follow(app.db.clone(), app.clock.clone(), stopped));
}

/// A token that is cancelled at Ctrl-C or SIGTERM. A second one ends the process at once; the kernel then stops the
/// embedded database.
pub(super) fn stop_at_signals() -> Result<CancellationToken, Failure> {
    let other = |error| Failure::new(Code::Other, format!("Signals cannot be received: {error}."));
    let mut interrupt = signal(SignalKind::interrupt()).map_err(other)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(other)?;
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        for _ in 0..2 {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if told.is_cancelled() {
                std::process::exit(130);
            }
            tracing::info!("stopping");
            told.cancel();
        }
    });
    Ok(stop)
}

/// Waits for background work to end, and closes the App's connections.
pub(super) async fn finish(app: &App, mut tasks: JoinSet<()>) {
    while tasks.join_next().await.is_some() {}
    // What the last pages counted. Statistics: a database that is gone is not waited for.
    let _ = tokio::time::timeout(Duration::from_secs(1), app.exposure.flush(&app.db)).await;
    // The database is about to be stopped or left anyway; a connection that hangs is not waited for.
    let _ = tokio::time::timeout(Duration::from_secs(1), app.db.close()).await;
}
