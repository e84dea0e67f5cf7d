use jiff::SignedDuration;
use sqlx::PgConnection;

use super::emails::MessageWritten;
use super::model::{Kind, Standing};
use super::store;
use crate::accounts::throttle::{self, Bucket, Limit, Taken};
use crate::accounts::{first_name, hold_open};
use crate::app::App;
use crate::platform::ids::{AccountId, ChemistryId, SubmissionId};
use crate::platform::mail::{EnqueueError, Envelope};

/// Messages of one person to one request: enough for a talk, too few for a flood.
const TO_REQUEST: Limit = Limit::new(20, SignedDuration::from_hours(1));
/// Messages of one person altogether.
const BY_PERSON: Limit = Limit::new(60, SignedDuration::from_hours(24));

/// Why a message was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// There is no such request, or they are neither of its two.
    #[error("no such request")]
    NotFound,
    #[error("This request is closed, so nothing more can be written to it.")]
    Closed,
    /// This form was sent before with other words, which are kept.
    #[error(
        "You sent a message with this form a moment ago, and this one is different. Send it again if it should go as well"
    )]
    Different,
    #[error("many messages in a short time")]
    TooMany { seconds: u32 },
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Mail(#[from] EnqueueError),
}

/// Writes to the other of a request's two, and tells them by mail that there is a message: once in an hour, whatever follows.
/// The same form sent again changes nothing (R3). `text` has been read by `forms::paragraphs`.
///
/// # Errors
/// See [`WriteError`].
pub async fn write(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    id: ChemistryId,
    text: &str,
    submission: SubmissionId,
) -> Result<(), WriteError> {
    if !hold_open(db, by).await? {
        return Err(WriteError::NotFound);
    }
    let now = app.clock.now();
    store::hold(db, id).await?;
    let between = store::between(db, id).await?.ok_or(WriteError::NotFound)?;
    let side = between.side(by).ok_or(WriteError::NotFound)?;
    if between.standing(now) != Standing::Open {
        return Err(WriteError::Closed);
    }
    if !store::insert(db, &app.secret, now, id, by, Kind::Message, text, submission).await? {
        let before = store::sent_before(db, &app.secret, id, by, submission).await?;
        return if before.as_deref() == Some(text) { Ok(()) } else { Err(WriteError::Different) };
    }
    let (author, request) = (by.0.as_bytes().as_slice(), id.0.as_bytes().as_slice());
    let buckets = [
        Bucket::new("chemistry-message", &[author, request], TO_REQUEST),
        Bucket::new("chemistry-messages", &[author], BY_PERSON),
    ];
    if let Taken::Wait { seconds } = throttle::take_on(db, now, &buckets).await? {
        return Err(WriteError::TooMany { seconds });
    }
    let (to, name) = between.other(side);
    let Some(email) = store::address(db, to).await? else { return Ok(()) };
    let (_, author) = between.other(side.other());
    let letter = MessageWritten {
        first_name: first_name(name).to_owned(),
        author: first_name(author).to_owned(),
        path: format!("/chemistry/{id}#messages"),
    };
    let hour = now.unix_seconds().div_euclid(3600);
    let envelope = Envelope {
        to: email,
        account_id: Some(to),
        dedupe_key: Some(format!("chemistry-message/{id}/{to}/{hour}")),
    };
    app.outbox.enqueue(db, now, &envelope, &letter).await?;
    Ok(())
}
