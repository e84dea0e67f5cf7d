//! Another outer key: every key of notes is wrapped anew, and no note is touched.

use uuid::Uuid;

use super::cipher::key_context;
use super::key_store;
use crate::app::App;
use crate::platform::words;

/// Keys in one transaction: few enough to be held for some milliseconds.
const BATCH: i32 = 100;

/// What became of the keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rotated {
    /// Wrapped by the current outer key now.
    pub rewrapped: u64,
    /// Left as they are, because no configured key opens them.
    pub unopened: u64,
}

impl Rotated {
    /// What was done, for whoever asked for it.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self.rewrapped {
            0 => "No key of notes was wrapped by an older outer key that is configured.".to_owned(),
            1 => "1 key of notes is wrapped by the current outer key now.".to_owned(),
            some => {
                let some = words::grouped(i64::try_from(some).unwrap_or(i64::MAX));
                format!("{some} keys of notes are wrapped by the current outer key now.")
            }
        }
    }

    /// How many were left, in words.
    #[must_use]
    pub fn left(&self) -> String {
        words::count(i64::try_from(self.unopened).unwrap_or(i64::MAX), "key", "keys")
    }
}

/// Wraps every key of notes that an older outer key wrapped with the current one. Harmless beside a hub that serves, and beside
/// another run: each key is locked, and changed only if it is what it was.
///
/// # Errors
/// The database's. What was done by then is kept, and running it again does the rest.
pub async fn rotate(app: &App) -> Result<Rotated, sqlx::Error> {
    let mut rotated = Rotated::default();
    let mut after: Option<Uuid> = None;
    loop {
        let mut tx = app.db.begin().await?;
        let keys = key_store::outdated(&mut tx, app.note_keys.current_mark(), after, BATCH).await?;
        let Some(last) = keys.last() else { return Ok(rotated) };
        after = Some(last.note_key_id);
        for key in &keys {
            let context = key_context(key.relationship_id, key.author_id);
            let Ok(data_key) = app.note_keys.open(&context, &key.wrapped) else {
                rotated.unopened += 1;
                continue;
            };
            let becomes = app.note_keys.wrap(&context, &data_key);
            if key_store::rewrap(&mut tx, key, &becomes, app.clock.now()).await? {
                rotated.rewrapped += 1;
            }
        }
        tx.commit().await?;
    }
}

/// How many keys of notes no configured outer key opens.
///
/// # Errors
/// The database's.
pub async fn unopenable(app: &App) -> Result<i64, sqlx::Error> {
    let mut db = app.db.acquire().await?;
    let marks = key_store::marks(&mut db).await?;
    Ok(marks.iter().filter(|(mark, _)| !app.note_keys.knows(mark)).map(|(_, keys)| keys).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_told_in_a_sentence() {
        let told = |rewrapped| Rotated { rewrapped, unopened: 2 }.sentence();
        assert_eq!(told(1), "1 key of notes is wrapped by the current outer key now.");
        assert_eq!(told(1_204), "1,204 keys of notes are wrapped by the current outer key now.");
        assert!(told(0).starts_with("No key of notes"), "{}", told(0));
        assert_eq!(Rotated { rewrapped: 0, unopened: 2 }.left(), "2 keys");
    }
}
