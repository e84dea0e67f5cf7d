use sqlx::PgConnection;

use super::model::{About, Profile};
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::vocabulary::{List, TermId};

/// Somebody's profile; None for who has none.
///
/// # Errors
/// The database's.
pub async fn load(db: &mut PgConnection, account: AccountId) -> Result<Option<Profile>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select account_id, job_title, headline, biography, how_i_work, pronouns, seniority_id as "seniority?: TermId", version,
             array(select t.vocabulary_code from profile_term p join term t using (term_id)
                   where p.account_id = profile.account_id order by p.position, p.term_id) as "lists!: Vec<String>",
             array(select p.term_id from profile_term p
                   where p.account_id = profile.account_id order by p.position, p.term_id) as "terms!: Vec<TermId>"
           from profile where account_id = $1"#,
        account.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| {
        let lists = row.lists.iter().map(|code| List::from_code(code));
        Profile {
            account_id: row.account_id,
            about: About {
                headline: row.headline,
                job_title: row.job_title,
                pronouns: row.pronouns,
                biography: row.biography,
                how_i_work: row.how_i_work,
            },
            seniority: row.seniority,
            terms: lists.zip(row.terms).filter_map(|(list, term)| Some((list?, term))).collect(),
            version: row.version,
        }
    }))
}

pub(super) async fn ensure(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into profile (account_id, created_at, updated_at) values ($1, $2, $2) on conflict do nothing",
        account.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Raises the version; false when the profile is not at the expected one.
pub(super) async fn touch(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    expected: Option<i32>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update profile set version = version + 1, updated_at = $3 where account_id = $1 and version = coalesce($2, version)",
        account.0,
        expected,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn update_about(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    expected: Option<i32>,
    about: &About,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update profile set headline = $3, job_title = $4, pronouns = $5, biography = $6, how_i_work = $7,
           version = version + 1, updated_at = $8
         where account_id = $1 and version = coalesce($2, version)",
        account.0,
        expected,
        about.headline,
        about.job_title,
        about.pronouns,
        about.biography,
        about.how_i_work,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn update_seniority(
    db: &mut PgConnection,
    account: AccountId,
    seniority: Option<TermId>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update profile set seniority_id = $2 where account_id = $1",
        account.0,
        seniority.map(|term| term.0),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Puts these terms, as far as they are of this list, in the place of those the profile has of it.
pub(super) async fn replace_terms(
    db: &mut PgConnection,
    account: AccountId,
    list: List,
    terms: &[TermId],
) -> Result<(), sqlx::Error> {
    let ids: Vec<i32> = terms.iter().map(|term| term.0).collect();
    sqlx::query!(
        "delete from profile_term p using term t
         where p.account_id = $1 and t.term_id = p.term_id and t.vocabulary_code = $2 and t.term_id <> all($3)",
        account.0,
        list.code(),
        &ids,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into profile_term (account_id, term_id, position)
         select $1, t.term_id, min(given.position)::int2
         from unnest($3::int4[]) with ordinality as given (id, position)
         join term t on t.term_id = given.id and t.vocabulary_code = $2
         group by t.term_id
         on conflict (account_id, term_id) do update set position = excluded.position",
        account.0,
        list.code(),
        &ids,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn erase(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from lived_experience where account_id = $1", account.0).execute(&mut *db).await?;
    sqlx::query!("delete from reply_record where account_id = $1", account.0).execute(&mut *db).await?;
    sqlx::query!("delete from profile_term where account_id = $1", account.0).execute(&mut *db).await?;
    sqlx::query!("delete from profile where account_id = $1", account.0).execute(db).await?;
    Ok(())
}
