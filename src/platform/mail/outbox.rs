use sqlx::PgConnection;
use uuid::Uuid;

use super::letter::{Envelope, Letter, MailClass};
use crate::platform::clock::Instant;
use crate::platform::ids::uuid_v7;
use crate::platform::seal::seal;
use crate::platform::secrets::{Purpose, Secret};

/// Where letters wait to be sent. Bodies are sealed; they are deleted once sent.
#[derive(Debug, Clone)]
pub struct Outbox {
    secret: Secret,
    base_url: String,
}

/// Why a letter could not be put in the outbox.
#[derive(Debug, thiserror::Error)]
pub enum EnqueueError {
    #[error("the letter's template failed: {0}")]
    Template(#[from] askama::Error),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error("the letter could not be encoded: {0}")]
    Encoding(#[from] serde_json::Error),
}

impl Outbox {
    #[must_use]
    pub fn new(secret: Secret, base_url: String) -> Self {
        Self { secret, base_url }
    }

    /// Puts a letter in the outbox, in the caller's transaction: no mail for a write that is rolled back (R4).
    /// A letter whose dedupe key is already there is not kept again.
    ///
    /// # Errors
    /// When a template fails or the database refuses.
    pub async fn enqueue<L: Letter>(
        &self,
        db: &mut PgConnection,
        now: Instant,
        envelope: &Envelope,
        letter: &L,
    ) -> Result<(), EnqueueError> {
        let written = letter.write(&self.base_url)?;
        let mail_id: Uuid = uuid_v7(now);
        let body = serde_json::to_vec(&serde_json::json!({
            "to": envelope.to, "subject": written.subject, "text": written.text, "html": written.html,
        }))?;
        let sealed = seal(&self.secret, Purpose::Mail, mail_id.as_bytes(), &body);
        sqlx::query!(
            "insert into mail (mail_id, account_id, kind, class, dedupe_key, sealed, queued_at, due_at)
             values ($1, $2, $3, $4, $5, $6, $7, $7)
             on conflict (dedupe_key) do nothing",
            mail_id,
            envelope.account_id.map(|account| account.0),
            L::KIND,
            match L::CLASS {
                MailClass::Security => "security",
                MailClass::Action => "action",
                MailClass::Weekly => "weekly",
            },
            envelope.dedupe_key,
            sealed,
            now as Instant,
        )
        .execute(db)
        .await?;
        Ok(())
    }
}
