//! Which account runs Postgres, which refuses to be root.

use std::fs::Metadata;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use nix::unistd::{Uid, User, geteuid};

/// The account that runs Postgres and owns its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    /// The account that runs the hub.
    Same,
    /// Another account: the hub runs as root.
    Other { uid: u32, gid: u32 },
    /// Root outside, an ordinary account inside a user namespace: for folders that no other account can reach.
    Namespace,
}

impl Identity {
    /// Decides who runs Postgres with data in `cluster` and programs in `programs`. Data that exist decide by
    /// their owner.
    pub fn choose(cluster: &Path, programs: &Path) -> Self {
        if !geteuid().is_root() {
            return Self::Same;
        }
        match std::fs::metadata(cluster) {
            Ok(data) if data.uid() == 0 => Self::Namespace,
            Ok(data) => Self::Other { uid: data.uid(), gid: data.gid() },
            Err(_) => Self::for_new_data(cluster, programs),
        }
    }

    fn for_new_data(cluster: &Path, programs: &Path) -> Self {
        // The data folder itself is handed over, so what must be reachable is the folder that holds it.
        let home = cluster.parent().and_then(Path::parent).unwrap_or(Path::new("/"));
        let reaches = |uid, gid| {
            first_obstacle(home, uid, gid).is_none() && first_obstacle(programs, uid, gid).is_none()
        };
        for name in ["postgres", "nobody"] {
            if let Ok(Some(user)) = User::from_name(name) {
                let (uid, gid) = (user.uid.as_raw(), user.gid.as_raw());
                if reaches(uid, gid) {
                    return Self::Other { uid, gid };
                }
            }
        }
        // Root without its privileges is stopped by a private folder of somebody else's; that person is not.
        if let Some(obstacle) = first_obstacle(home, 0, 0)
            && reaches(obstacle.uid(), obstacle.gid())
        {
            return Self::Other { uid: obstacle.uid(), gid: obstacle.gid() };
        }
        Self::Namespace
    }

    /// The owner that Postgres's files must have, when it is not simply who makes them.
    pub fn owner(self) -> Option<(Uid, nix::unistd::Gid)> {
        match self {
            Self::Other { uid, gid } => Some((Uid::from_raw(uid), nix::unistd::Gid::from_raw(gid))),
            Self::Same | Self::Namespace => None,
        }
    }
}

/// The outermost folder on the way to `path`, itself included, that the account may not enter.
fn first_obstacle(path: &Path, uid: u32, gid: u32) -> Option<Metadata> {
    let mut folders: Vec<&Path> = path.ancestors().collect();
    folders.reverse();
    folders
        .into_iter()
        .filter_map(|folder| std::fs::metadata(folder).ok())
        .find(|folder| !may_enter(folder, uid, gid))
}

fn may_enter(folder: &Metadata, uid: u32, gid: u32) -> bool {
    let mode = folder.permissions().mode();
    let bit = if folder.uid() == uid {
        0o100
    } else if folder.gid() == gid {
        0o010
    } else {
        0o001
    };
    mode & bit != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_folder_is_an_obstacle_to_others_only() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o700)).unwrap();
        let inside = folder.path().join("data");
        let me = nix::unistd::geteuid().as_raw();
        assert!(first_obstacle(&inside, me, me).is_none());
        let obstacle = first_obstacle(&inside, 4_000_000, 4_000_000).unwrap();
        assert_eq!(obstacle.ino(), std::fs::metadata(folder.path()).unwrap().ino());
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o711)).unwrap();
        assert!(first_obstacle(&inside, 4_000_000, 4_000_000).is_none());
    }
}
