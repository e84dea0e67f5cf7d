//! The embedded database: a Postgres server of our own, kept in the data folder, reached through a socket that
//! only this account may open.
//!
//! The layout of the data folder:
//!
//! ```text
//! data/            0700
//!   postgres/      the database files; made as postgres.new and renamed, so a broken first start leaves nothing
//!   run/           0700, the socket
//!   secrets/       0700, what was generated once
//!   lock           held by the one process that runs the server
//!   postgres.log   what Postgres says; no statements and no values
//! ```
//!
//! Postgres refuses to run as root, so under root it runs as another account (see [`identity`]). It is started
//! through a hidden command of this same binary (see [`child`]), which asks the kernel to stop it when the hub
//! dies, however it dies.

mod binaries;
pub mod child;
mod cluster;
mod error;
mod folder;
mod identity;
mod pid_file;
mod server;
mod supervisor;

use std::path::Path;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio::sync::watch;

pub use error::EmbeddedError;

use folder::Folder;
use supervisor::Supervisor;

/// The role Postgres is set up with. It makes the other two and the database, nothing else.
const ADMIN: &str = "postgres";
/// The role that owns the schema and migrates.
pub const OWNER: &str = "rapport_owner";
/// The role that serves and cannot change the schema.
pub const SERVING: &str = "rapport_serving";
/// The database.
pub const DATABASE: &str = "rapport";

/// A running embedded server: ours, or one that another process of the hub runs.
#[derive(Debug)]
pub struct Embedded {
    socket_dir: std::path::PathBuf,
    running: Option<Running>,
}

/// The server when this process runs it. The lock goes last.
#[derive(Debug)]
struct Running {
    supervisor: Supervisor,
    _lock: folder::Lock,
}

/// The data folder, held for this process, before anything is started in it.
#[derive(Debug)]
pub struct Reserved {
    folder: Folder,
    lock: folder::Lock,
}

impl Reserved {
    /// Takes the data folder for this process, making it if it is not there.
    ///
    /// # Errors
    /// `InUse` when another process of the hub holds it; otherwise why it cannot be used.
    pub fn take(data_dir: &Path) -> Result<Self, EmbeddedError> {
        let folder = Folder::open(data_dir)?;
        let lock = folder.lock()?;
        Ok(Self { folder, lock })
    }

    /// Starts the server, making the database files if there are none.
    ///
    /// # Errors
    /// Why it cannot be started.
    pub fn start(self, bin_dir: Option<&Path>) -> Result<Embedded, EmbeddedError> {
        let plan = server::Plan::make(&self.folder, bin_dir)?;
        if !self.folder.cluster().exists() {
            cluster::create(&self.folder, &plan)?;
        }
        let socket_dir = plan.socket_dir.clone();
        let supervisor = Supervisor::start(plan)?;
        Ok(Embedded { socket_dir, running: Some(Running { supervisor, _lock: self.lock }) })
    }
}

impl Embedded {
    /// Uses the server that another process of the hub runs, or starts it when there is none.
    ///
    /// # Errors
    /// Why it cannot be started, or that the other process did not get it ready in time.
    pub fn join(data_dir: &Path, bin_dir: Option<&Path>) -> Result<Self, EmbeddedError> {
        let folder = Folder::open(data_dir)?;
        let patience = Duration::from_mins(1);
        let step = Duration::from_millis(50);
        let mut waited = Duration::ZERO;
        loop {
            match folder.lock() {
                Ok(lock) => return Reserved { folder, lock }.start(bin_dir),
                Err(EmbeddedError::InUse { .. }) if waited < patience => {}
                Err(error) => return Err(error),
            }
            let ready = pid_file::read(&folder.cluster()).filter(|file| file.ready);
            if let Some(socket_dir) = ready.and_then(|file| file.socket_dir) {
                return Ok(Self { socket_dir, running: None });
            }
            std::thread::sleep(step);
            waited += step;
        }
    }

    /// How the role that sets roles up connects: to the server's own database.
    #[must_use]
    pub fn admin(&self) -> PgConnectOptions {
        self.connect(ADMIN, "postgres")
    }

    /// How the owner of the schema connects.
    #[must_use]
    pub fn owner(&self) -> PgConnectOptions {
        self.connect(OWNER, DATABASE)
    }

    /// How the serving role connects.
    #[must_use]
    pub fn serving(&self) -> PgConnectOptions {
        self.connect(SERVING, DATABASE)
    }

    fn connect(&self, role: &str, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.socket_dir)
            .port(server::PORT)
            .username(role)
            .database(database)
            .ssl_mode(PgSslMode::Disable)
    }

    /// Tells when the server has failed for good; stays `None` while it runs or is being restarted. `None` when
    /// another process runs it.
    #[must_use]
    pub fn failure(&self) -> Option<watch::Receiver<Option<String>>> {
        self.running.as_ref().map(|running| running.supervisor.failure())
    }

    /// Stops the server if this process runs it, and waits until it has.
    pub fn stop(self) {
        if let Some(running) = self.running {
            running.supervisor.stop();
        }
    }
}
