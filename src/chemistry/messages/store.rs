use sqlx::PgConnection;

use super::model::{Between, Kind, Message, MessageId};
use crate::chemistry::model::Status;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, SubmissionId};
use crate::platform::mail::EmailAddress;
use crate::platform::seal::{open, seal};
use crate::platform::secrets::{Purpose, Secret};

/// Keeps a message; false when the same form was sent before. Whether its author may write is the caller's to know.
///
/// # Errors
/// The database's.
#[expect(clippy::too_many_arguments, reason = "a row")]
pub async fn insert(
    db: &mut PgConnection,
    secret: &Secret,
    now: Instant,
    id: ChemistryId,
    author: AccountId,
    kind: Kind,
    text: &str,
    submission: SubmissionId,
) -> Result<bool, sqlx::Error> {
    let message_id = MessageId::new(now);
    let body = seal(secret, Purpose::Chemistry, message_id.0.as_bytes(), text.as_bytes());
    let kept = sqlx::query!(
        "insert into chemistry_message (chemistry_message_id, chemistry_request_id, author_id, kind, body, written_at, submission_id)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (submission_id) do nothing",
        message_id.0,
        id.0,
        author.0,
        kind.code(),
        body,
        now as Instant,
        submission.0,
    )
    .execute(db)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// What a message says, opened; none when it cannot be read.
#[must_use]
pub fn opened(secret: &Secret, id: MessageId, sealed: &[u8]) -> Option<String> {
    let plain = open(secret, Purpose::Chemistry, id.0.as_bytes(), sealed).ok()?;
    String::from_utf8(plain).ok()
}

/// What the two of a request wrote, oldest first. Who may read it is the caller's to know.
///
/// # Errors
/// The database's; `Decode` when a message was sealed with another secret.
pub async fn of_thread(
    db: &mut PgConnection,
    secret: &Secret,
    id: ChemistryId,
) -> Result<Vec<Message>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select m.chemistry_message_id, m.author_id, a.name as author, m.kind as "kind: Kind", m.body, m.written_at
           from chemistry_message m join account a on a.account_id = m.author_id
           where m.chemistry_request_id = $1 order by m.written_at, m.chemistry_message_id"#,
        id.0,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let context = row.chemistry_message_id.0;
            let text = open(secret, Purpose::Chemistry, context.as_bytes(), &row.body)
                .map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
            Ok(Message {
                message_id: row.chemistry_message_id,
                author_id: row.author_id,
                author: row.author,
                kind: row.kind,
                text: String::from_utf8_lossy(&text).into_owned(),
                written_at: row.written_at,
            })
        })
        .collect()
}

/// Whom a request is between, if there is one.
///
/// # Errors
/// The database's.
pub async fn between(db: &mut PgConnection, id: ChemistryId) -> Result<Option<Between>, sqlx::Error> {
    sqlx::query_as!(
        Between,
        r#"select r.chemistry_request_id as chemistry_id, r.pool_id, r.mentee_id, m.name as mentee, r.practitioner_id,
             p.name as practitioner, r.status as "status: Status",
             coalesce(in_touch_until(r.chemistry_request_id, r.closed_at), r.closed_at) as "closed_at: Instant",
             works_on(r.chemistry_request_id) as "together!"
           from chemistry_request r
           join account m on m.account_id = r.mentee_id join account p on p.account_id = r.practitioner_id
           where r.chemistry_request_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await
}

/// Takes away what somebody and others wrote to each other, as closing an account does.
///
/// # Errors
/// The database's.
pub async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from chemistry_message m using chemistry_request r
         where r.chemistry_request_id = m.chemistry_request_id and (r.mentee_id = $1 or r.practitioner_id = $1)",
        account.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Keeps a request as it stands until the transaction ends, without keeping others from writing too.
pub(super) async fn hold(db: &mut PgConnection, id: ChemistryId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select chemistry_request_id from chemistry_request where chemistry_request_id = $1 for share",
        id.0
    )
    .fetch_optional(db)
    .await?;
    Ok(())
}

/// The text of a message that was sent with this form before, if its author sent it to this request.
pub(super) async fn sent_before(
    db: &mut PgConnection,
    secret: &Secret,
    id: ChemistryId,
    author: AccountId,
    submission: SubmissionId,
) -> Result<Option<String>, sqlx::Error> {
    let row = sqlx::query!(
        "select chemistry_message_id, body from chemistry_message
         where submission_id = $1 and chemistry_request_id = $2 and author_id = $3",
        submission.0,
        id.0,
        author.0,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        open(secret, Purpose::Chemistry, row.chemistry_message_id.0.as_bytes(), &row.body)
            .map(|text| String::from_utf8_lossy(&text).into_owned())
            .map_err(|error| sqlx::Error::Decode(Box::new(error)))
    })
    .transpose()
}

/// Whether this form has sent these words to this request before.
///
/// # Errors
/// The database's; `Decode` when a message was sealed with another secret.
pub async fn was_sent(
    db: &mut PgConnection,
    secret: &Secret,
    id: ChemistryId,
    author: AccountId,
    text: &str,
    submission: SubmissionId,
) -> Result<bool, sqlx::Error> {
    Ok(sent_before(db, secret, id, author, submission).await?.as_deref() == Some(text))
}

/// Where letters to somebody go; None once their account is closed.
pub(super) async fn address(
    db: &mut PgConnection,
    account: AccountId,
) -> Result<Option<EmailAddress>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select email as "email: EmailAddress" from account
           where account_id = $1 and closed_at is null and email_confirmed_at is not null"#,
        account.0,
    )
    .fetch_optional(db)
    .await
}
