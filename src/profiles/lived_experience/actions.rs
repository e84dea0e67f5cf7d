use sqlx::PgConnection;

use super::consent::{CONSENT, Usage};
use super::store;
use crate::events::{self, Actor, Recorded, Subject};
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::vocabulary::TermId;

/// That somebody agreed or withdrew: never to what.
enum Event {
    Given(AccountId),
    Withdrawn(AccountId),
}

impl Recorded for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Given(_) => "consent.given",
            Self::Withdrawn(_) => "consent.withdrawn",
        }
    }

    fn subject(&self) -> Subject {
        let (Self::Given(account) | Self::Withdrawn(account)) = self;
        Subject { noun: "account", id: account.0 }
    }

    fn data(&self) -> serde_json::Value {
        match self {
            Self::Given(_) => serde_json::json!({ "version": CONSENT.version }),
            Self::Withdrawn(_) => serde_json::Value::Null,
        }
    }
}

/// Keeps what somebody chose under the wording in force, in the place of what they chose before. Choosing nothing is
/// withdrawing.
///
/// # Errors
/// The database's.
pub async fn save(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    choices: &[(TermId, Usage)],
) -> Result<(), sqlx::Error> {
    if choices.is_empty() {
        return withdraw(db, now, account).await;
    }
    store::replace(db, now, account, CONSENT.version, choices).await?;
    events::record(db, Actor::Account(account), now, &Event::Given(account)).await
}

/// Erases what somebody chose. With nothing there, nothing happens.
///
/// # Errors
/// The database's.
pub async fn withdraw(db: &mut PgConnection, now: Instant, account: AccountId) -> Result<(), sqlx::Error> {
    if store::erase(db, account).await? > 0 {
        events::record(db, Actor::Account(account), now, &Event::Withdrawn(account)).await?;
    }
    Ok(())
}
