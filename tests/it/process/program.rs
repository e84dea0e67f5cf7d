//! Starting the program and talking to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgSslMode};

pub const SECRET: &str = "9f2c4e6a8b0d1f3355779bbddf02468ace13579bdf0e2d4c6b8a99f7e5d3c1b0";

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A folder in memory where there is one: what is tried here is order, not the disk.
pub fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

/// The program with nothing of this machine's settings, on any free port, with data in `data`.
pub fn command(data: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapport"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    for variable in ["PATH", "PG_BINDIR", "TMPDIR"] {
        if let Some(value) = std::env::var_os(variable) {
            command.env(variable, value);
        }
    }
    command.env("RAPPORT_LISTEN", "127.0.0.1:0").env("RAPPORT_DATA_DIR", data).envs(settings.iter().copied());
    command
}

/// Runs the program to its end.
pub fn run(data: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    command(data, arguments, settings).output().unwrap()
}

/// Runs the program, which refuses: its exit code and its one sentence.
pub fn refusal(data: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> (i32, String) {
    let output = run(data, arguments, settings);
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(words.trim_end().lines().count(), 1, "one sentence, no trace: {words}");
    assert!(words.starts_with("rapport: "), "{words}");
    (output.status.code().unwrap(), words)
}

/// A running `serve`, killed when dropped.
pub struct Hub {
    child: Child,
    pub address: SocketAddr,
    data: PathBuf,
}

impl Hub {
    /// Starts it and waits until it says that it runs.
    pub fn start(data: &Path, settings: &[(&str, &str)]) -> Self {
        let mut child = command(data, &["serve"], settings).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("Rapport is running at http://").map(str::parse);
        let Some(Ok(address)) = address else {
            let _ = child.kill();
            panic!("it did not start: {line}");
        };
        // The rest is read too, so that the program never waits for a reader.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Self { child, address, data: data.to_owned() }
    }

    pub fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id().cast_signed()), signal).unwrap();
    }

    /// Waits until the program has ended: its exit code, if it was not killed.
    pub fn ended(&mut self) -> Option<i32> {
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(since.elapsed() < PATIENCE, "the program does not end");
            sleep(Duration::from_millis(5));
        }
    }

    /// Kills the program as the kernel does when memory runs out, and waits until its database has gone too.
    pub fn kill(mut self) {
        self.signal(Signal::SIGKILL);
        self.ended();
        self.await_empty();
    }

    /// Kills the database, so that nothing of it ends in order, and the program with it.
    pub fn kill_database_first(self) {
        kill(self.database_pid(), Signal::SIGKILL).unwrap();
        self.kill();
    }

    /// Kills the database and then the program, and nobody waits for the database: its number stays in the kernel's
    /// books as if it lived.
    pub fn kill_unburied(self) -> Pid {
        nix::sys::prctl::set_child_subreaper(true).unwrap();
        let (program, database) = (self.child.id(), self.database_pid());
        self.signal(Signal::SIGSTOP);
        let since = Instant::now();
        while !std::fs::read_to_string(format!("/proc/{program}/stat")).unwrap().contains(") T ") {
            assert!(since.elapsed() < PATIENCE, "the program does not stand still");
            sleep(Duration::from_millis(1));
        }
        kill(database, Signal::SIGKILL).unwrap();
        self.kill();
        kill(database, None).expect("nobody has waited for the database");
        database
    }

    /// Waits until no process works in the folder of the database: those who served connections outlive a killed server by a moment.
    fn await_empty(&self) {
        let cluster = self.data.join("postgres").canonicalize().unwrap();
        let since = Instant::now();
        while processes_in(&cluster) > 0 {
            assert!(since.elapsed() < PATIENCE, "somebody is left in {}", cluster.display());
            sleep(Duration::from_millis(5));
        }
    }

    /// The process id of Postgres.
    pub fn database_pid(&self) -> Pid {
        let file = std::fs::read_to_string(self.data.join("postgres/postmaster.pid")).unwrap();
        Pid::from_raw(file.lines().next().unwrap().trim().parse().unwrap())
    }

    /// Connects to its database as the serving role.
    pub async fn database(&self) -> Result<PgConnection, sqlx::Error> {
        PgConnectOptions::new_without_pgpass()
            .socket(self.data.join("run"))
            .username("rapport_serving")
            .database("rapport")
            .ssl_mode(PgSslMode::Disable)
            .connect()
            .await
    }

    /// The status of a page.
    pub fn status(&self, path: &str) -> u16 {
        status(self.address, path).unwrap()
    }

    /// Waits until a page answers with `status`.
    pub fn await_status(&self, path: &str, expected: u16, patience: Duration) {
        let since = Instant::now();
        while status(self.address, path).ok() != Some(expected) {
            assert!(since.elapsed() < patience, "{path} does not answer {expected} within {patience:?}");
            sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How many processes work in a folder.
fn processes_in(folder: &Path) -> usize {
    let Ok(all) = std::fs::read_dir("/proc") else { return 0 };
    all.flatten()
        .filter(|one| std::fs::read_link(one.path().join("cwd")).is_ok_and(|cwd| cwd == folder))
        .count()
}

/// Waits until a process is no more.
pub fn await_end(pid: Pid) {
    let since = Instant::now();
    while kill(pid, None).is_ok() && !is_zombie(pid) {
        assert!(since.elapsed() < PATIENCE, "process {pid} does not end");
        sleep(Duration::from_millis(5));
    }
}

/// Ended, and nobody has asked how: in a container without a reaper it stays so.
fn is_zombie(pid: Pid) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z')))
}

fn status(address: SocketAddr, path: &str) -> std::io::Result<u16> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    answer
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3)?.parse().ok())
        .ok_or_else(|| std::io::Error::other(format!("no answer: {answer}")))
}
