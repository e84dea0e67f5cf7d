//! One run of the Postgres server: start it, know when it is ready, stop it.

use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::binaries::{self, Binaries};
use super::error::EmbeddedError;
use super::folder::Folder;
use super::identity::Identity;
use super::{child, pid_file};

/// Names the socket; there is no network port.
pub(super) const PORT: u16 = 5432;

const STEP: Duration = Duration::from_millis(5);

/// Everything decided before the server is started.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub folder: Folder,
    pub binaries: Binaries,
    pub identity: Identity,
    pub socket_dir: PathBuf,
}

impl Plan {
    pub fn make(folder: &Folder, bin_dir: Option<&Path>) -> Result<Self, EmbeddedError> {
        let data = folder.data_major().map(|major| (major, folder.root()));
        let binaries = binaries::find(bin_dir, data)?;
        let identity = Identity::choose(&folder.cluster(), &binaries.dir);
        if !folder.cluster().exists() {
            folder.hand_over(identity)?;
        }
        let socket_dir = folder.socket_dir(identity)?;
        Ok(Self { folder: folder.clone(), binaries, identity, socket_dir })
    }

    fn arguments(&self) -> Vec<String> {
        let settings = [
            format!("port={PORT}"),
            "listen_addresses=".to_owned(),
            format!("unix_socket_directories={}", self.socket_dir.display()),
            "unix_socket_permissions=0700".to_owned(),
            "max_connections=120".to_owned(),
            // Every query here is short; compiling one costs more than it saves.
            "jit=off".to_owned(),
            "timezone=UTC".to_owned(),
            "log_timezone=UTC".to_owned(),
            "log_destination=stderr".to_owned(),
            "logging_collector=off".to_owned(),
            // The log must not hold what people typed (S13).
            "log_statement=none".to_owned(),
            "log_min_error_statement=panic".to_owned(),
            "log_error_verbosity=terse".to_owned(),
            "log_parameter_max_length_on_error=0".to_owned(),
        ];
        settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting]).collect()
    }
}

/// A server process started by the current thread; it ends when that thread does.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
}

impl Server {
    /// Starts the server and waits until it takes connections, however long recovery takes. `give_up` is asked
    /// meanwhile.
    pub fn start(plan: &Plan, give_up: impl Fn() -> bool) -> Result<Self, EmbeddedError> {
        let cluster = plan.folder.cluster();
        wait_for_predecessor(&cluster, &plan.socket_dir);
        let (log, log_end) = plan.folder.open_log()?;
        let for_errors = log.try_clone().map_err(|error| plan.folder.refused(&error))?;
        let child = child::command(plan.identity, Signal::SIGINT, &plan.binaries.program("postgres"))
            .arg("-D")
            .arg(&cluster)
            .args(plan.arguments())
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(for_errors)
            .spawn()
            .map_err(|error| plan.folder.refused(&error))?;
        let mut server = Self { child };
        loop {
            if server.ended() {
                let words = words_since(&plan.folder.log(), log_end);
                return Err(EmbeddedError::from_words(plan.folder.root(), &words, plan.folder.log()));
            }
            if pid_file::read(&cluster).is_some_and(|file| file.ready && file.pid == server.pid().as_raw()) {
                return Ok(server);
            }
            if give_up() {
                server.stop();
                return Err(EmbeddedError::DidNotStart {
                    why: "it was stopped while starting".to_owned(),
                    log: plan.folder.log(),
                });
            }
            sleep(STEP);
        }
    }

    /// The process has ended, and has been waited for.
    pub fn ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Stops the server: at once for connections, in order for data.
    pub fn stop(&mut self) {
        for (signal, patience) in
            [(Signal::SIGINT, Duration::from_mins(1)), (Signal::SIGQUIT, Duration::from_secs(10))]
        {
            if self.ended() {
                return;
            }
            let _ = kill(self.pid(), signal);
            let mut waited = Duration::ZERO;
            while waited < patience {
                if self.ended() {
                    return;
                }
                sleep(STEP);
                waited += STEP;
            }
        }
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id().cast_signed())
    }
}

/// After the hub or the server was killed, processes of the former server may still be stopping. We hold the
/// lock, so nobody else needs them, and what says that they are there is in the way once they are not.
fn wait_for_predecessor(cluster: &Path, socket_dir: &Path) {
    let says_so = [pid_file::path(cluster), pid_file::of_socket(socket_dir, PORT)];
    if !says_so.iter().any(|file| file.exists()) {
        return;
    }
    let mut waited = Duration::ZERO;
    loop {
        let left = processes_in(cluster);
        if left.is_empty() {
            break;
        }
        let signal = match waited.as_secs() {
            5 => Some(Signal::SIGINT),
            30 => Some(Signal::SIGQUIT),
            40.. => return,
            _ => None,
        };
        if let Some(signal) = signal.filter(|_| waited.subsec_nanos() == 0) {
            for pid in left {
                let _ = kill(pid, signal);
            }
        }
        sleep(STEP);
        waited += STEP;
    }
    if !Path::new("/proc/self/cwd").exists() {
        return;
    }
    // Its number may belong to another program by now, or to a server that died and that nobody has waited for:
    // Postgres would take either for a living predecessor.
    for file in says_so {
        if pid_file::holder(&file).is_some_and(|pid| kill(Pid::from_raw(pid), None) != Err(Errno::ESRCH)) {
            let _ = std::fs::remove_file(file);
        }
    }
}

/// Every process of Postgres works in its folder. Where there is no `/proc`, Postgres itself has to tell.
fn processes_in(cluster: &Path) -> Vec<Pid> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let pids =
        entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok().map(Pid::from_raw));
    pids.filter(|pid| std::fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|folder| folder == cluster))
        .collect()
}

fn words_since(log: &Path, start: u64) -> String {
    let mut words = Vec::new();
    if let Ok(mut file) = std::fs::File::open(log)
        && file.seek(SeekFrom::Start(start)).is_ok()
    {
        let _ = file.take(64 * 1024).read_to_end(&mut words);
    }
    String::from_utf8_lossy(&words).into_owned()
}
