use sqlx::PgPool;
use uuid::Uuid;

use crate::platform::ids::AccountId;

/// Where the triggers tell of changes.
pub const NAME: &str = "matching";

/// Told now and then, so that a connection that died without a word is noticed.
pub const BEAT: &str = "beat";

/// What was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Something about one person.
    Person(AccountId),
    /// What people write for a term: the words, and nobody's facts.
    Ground,
    /// Anything wider.
    All,
    /// A mark, to be answered once everything told before it is applied.
    Mark(Uuid),
    Beat,
}

impl Told {
    /// What this release does not know is taken as the widest.
    #[must_use]
    pub fn parse(payload: &str) -> Self {
        match payload {
            BEAT => return Self::Beat,
            "ground" => return Self::Ground,
            _ => {}
        }
        if let Some(Ok(id)) = payload.strip_prefix("mark:").map(str::parse) {
            return Self::Mark(id);
        }
        payload.parse().map_or(Self::All, Self::Person)
    }
}

#[must_use]
pub fn mark(id: Uuid) -> String {
    format!("mark:{id}")
}

/// Tells everybody who listens.
///
/// # Errors
/// The database's.
pub async fn tell(db: &PgPool, payload: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_notify($1, $2)", NAME, payload).fetch_one(db).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_read_and_the_unknown_is_taken_as_everything() {
        let id = Uuid::from_u128(7);
        for (payload, told) in [
            ("all", Told::All),
            ("ground", Told::Ground),
            ("beat", Told::Beat),
            ("", Told::All),
            ("mark:", Told::All),
            ("something later releases say", Told::All),
            ("00000000-0000-0000-0000-000000000007", Told::Person(AccountId(id))),
        ] {
            assert_eq!(Told::parse(payload), told, "{payload}");
        }
        assert_eq!(Told::parse(&mark(id)), Told::Mark(id));
    }
}
