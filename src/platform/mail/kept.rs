//! Reading mail back out of the outbox, for a demonstration, which keeps what it sent.

use sqlx::PgPool;
use uuid::Uuid;

use super::body::Body;
use crate::platform::clock::Instant;
use crate::platform::secrets::Secret;

/// A mail whose body is still kept.
#[derive(Debug, Clone)]
pub struct KeptMail {
    pub mail_id: Uuid,
    pub kind: String,
    pub queued_at: Instant,
    pub sent_at: Option<Instant>,
    pub body: Body,
}

/// The newest mails whose bodies are kept, newest first, at most `limit`. One that cannot be read is left out.
///
/// # Errors
/// The database's.
pub async fn kept(db: &PgPool, secret: &Secret, limit: i64) -> Result<Vec<KeptMail>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select mail_id, kind, queued_at as "queued_at: Instant", sent_at as "sent_at: Instant", sealed as "sealed!"
           from mail where sealed is not null order by queued_at desc, mail_id desc limit $1"#,
        limit,
    )
    .fetch_all(db)
    .await?;
    let read = rows.into_iter().filter_map(|row| {
        let body = Body::open(secret, row.mail_id, &row.sealed).ok()?;
        Some(KeptMail {
            mail_id: row.mail_id,
            kind: row.kind,
            queued_at: row.queued_at,
            sent_at: row.sent_at,
            body,
        })
    });
    Ok(read.collect())
}

/// One mail whose body is kept; `None` when there is none or it cannot be read.
///
/// # Errors
/// The database's.
pub async fn kept_one(db: &PgPool, secret: &Secret, mail_id: Uuid) -> Result<Option<KeptMail>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select kind, queued_at as "queued_at: Instant", sent_at as "sent_at: Instant", sealed as "sealed!"
           from mail where mail_id = $1 and sealed is not null"#,
        mail_id,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.and_then(|row| {
        let body = Body::open(secret, mail_id, &row.sealed).ok()?;
        Some(KeptMail { mail_id, kind: row.kind, queued_at: row.queued_at, sent_at: row.sent_at, body })
    }))
}
