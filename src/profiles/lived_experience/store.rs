use sqlx::PgConnection;

use super::consent::Usage;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::vocabulary::TermId;

/// An attribute somebody chose to have used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    pub term_id: TermId,
    pub usage: Usage,
    pub consent_version: i32,
    pub consented_at: Instant,
}

/// What somebody chose, for its owner's own page.
///
/// # Errors
/// The database's.
pub async fn chosen(db: &mut PgConnection, account: AccountId) -> Result<Vec<Choice>, sqlx::Error> {
    sqlx::query_as!(
        Choice,
        r#"select term_id, usage as "usage: Usage", consent_version, consented_at
           from lived_experience where account_id = $1 order by term_id"#,
        account.0,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn replace(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    consent_version: i32,
    choices: &[(TermId, Usage)],
) -> Result<(), sqlx::Error> {
    erase(db, account).await?;
    let terms: Vec<i32> = choices.iter().map(|(term, _)| term.0).collect();
    let usages: Vec<String> = choices.iter().map(|(_, usage)| usage.code().to_owned()).collect();
    sqlx::query!(
        "insert into lived_experience (account_id, term_id, usage, consent_version, consented_at)
         select $1, t.term_id, given.usage, $4, $5
         from unnest($2::int4[], $3::text[]) as given (id, usage)
         join term t on t.term_id = given.id and t.vocabulary_code = 'lived-experience'",
        account.0,
        &terms,
        &usages,
        consent_version,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How many rows there were.
pub(super) async fn erase(db: &mut PgConnection, account: AccountId) -> Result<u64, sqlx::Error> {
    let done =
        sqlx::query!("delete from lived_experience where account_id = $1", account.0).execute(db).await?;
    Ok(done.rows_affected())
}
