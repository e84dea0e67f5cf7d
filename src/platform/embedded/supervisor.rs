//! A thread that runs the server for as long as the hub lives, and starts it again when it ends by itself.
//!
//! The kernel ties the server to the thread that started it, so it is always this one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::watch;

use super::error::EmbeddedError;
use super::server::{Plan, Server};

/// How often the thread looks whether the server is there.
const LOOK: Duration = Duration::from_millis(20);
/// How often a server that ended by itself is started again before we give up, with a pause between.
const ATTEMPTS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(300);

/// The handle to the thread.
#[derive(Debug)]
pub(super) struct Supervisor {
    stopping: Arc<AtomicBool>,
    failure: watch::Receiver<Option<String>>,
    thread: JoinHandle<()>,
}

impl Supervisor {
    /// Starts the server and returns once it takes connections.
    pub fn start(plan: Plan) -> Result<Self, EmbeddedError> {
        let stopping = Arc::new(AtomicBool::new(false));
        let (failed, failure) = watch::channel(None);
        let (started, first_start) = mpsc::channel();
        let folder = plan.folder.clone();
        let thread = thread::Builder::new()
            .name("postgres".to_owned())
            .spawn({
                let stopping = Arc::clone(&stopping);
                move || supervise(&plan, &stopping, &started, &failed)
            })
            .map_err(|error| folder.refused(&error))?;
        first_start.recv().unwrap_or_else(|_| {
            Err(EmbeddedError::DidNotStart { why: "its supervisor ended".to_owned(), log: folder.log() })
        })?;
        Ok(Self { stopping, failure, thread })
    }

    pub fn failure(&self) -> watch::Receiver<Option<String>> {
        self.failure.clone()
    }

    pub fn stop(self) {
        self.stopping.store(true, Ordering::SeqCst);
        if self.thread.join().is_err() {
            tracing::error!("the embedded database's supervisor failed");
        }
    }
}

fn supervise(
    plan: &Plan,
    stopping: &AtomicBool,
    started: &mpsc::Sender<Result<(), EmbeddedError>>,
    failed: &watch::Sender<Option<String>>,
) {
    let told_to_stop = || stopping.load(Ordering::SeqCst);
    let mut server = match Server::start(plan, told_to_stop) {
        Ok(server) => server,
        Err(error) => {
            let _ = started.send(Err(error));
            return;
        }
    };
    let _ = started.send(Ok(()));
    while !told_to_stop() {
        thread::sleep(LOOK);
        if !server.ended() {
            continue;
        }
        tracing::error!("the embedded database ended by itself; starting it again");
        match restart(plan, told_to_stop) {
            Ok(again) => server = again,
            Err(error) => {
                let _ = failed.send(Some(error.to_string()));
                return;
            }
        }
        tracing::info!("the embedded database runs again");
    }
    server.stop();
}

/// Processes of the former server may hold its memory for a moment, and Postgres then refuses to start.
fn restart(plan: &Plan, told_to_stop: impl Fn() -> bool + Copy) -> Result<Server, EmbeddedError> {
    let mut attempt = 1;
    loop {
        match Server::start(plan, told_to_stop) {
            Ok(server) => return Ok(server),
            Err(error) if attempt == ATTEMPTS || told_to_stop() => return Err(error),
            Err(_) => thread::sleep(PAUSE),
        }
        attempt += 1;
    }
}
