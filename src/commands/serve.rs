//! `rapport serve`.

use std::io::{ErrorKind, Write};
use std::net::{SocketAddr, TcpListener};

use tokio::task::JoinSet;

use super::database::{Claimed, Opened};
use super::failure::{Code, Failure};
use super::{hub, runtime, secret, seed};
use crate::app;
use crate::config::{BaseUrl, Config};
use crate::demo::people;
use crate::guidance::guides::guides;
use crate::platform::mail::Transport;
use crate::platform::secrets::Secret;
use crate::platform::server;
use crate::platform::telemetry::metrics::Metrics;

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Leave mail and periodic work to another process, `rapport worker`
    #[arg(long)]
    without_worker: bool,
}

/// Everything that was settled before the database was touched.
struct Ready {
    listener: TcpListener,
    metrics_listener: Option<TcpListener>,
    base_url: BaseUrl,
    secret: Secret,
    transport: Option<Transport>,
    with_worker: bool,
}

/// Runs the hub until it is told to stop.
pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let config = hub::settings()?;
    guides().map_err(|error| Failure::new(Code::Other, format!("The guidance cannot be shown. {error}.")))?;
    let transport = hub::transport(&config)?;
    let claimed = Claimed::take(&config)?;
    let listener = listen(config.listen, "RAPPORT_LISTEN")?;
    let bound =
        listener.local_addr().map_err(|error| cannot_listen(config.listen, "RAPPORT_LISTEN", &error))?;
    let ready = Ready {
        listener,
        metrics_listener: config
            .metrics_listen
            .map(|address| listen(address, "RAPPORT_METRICS_LISTEN"))
            .transpose()?,
        base_url: config.base_url_for(bound)?,
        secret: secret::load(&config)?,
        transport,
        with_worker: !options.without_worker,
    };
    let opened = claimed.open()?;
    let outcome = runtime()?.block_on(serve(&config, &opened, ready));
    opened.close();
    outcome
}

async fn serve(config: &Config, opened: &Opened, ready: Ready) -> Result<(), Failure> {
    opened.prepare().await?;
    let app = hub::app(config, opened, &ready.base_url, ready.secret)?;
    hub::check_note_keys(&app).await?;
    if config.demo {
        seed::plant(&app).await?;
    }
    let stop = hub::stop_at_signals()?;
    let mut tasks = if ready.with_worker {
        hub::start_background(&app, config, ready.transport, &stop)
    } else {
        JoinSet::new()
    };
    hub::follow(&app, &mut tasks, &stop);
    tasks.spawn(app.exposure.clone().run(app.db.clone(), stop.clone().cancelled_owned()));
    let other = |error| Failure::new(Code::Other, format!("The hub could not run: {error}."));
    if let Some(listener) = ready.metrics_listener {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(other)?;
        let metrics = Metrics::start()
            .map_err(|error| Failure::new(Code::Other, format!("The hub could not run: {error}.")))?;
        tasks.spawn(metrics.serve(
            listener,
            app.db.clone(),
            app.clock.clone(),
            stop.clone().cancelled_owned(),
        ));
    }
    let listener = tokio::net::TcpListener::from_std(ready.listener).map_err(other)?;
    announce(&ready.base_url, config.demo);
    if config.demo {
        tasks.spawn(seed::populate(app.clone(), stop.clone()));
    }
    let served = server::run(listener, app::router(&app), &app.limits, stop.clone().cancelled_owned());
    let outcome = tokio::select! {
        () = served => Ok(()),
        failure = opened.failed() => Err(failure),
    };
    stop.cancel();
    hub::finish(&app, tasks).await;
    outcome
}

/// Tells whoever started the hub where it is. Nobody may be reading.
fn announce(base_url: &BaseUrl, demo: bool) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "Rapport is running at {base_url}");
    if demo {
        let _ =
            writeln!(out, "\nThis is a demonstration. Sign in as anybody with one click: {base_url}/sign-in");
        for person in people() {
            let _ = writeln!(out, "  {:<20} {}", person.name, person.role);
        }
        let _ = writeln!(out, "Read the mail it sends: {base_url}/demo/mail\n");
    }
    let _ = writeln!(out, "Press Ctrl-C to stop.");
}

fn listen(address: SocketAddr, variable: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
        .map_err(|error| cannot_listen(address, variable, &error))
}

fn cannot_listen(address: SocketAddr, variable: &str, error: &std::io::Error) -> Failure {
    let (ip, port) = (address.ip(), address.port());
    let sentence = match error.kind() {
        ErrorKind::AddrInUse => {
            let other = SocketAddr::new(ip, port.checked_add(1).unwrap_or(3000));
            format!(
                "Port {port} on {ip} is taken by another program. Stop that one, or set {variable} to another port, such as {other}."
            )
        }
        ErrorKind::PermissionDenied => {
            format!("This account may not listen on port {port}. Set {variable} to a port above 1023.")
        }
        ErrorKind::AddrNotAvailable => {
            format!(
                "This machine has no address {ip}. Set {variable} to one it has, such as 127.0.0.1:{port}."
            )
        }
        _ => format!("The hub cannot listen on {address}: {error}."),
    };
    Failure::new(Code::CannotListen, sentence)
}
