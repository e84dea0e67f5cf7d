use sqlx::PgConnection;

use super::store;
use crate::app::App;
use crate::events::{self, Actor, Recorded, Subject};
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::seal::seal;
use crate::platform::secrets::Purpose;
use crate::platform::tokens::Token;

/// What happens to the address of a calendar.
#[derive(Debug, Clone, Copy)]
enum FeedEvent {
    Made(AccountId),
    Removed(AccountId),
}

impl Recorded for FeedEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Made(_) => "calendar_feed.made",
            Self::Removed(_) => "calendar_feed.removed",
        }
    }

    fn subject(&self) -> Subject {
        let (Self::Made(account) | Self::Removed(account)) = self;
        Subject { noun: "account", id: account.0 }
    }
}

/// Makes somebody an address, in the place of the one made at this moment. Sent again it changes nothing, because that one
/// is gone by then.
///
/// # Errors
/// The database's.
pub(super) async fn make(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    account: AccountId,
    instead_of: Option<Instant>,
) -> Result<(), sqlx::Error> {
    let token = Token::random();
    let sealed = seal(&app.secret, Purpose::Calendar, account.0.as_bytes(), token.text().as_bytes());
    if store::put(db, now, account, instead_of, &token, &sealed).await? {
        events::record(db, Actor::Account(account), now, &FeedEvent::Made(account)).await?;
    }
    Ok(())
}

/// Switches the address off: programs that follow it find nothing any more.
///
/// # Errors
/// The database's.
pub(super) async fn remove(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
) -> Result<(), sqlx::Error> {
    if store::delete(db, account).await? {
        events::record(db, Actor::Account(account), now, &FeedEvent::Removed(account)).await?;
    }
    Ok(())
}
