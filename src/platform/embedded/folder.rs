//! The data folder: its parts, who may enter, and the lock of the one process that runs the server.

use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::error::EmbeddedError;
use super::identity::Identity;

/// A socket's path may have 107 characters; beyond this many, a short temporary one is used.
const LONGEST_SOCKET: usize = 85;
/// A log longer than this many bytes is put aside at the next start.
const LONGEST_LOG: u64 = 8 * 1024 * 1024;

/// The data folder of an installation.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    root: PathBuf,
}

/// Held while this process runs the server; the kernel lets go of it however the process ends.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "held for its lock")] File);

impl Folder {
    /// Opens the data folder, making it if it is not there.
    pub fn open(path: &Path) -> Result<Self, EmbeddedError> {
        let refused = |error: io::Error| EmbeddedError::from_io(path, &error);
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(refused)?;
        let root = path.canonicalize().map_err(refused)?;
        Ok(Self { root })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The database files.
    pub fn cluster(&self) -> PathBuf {
        self.root.join("postgres")
    }

    /// The database files while they are being made.
    pub fn unfinished_cluster(&self) -> PathBuf {
        self.root.join("postgres.new")
    }

    pub fn log(&self) -> PathBuf {
        self.root.join("postgres.log")
    }

    /// What a failed file operation here means.
    pub fn refused(&self, error: &io::Error) -> EmbeddedError {
        EmbeddedError::from_io(&self.root, error)
    }

    /// The major version of Postgres that wrote the data.
    pub fn data_major(&self) -> Option<u32> {
        std::fs::read_to_string(self.cluster().join("PG_VERSION")).ok()?.trim().parse().ok()
    }

    /// Takes the lock, without waiting.
    pub fn lock(&self) -> Result<Lock, EmbeddedError> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(self.root.join("lock"))
            .map_err(|error| self.refused(&error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let pid = file.read_to_string(&mut holder).ok().and_then(|_| holder.trim().parse().ok());
                return Err(EmbeddedError::InUse { folder: self.root.clone(), pid });
            }
            Err(TryLockError::Error(error)) => return Err(self.refused(&error)),
        }
        file.set_len(0)
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .map_err(|error| self.refused(&error))?;
        Ok(Lock(file))
    }

    /// Makes the folder private, and lets the account that runs Postgres in. A folder that holds other things is
    /// left as it is: its owner has decided.
    pub fn hand_over(&self, identity: Identity) -> Result<(), EmbeddedError> {
        let only_ours =
            std::fs::read_dir(&self.root).map_err(|error| self.refused(&error))?.flatten().all(|entry| {
                matches!(entry.file_name().to_str(), Some("lock" | "postgres.new" | "run" | "secrets"))
            });
        if only_ours {
            own(&self.root, identity).map_err(|error| self.refused(&error))?;
        }
        Ok(())
    }

    /// Makes an empty private folder for the account that runs Postgres.
    pub fn private(&self, path: &Path, identity: Identity) -> Result<(), EmbeddedError> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .and_then(|()| own(path, identity))
            .map_err(|error| self.refused(&error))
    }

    /// The folder of the socket: in the data folder, or a short one among the temporary files that is remembered.
    pub fn socket_dir(&self, identity: Identity) -> Result<PathBuf, EmbeddedError> {
        let near = self.root.join("run");
        if near.as_os_str().len() + "/.s.PGSQL.5432".len() <= LONGEST_SOCKET {
            self.private(&near, identity)?;
            return Ok(near);
        }
        let note = self.root.join("socket");
        if let Some(known) = std::fs::read_to_string(&note).ok().map(|text| PathBuf::from(text.trim()))
            && is_private(&known, identity)
        {
            return Ok(known);
        }
        let far = nix::unistd::mkdtemp(&std::env::temp_dir().join("rapport-XXXXXX"))
            .map_err(io::Error::from)
            .and_then(|far| own(&far, identity).map(|()| far))
            .map_err(|error| self.refused(&error))?;
        std::fs::write(&note, far.as_os_str().as_encoded_bytes()).map_err(|error| self.refused(&error))?;
        Ok(far)
    }

    /// Opens the log to append to, and says where its end is. A long one is put aside first.
    pub fn open_log(&self) -> Result<(File, u64), EmbeddedError> {
        let path = self.log();
        if std::fs::metadata(&path).is_ok_and(|log| log.len() > LONGEST_LOG) {
            let _ = std::fs::rename(&path, self.root.join("postgres.log.1"));
        }
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&path)
            .map_err(|error| self.refused(&error))?;
        let end = file.metadata().map_or(0, |log| log.len());
        Ok((file, end))
    }
}

/// Mode 0700, and the right owner.
fn own(path: &Path, identity: Identity) -> io::Result<()> {
    std::fs::set_permissions(path, Permissions::from_mode(0o700))?;
    if let Some((uid, gid)) = identity.owner() {
        nix::unistd::chown(path, Some(uid), Some(gid))?;
    }
    Ok(())
}

/// A folder, not a link, that nobody but the account may enter.
fn is_private(path: &Path, identity: Identity) -> bool {
    let owner = identity.owner().map_or_else(|| nix::unistd::geteuid().as_raw(), |(uid, _)| uid.as_raw());
    std::fs::symlink_metadata(path).is_ok_and(|found| {
        found.is_dir() && found.uid() == owner && found.permissions().mode() & 0o7777 == 0o700
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_is_for_one_and_is_freed_when_dropped() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = Folder::open(&temporary.path().join("data")).unwrap();
        let lock = folder.lock().unwrap();
        let error = folder.lock().unwrap_err();
        assert!(
            matches!(error, EmbeddedError::InUse { pid: Some(pid), .. } if pid == std::process::id()),
            "{error}"
        );
        drop(lock);
        folder.lock().unwrap();
    }

    #[test]
    fn a_long_path_gets_a_short_socket_and_keeps_it() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = Folder::open(&temporary.path().join("a".repeat(100))).unwrap();
        let socket_dir = folder.socket_dir(Identity::Same).unwrap();
        assert!(socket_dir.as_os_str().len() < 60, "{socket_dir:?}");
        assert_eq!(folder.socket_dir(Identity::Same).unwrap(), socket_dir);
        std::fs::set_permissions(&socket_dir, Permissions::from_mode(0o777)).unwrap();
        let other = folder.socket_dir(Identity::Same).unwrap();
        assert_ne!(other, socket_dir, "a folder that others may enter is not used again");
        for dir in [socket_dir, other] {
            std::fs::remove_dir(dir).unwrap();
        }
    }
}
