//! Making the database files.

use nix::sys::signal::Signal;

use super::ADMIN;
use super::child;
use super::error::EmbeddedError;
use super::folder::Folder;
use super::server::Plan;

/// Makes the database files in a folder of their own and moves them into place when they are whole.
pub(super) fn create(folder: &Folder, plan: &Plan) -> Result<(), EmbeddedError> {
    let unfinished = folder.unfinished_cluster();
    if unfinished.exists() {
        std::fs::remove_dir_all(&unfinished).map_err(|error| folder.refused(&error))?;
    }
    folder.private(&unfinished, plan.identity)?;
    let output = child::command(plan.identity, Signal::SIGKILL, &plan.binaries.program("initdb"))
        .arg("--pgdata")
        .arg(&unfinished)
        .args(["--username", ADMIN, "--encoding", "UTF8", "--locale", "C.UTF-8"])
        .args(["--auth-local", "trust", "--auth-host", "reject"])
        .output()
        .map_err(|error| folder.refused(&error))?;
    if !output.status.success() {
        let words = [output.stdout, output.stderr].concat();
        // Kept beside what Postgres says later, for whoever reads the error.
        let _ = std::fs::write(folder.log(), &words);
        let error = EmbeddedError::from_words(folder.root(), &String::from_utf8_lossy(&words), folder.log());
        let _ = std::fs::remove_dir_all(&unfinished);
        return Err(error);
    }
    std::fs::rename(&unfinished, folder.cluster())
        .and_then(|()| std::fs::File::open(folder.root())?.sync_all())
        .map_err(|error| folder.refused(&error))
}
