//! Postgres's own account of itself: `postmaster.pid` in its folder, and the lock beside its socket.

use std::path::{Path, PathBuf};

/// What a running, starting or crashed server says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PidFile {
    pub pid: i32,
    /// The folder of its socket, once it has made it.
    pub socket_dir: Option<PathBuf>,
    /// It takes connections.
    pub ready: bool,
}

pub(super) fn path(cluster: &Path) -> PathBuf {
    cluster.join("postmaster.pid")
}

/// The lock beside the socket of a port.
pub(super) fn of_socket(socket_dir: &Path, port: u16) -> PathBuf {
    socket_dir.join(format!(".s.PGSQL.{port}.lock"))
}

/// The process that wrote either file, living or not.
pub(super) fn holder(file: &Path) -> Option<i32> {
    parse(&std::fs::read_to_string(file).ok()?).map(|file| file.pid)
}

/// Reads the file; `None` when there is none or it is still being written.
pub(super) fn read(cluster: &Path) -> Option<PidFile> {
    parse(&std::fs::read_to_string(path(cluster)).ok()?)
}

/// Lines: pid, data folder, start time, port, socket folder, address, shared memory, state.
fn parse(text: &str) -> Option<PidFile> {
    let mut lines = text.lines();
    let pid = lines.next()?.trim().parse().ok()?;
    let socket_dir = lines.nth(3).map(str::trim).filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let ready = lines.nth(2).is_some_and(|state| state.trim() == "ready");
    Some(PidFile { pid, socket_dir, ready })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ready_server_is_told_from_a_starting_one() {
        let ready = "4242\n/d/postgres\n1795370000\n5432\n/d/run\n\n  1234567  7\nready   \n";
        assert_eq!(parse(ready), Some(PidFile { pid: 4242, socket_dir: Some("/d/run".into()), ready: true }));
        let starting = ready.replace("ready   ", "starting");
        assert!(!parse(&starting).unwrap().ready);
        assert_eq!(parse("4242\n"), Some(PidFile { pid: 4242, socket_dir: None, ready: false }));
        assert_eq!(parse(""), None);
    }
}
