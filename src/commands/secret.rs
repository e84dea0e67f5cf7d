//! The installation's secret: given, in a file, or generated once for the embedded demonstration (S15).

use std::fs::{DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use data_encoding::HEXLOWER;
use rand::RngExt;

use super::failure::{Code, Failure};
use crate::config::{Config, SecretSource};
use crate::platform::secrets::Secret;

/// The secret to run with.
pub(super) fn load(config: &Config) -> Result<Secret, Failure> {
    match &config.secret {
        SecretSource::Given(secret) => Ok(secret.clone()),
        SecretSource::File(path) => read(path),
        SecretSource::Generated => generated(&config.data_dir),
        SecretSource::Missing => Err(Failure::new(
            Code::Setting,
            "There is no secret. Outside the embedded demonstration the hub needs one: make it with openssl rand -hex 32, \
             keep it, and give it in RAPPORT_SECRET, or name a file that holds it in RAPPORT_SECRET_FILE.",
        )),
    }
}

fn read(path: &Path) -> Result<Secret, Failure> {
    let refused = |why: &str| {
        Failure::new(Code::Setting, format!("The secret in {} cannot be used: {why}.", path.display()))
    };
    let text = std::fs::read_to_string(path).map_err(|error| refused(&error.to_string()))?;
    Secret::parse(&text).map_err(|error| refused(&error.to_string()))
}

fn generated(data_dir: &Path) -> Result<Secret, Failure> {
    let folder = data_dir.join("secrets");
    let path = folder.join("secret");
    if path.exists() {
        return read(&path);
    }
    let text = HEXLOWER.encode(&rand::rng().random::<[u8; 32]>());
    keep(&folder, &text).map_err(|error| {
        let code = if error.kind() == ErrorKind::StorageFull { Code::DiskFull } else { Code::NotWritable };
        Failure::new(code, format!("The secret could not be kept in {}: {error}.", folder.display()))
    })?;
    read(&path)
}

/// Writes the file whole or not at all, readable by its owner only.
fn keep(folder: &Path, text: &str) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let unfinished = folder.join("secret.new");
    let _ = std::fs::remove_file(&unfinished);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    std::fs::rename(&unfinished, folder.join("secret"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::platform::secrets::Purpose;

    #[test]
    fn s15_a_generated_secret_is_kept_private_and_stays_the_same() {
        let temporary = tempfile::tempdir().unwrap();
        let first = generated(temporary.path()).unwrap();
        let second = generated(temporary.path()).unwrap();
        assert_eq!(*first.key(Purpose::Mail), *second.key(Purpose::Mail));
        let mode =
            |name: &str| std::fs::metadata(temporary.path().join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("secrets"), mode("secrets/secret")), (0o700, 0o600));
    }

    #[test]
    fn s15_a_file_with_a_default_secret_is_refused() {
        let temporary = tempfile::tempdir().unwrap();
        let path = temporary.path().join("secret");
        std::fs::write(&path, "changeme\n").unwrap();
        assert_eq!(read(&path).unwrap_err().code, Code::Setting);
        assert_eq!(read(&temporary.path().join("none")).unwrap_err().code, Code::Setting);
    }
}
