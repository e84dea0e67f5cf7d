//! Mail: written in the transaction of the act it tells of, sent later by a worker.

mod address;
mod letter;
mod outbox;

pub use address::{AddressError, EmailAddress};
pub use letter::{Envelope, Letter, MailClass, Written};
pub use outbox::{EnqueueError, Outbox};
