//! Gathers what an import is held against: vocabularies, employers, what the pool remembers.

use sqlx::PgConnection;

use super::columns::Field;
use super::reading::Table;
use super::store;
use super::understanding::{Decision, Meanings};
use super::values::plain;
use crate::organisations::{self, day_of};
use crate::platform::clock::Instant;
use crate::platform::ids::PoolId;
use crate::vocabulary::{self, List};

/// The vocabularies that registers speak in.
pub const LISTS: [List; 7] = [
    List::DevelopmentArea,
    List::Profession,
    List::Seniority,
    List::Approach,
    List::Qualification,
    List::Delivery,
    List::Language,
];

/// What values may mean in a pool, without employers.
///
/// # Errors
/// The database's.
pub async fn vocabularies(db: &mut PgConnection, pool: PoolId, now: Instant) -> sqlx::Result<Meanings> {
    let mut meanings = Meanings::on(day_of(now));
    for list in LISTS {
        meanings.lexicons.insert(list, vocabulary::lexicon(db, list).await?);
    }
    for term in vocabulary::terms(db, &LISTS).await? {
        meanings.labels.insert(term.term_id, term.label);
    }
    let (_, decisions) = store::remembered(db, pool).await?;
    let decided: Vec<_> = decisions
        .values()
        .flat_map(|values| values.values())
        .filter_map(|decision| if let Decision::Employer(id) = decision { Some(*id) } else { None })
        .collect();
    for found in organisations::found(db, &decided, day_of(now)).await? {
        meanings.employer_names.insert(found.organisation_id, found.name);
    }
    meanings.decisions = decisions;
    Ok(meanings)
}

/// What terms are called, and nothing else.
///
/// # Errors
/// The database's.
pub async fn labels(db: &mut PgConnection) -> sqlx::Result<Meanings> {
    let mut meanings = Meanings::default();
    for term in vocabulary::terms(db, &LISTS).await? {
        meanings.labels.insert(term.term_id, term.label);
    }
    Ok(meanings)
}

/// Finds out what every employer of a table means, each name once.
///
/// # Errors
/// The database's.
pub async fn employers(
    db: &mut PgConnection,
    now: Instant,
    table: &Table,
    columns: &[Option<Field>],
    meanings: &mut Meanings,
) -> sqlx::Result<()> {
    let mut names: Vec<String> = Vec::new();
    for (index, _) in columns.iter().enumerate().filter(|(_, column)| **column == Some(Field::Employer)) {
        names.extend(table.rows.iter().map(|row| {
            plain(&row.cells[index]).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
        }));
    }
    names.sort_unstable();
    names.dedup();
    names.retain(|name| !name.is_empty() && name.chars().count() <= 200);
    let meant = organisations::meant(db, &names, now).await?;
    meanings.employers = names.into_iter().zip(meant).collect();
    Ok(())
}
