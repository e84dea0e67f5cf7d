//! The release binary as a process of its own, on a data folder of its own.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};

use crate::{Result, http};

const BINARY: &str = env!("CARGO_BIN_EXE_rapport");

pub struct Hub {
    pub address: SocketAddr,
    pub data: PathBuf,
    child: Child,
}

impl Hub {
    /// Starts it and says how long it took until the home page came.
    pub async fn start(data: &Path) -> Result<(Self, Duration)> {
        let address = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let log = File::create(data.join("log"))?;
        let began = Instant::now();
        let child = command(data)
            .arg("serve")
            .env("RAPPORT_LISTEN", address.to_string())
            .env("RAPPORT_DEMO", "true")
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        let mut hub = Self { address, data: data.to_owned(), child };
        loop {
            if matches!(http::get(address, "/", &[]).await, Ok(answer) if answer.status == 200) {
                return Ok((hub, began.elapsed()));
            }
            if hub.child.try_wait()?.is_some() || began.elapsed() > Duration::from_mins(1) {
                return Err(format!("the hub did not start: {}", hub.log()?).into());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    pub fn log(&self) -> Result<String> {
        Ok(std::fs::read_to_string(self.data.join("log"))?)
    }

    fn pid(&self) -> Result<u32> {
        self.child.id().ok_or_else(|| "the hub has ended".into())
    }

    /// Resident memory of the hub's process (the database's not counted), in MiB.
    pub fn memory(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid()?))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
    }

    /// The session cookie of one of the demonstration's people.
    pub async fn sign_in_to_demonstration(&self, person: &str) -> Result<String> {
        let answer = http::post(self.address, "/demo/sign-in", &format!("person={person}")).await?;
        let cookie = answer
            .headers("set-cookie")
            .filter_map(|cookie| cookie.split(';').next())
            .find(|cookie| cookie.starts_with("rapport_session="));
        Ok(cookie.ok_or_else(|| format!("no session: {}", answer.head))?.to_owned())
    }

    /// An account with a password.
    pub async fn create_account(&self, email: &str, password: &str) -> Result<()> {
        let mut child = command(&self.data)
            .args(["create-administrator", "--name", "Ada Finch", "--email", email, "--password-from-stdin"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut typed) = child.stdin.take() {
            typed.write_all(format!("{password}\n").as_bytes()).await?;
        }
        let output = child.wait_with_output().await?;
        if output.status.success() { Ok(()) } else { Err(String::from_utf8(output.stderr)?.into()) }
    }

    /// Asks it to stop and says how long it took.
    pub async fn stop(mut self) -> Result<Duration> {
        let began = Instant::now();
        kill(Pid::from_raw(i32::try_from(self.pid()?)?), Signal::SIGTERM)?;
        let status = self.child.wait().await?;
        if status.success() {
            Ok(began.elapsed())
        } else {
            Err(format!("the hub ended with {status}").into())
        }
    }
}

/// The binary with none of this shell's settings.
pub fn command(data: &Path) -> Command {
    let mut command = Command::new(BINARY);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("RAPPORT_") || name == "DATABASE_URL" {
            command.env_remove(name);
        }
    }
    command.env("RAPPORT_DATA_DIR", data.join("data"));
    command
}
