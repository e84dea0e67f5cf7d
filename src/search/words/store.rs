use sqlx::PgConnection;

use crate::platform::ids::AccountId;

/// Words that more people wrote than this tell them hardly apart.
pub const MOST_HITS: i64 = 5_000;

/// Who wrote any of these words in their profile, or other forms of them: people with an active membership, at most
/// [`MOST_HITS`], in an order that stays the same. Whatever the words hold, the query is a list of alternatives (S11).
///
/// # Errors
/// The database's.
pub async fn hits(db: &mut PgConnection, words: &[String]) -> Result<Vec<AccountId>, sqlx::Error> {
    let plain: Vec<String> = words
        .iter()
        .map(|word| word.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect();
    if plain.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query_scalar!(
        r#"select p.account_id as "account_id: AccountId" from profile p
           where p.words @@ websearch_to_tsquery('english', $1)
             and exists (select 1 from membership m
                         where m.account_id = p.account_id and m.status = 'active' and m.kind <> 'associate')
           order by p.account_id limit $2"#,
        plain.join(" or "),
        MOST_HITS,
    )
    .fetch_all(db)
    .await
}
