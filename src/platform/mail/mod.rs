//! Mail: written in the transaction of the act it tells of, sent later by a worker.

use jiff::SignedDuration;

use crate::platform::sweeps::Sweep;

mod address;
mod backoff;
mod body;
mod kept;
mod letter;
mod message;
mod outbox;
mod queue;
#[cfg(test)]
mod sample;
mod smtp;
pub mod stops;
mod topic;
mod transport;
mod worker;

pub use address::{AddressError, EmailAddress};
pub use body::{Body, CalendarMethod, CalendarPart, Unreadable};
pub use kept::{KeptMail, kept, kept_one};
pub use letter::{Envelope, Letter, MailClass, Written, joined, plain_text, subject_line};
pub use message::Sender;
pub use outbox::{EnqueueError, Outbox};
pub use queue::{Failure, QueueDepth, clean_up, forget, queue_depth, wake};
#[cfg(test)]
pub(crate) use sample::Sample;
pub use topic::Topic;
pub use transport::{Delivered, Memory, SendError, Transport, TransportError};
pub use worker::{Step, Worker, WriteError};

/// Mails and their dedupe keys are kept this long after they were sent or given up.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);
/// Unsubscribe links work this long.
const LINKS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 400);

/// Removes old mail and links, once a day.
#[must_use]
pub fn sweep() -> Sweep {
    Sweep::new("mail-clean-up", SignedDuration::from_hours(24), |db, now| {
        Box::pin(async move { Ok(clean_up(db, now.minus(KEPT), now.minus(LINKS_KEPT)).await?) })
    })
}
