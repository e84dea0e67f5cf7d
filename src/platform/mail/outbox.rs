use lettre::message::Mailbox;
use sqlx::PgConnection;
use uuid::Uuid;

use super::body::{Body, CalendarPart};
use super::letter::{Envelope, Letter};
use super::{queue, stops};
use crate::platform::clock::Instant;
use crate::platform::ids::uuid_v7;
use crate::platform::secrets::Secret;
use crate::platform::tokens::Token;

/// Where letters wait to be sent. Bodies are sealed; they are deleted once sent.
#[derive(Debug, Clone)]
pub struct Outbox {
    secret: Secret,
    base_url: String,
    from: Mailbox,
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
    #[error("a weekly letter needs the account whose budget it uses")]
    NoAccount,
}

impl Outbox {
    #[must_use]
    pub fn new(secret: Secret, base_url: String, from: Mailbox) -> Self {
        Self { secret, base_url, from }
    }

    /// The name that letters come from.
    #[must_use]
    pub fn sender_name(&self) -> &str {
        self.from.name.as_deref().unwrap_or("Rapport")
    }

    /// The address that letters come from.
    #[must_use]
    pub fn sender_address(&self) -> String {
        self.from.email.to_string()
    }

    /// Puts a letter in the outbox, in the caller's transaction: no mail for a write that is rolled back (R4).
    /// A letter whose dedupe key is already there is not kept again, nor a weekly one the reader has stopped.
    /// Workers are woken when the transaction commits.
    ///
    /// # Errors
    /// When a template fails, the database refuses, or a weekly letter names no account.
    pub async fn enqueue<L: Letter>(
        &self,
        db: &mut PgConnection,
        now: Instant,
        envelope: &Envelope,
        letter: &L,
    ) -> Result<(), EnqueueError> {
        self.enqueue_with(db, now, envelope, letter, None).await
    }

    /// The same for many letters of one kind, in one statement where their class has no topic to stop.
    ///
    /// # Errors
    /// As [`Self::enqueue`].
    pub async fn enqueue_all<L: Letter>(
        &self,
        db: &mut PgConnection,
        now: Instant,
        letters: &[(Envelope, L)],
    ) -> Result<(), EnqueueError> {
        if L::CLASS.topic().is_some() {
            for (envelope, letter) in letters {
                self.enqueue(db, now, envelope, letter).await?;
            }
            return Ok(());
        }
        let mut mails = Vec::with_capacity(letters.len());
        for (envelope, letter) in letters {
            let written = letter.write(&self.base_url, None)?;
            let mail_id: Uuid = uuid_v7(now);
            let body = Body {
                to: envelope.to.clone(),
                subject: written.subject,
                text: written.text,
                html: written.html,
                unsubscribe_url: None,
                calendar: None,
            };
            mails.push(queue::New { mail_id, envelope, sealed: body.seal(&self.secret, mail_id)? });
        }
        queue::insert_all(db, now, L::KIND, L::CLASS, mails).await?;
        Ok(())
    }

    /// The same, with a part for the reader's calendar.
    ///
    /// # Errors
    /// As [`Self::enqueue`].
    pub async fn enqueue_with<L: Letter>(
        &self,
        db: &mut PgConnection,
        now: Instant,
        envelope: &Envelope,
        letter: &L,
        calendar: Option<CalendarPart>,
    ) -> Result<(), EnqueueError> {
        let stop = match L::CLASS.topic() {
            None => None,
            Some(topic) => {
                let account_id = envelope.account_id.ok_or(EnqueueError::NoAccount)?;
                if stops::is_stopped(db, account_id, topic).await? {
                    return Ok(());
                }
                Some((account_id, topic, Token::random()))
            }
        };
        let unsubscribe_url =
            stop.as_ref().map(|(_, _, token)| format!("{}/unsubscribe/{}", self.base_url, token.text()));
        let written = letter.write(&self.base_url, unsubscribe_url.as_deref())?;
        let mail_id: Uuid = uuid_v7(now);
        let sealed = Body {
            to: envelope.to.clone(),
            subject: written.subject,
            text: written.text,
            html: written.html,
            unsubscribe_url,
            calendar,
        }
        .seal(&self.secret, mail_id)?;
        let kept = queue::insert(db, now, mail_id, L::KIND, L::CLASS, envelope, &sealed).await?;
        if let (true, Some((account_id, topic, token))) = (kept, &stop) {
            stops::insert_link(db, now, token, *account_id, *topic).await?;
        }
        Ok(())
    }
}
