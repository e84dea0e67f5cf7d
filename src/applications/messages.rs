//! What an applicant and the coordinators write to each other, as it is stored.

use sqlx::PgConnection;

use super::store::Application;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ApplicationId, SubmissionId, uuid_v7};

/// Keeps a message; false when the same form was sent before.
pub async fn insert(
    db: &mut PgConnection,
    now: Instant,
    application: &Application,
    author: AccountId,
    body: &str,
    asks_for_changes: bool,
    submission: SubmissionId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into application_message (application_message_id, pool_id, application_id, author_id, body,
           asks_for_changes, submission_id, written_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (submission_id) do nothing",
        uuid_v7(now),
        application.pool_id.0,
        application.application_id.0,
        author.0,
        body,
        asks_for_changes,
        submission.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// One message of the conversation.
#[derive(Debug, Clone)]
pub struct Message {
    pub author_id: AccountId,
    pub author: String,
    pub body: String,
    pub asks_for_changes: bool,
    pub written_at: Instant,
}

impl Message {
    pub fn is_by(&self, account: &AccountId) -> bool {
        self.author_id == *account
    }
}

/// The conversation, oldest first.
pub async fn all(db: &mut PgConnection, id: ApplicationId) -> Result<Vec<Message>, sqlx::Error> {
    sqlx::query_as!(
        Message,
        "select m.author_id, a.name as author, m.body, m.asks_for_changes, m.written_at
         from application_message m join account a on a.account_id = m.author_id
         where m.application_id = $1 order by m.written_at, m.application_message_id",
        id.0,
    )
    .fetch_all(db)
    .await
}

/// Whether a message with this submission is in the conversation already.
pub async fn was_sent(
    db: &mut PgConnection,
    id: ApplicationId,
    submission: SubmissionId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from application_message where application_id = $1 and submission_id = $2) as "sent!""#,
        id.0,
        submission.0,
    )
    .fetch_one(db)
    .await
}
