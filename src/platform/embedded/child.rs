//! The hidden command: this binary, started again between the hub and Postgres. It leaves the terminal's group,
//! becomes the account that runs Postgres, asks the kernel for a signal when the hub dies, and turns into
//! Postgres. Without it that would need unsafe code between fork and exec.

use std::ffi::{CString, OsString};
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;
use std::process::Command;

use nix::sys::signal::Signal;
use nix::unistd::{Gid, Pid, Uid, execv, getppid, setgid, setgroups, setsid, setuid};

use super::identity::Identity;

/// The name of the hidden command.
pub const NAME: &str = "run-database-program";

/// A command that runs `program` as `identity` and gets `at_death` when the thread that spawns it ends.
pub(super) fn command(identity: Identity, at_death: Signal, program: &Path) -> Command {
    // The running image, even when the file has been replaced meanwhile by a newer release.
    let this = Path::new("/proc/self/exe");
    let this = if this.exists() {
        this.to_owned()
    } else {
        std::env::current_exe().unwrap_or_else(|_| this.to_owned())
    };
    let mut command = Command::new(this);
    let identity = match identity {
        Identity::Same => "same".to_owned(),
        Identity::Other { uid, gid } => format!("{uid}:{gid}"),
        Identity::Namespace => "namespace".to_owned(),
    };
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LC_ALL", "C")
        .env("TZ", "UTC")
        .current_dir("/")
        .arg(NAME)
        .arg(std::process::id().to_string())
        .arg(identity)
        .arg(at_death.as_str())
        .arg(program);
    command
}

/// Runs the hidden command: parent's id, identity, signal, program, its arguments. Returns only when it fails.
#[must_use]
pub fn run(mut arguments: impl Iterator<Item = OsString>) -> io::Error {
    let mut next = || arguments.next().and_then(|argument| argument.into_string().ok());
    let (Some(parent), Some(identity), Some(at_death)) = (next(), next(), next()) else { return misuse() };
    let (Ok(parent), Ok(at_death)) = (parent.parse::<i32>(), at_death.parse::<Signal>()) else {
        return misuse();
    };
    let program: Vec<CString> =
        arguments.filter_map(|argument| CString::new(argument.into_vec()).ok()).collect();
    match become_program(Pid::from_raw(parent), &identity, at_death, &program) {
        Ok(never) => match never {},
        Err(error) => error,
    }
}

fn become_program(
    parent: Pid,
    identity: &str,
    at_death: Signal,
    program: &[CString],
) -> io::Result<std::convert::Infallible> {
    // Ctrl-C reaches the hub alone, which then stops Postgres in order.
    setsid()?;
    match identity {
        "same" => {}
        "namespace" => enter_namespace()?,
        other => {
            let (uid, gid) = other.split_once(':').ok_or_else(misuse)?;
            let (uid, gid) = (uid.parse().map_err(|_| misuse())?, gid.parse().map_err(|_| misuse())?);
            become_account(Uid::from_raw(uid), Gid::from_raw(gid))?;
        }
    }
    // After the change of account, which would clear it.
    signal_at_death(at_death)?;
    if getppid() != parent {
        return Err(io::Error::other("the hub ended while its database was starting"));
    }
    let path = program.first().ok_or_else(misuse)?;
    Ok(execv(path, program)?)
}

fn misuse() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "this command is the hub's own, for starting its database")
}

fn become_account(uid: Uid, gid: Gid) -> io::Result<()> {
    #[cfg(not(target_vendor = "apple"))]
    setgroups(&[gid])?;
    setgid(gid)?;
    Ok(setuid(uid)?)
}

#[cfg(target_os = "linux")]
fn signal_at_death(signal: Signal) -> io::Result<()> {
    Ok(nix::sys::prctl::set_pdeathsig(signal)?)
}

#[cfg(not(target_os = "linux"))]
fn signal_at_death(_: Signal) -> io::Result<()> {
    Ok(())
}

/// Root seen as an ordinary account, so that Postgres runs, with root's own files, so that it reaches them.
#[cfg(target_os = "linux")]
fn enter_namespace() -> io::Result<()> {
    // Any account that is known by name will do: initdb asks for the name.
    let known =
        ["postgres", "nobody"].into_iter().find_map(|name| nix::unistd::User::from_name(name).ok().flatten());
    let inside = known.map_or(65534, |user| user.uid.as_raw());
    nix::sched::unshare(nix::sched::CloneFlags::CLONE_NEWUSER).map_err(|_| {
        io::Error::other(
            "Postgres does not run as root, no other account can reach the data folder, and user namespaces are \
             switched off here; choose a data folder that others may enter, such as /var/lib/rapport",
        )
    })?;
    std::fs::write("/proc/self/setgroups", "deny")?;
    std::fs::write("/proc/self/uid_map", format!("{inside} 0 1"))?;
    std::fs::write("/proc/self/gid_map", format!("{inside} 0 1"))
}

#[cfg(not(target_os = "linux"))]
fn enter_namespace() -> io::Result<()> {
    Err(io::Error::other("Postgres does not run as root; start the hub as an ordinary account"))
}
