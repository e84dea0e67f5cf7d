use sqlx::PgConnection;

use super::model::{List, Term, TermId};
use crate::platform::clock::Day;

/// The terms of some vocabularies, retired ones included, in the order lists show them.
///
/// # Errors
/// The database's.
pub async fn terms(db: &mut PgConnection, lists: &[List]) -> Result<Vec<Term>, sqlx::Error> {
    let codes: Vec<String> = lists.iter().map(|list| list.code().to_owned()).collect();
    let rows = sqlx::query!(
        r#"select term_id, vocabulary_code, term_code, label, level, parent_id as "parent_id?: TermId", admits_coaches,
             valid_to as "valid_to?: Day"
           from term where vocabulary_code = any($1) order by vocabulary_code, position, term_id"#,
        &codes,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Term {
                term_id: row.term_id,
                list: List::from_code(&row.vocabulary_code)?,
                code: row.term_code,
                label: row.label,
                level: row.level,
                parent_id: row.parent_id,
                admits_coaches: row.admits_coaches,
                valid_to: row.valid_to,
            })
        })
        .collect())
}
