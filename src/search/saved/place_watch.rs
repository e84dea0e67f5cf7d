//! "Tell me when there is a place": one letter when it is so, and the wait is over.

use jiff::SignedDuration;
use sqlx::PgConnection;

use super::emails::PlaceFree;
use super::place_watch_store::{self as store, Waiting};
use crate::accounts::first_name;
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::mail::Envelope;
use crate::platform::web::PageError;
use crate::pools::Offering;
use crate::search::asker::{self, Also, Reader};
use crate::search::cards::{self, Sight};

/// So many people one waits for.
pub(super) const MOST: i64 = 20;

/// Nobody waits longer.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 365);

/// Why nobody is waited for.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error(
        "You are waiting to hear of 20 people, which is as many as there can be. Remove one on your saved searches first."
    )]
    TooMany,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Waits for somebody; whoever is waited for already stays so.
pub(super) async fn wait(
    db: &mut PgConnection,
    now: Instant,
    account: AccountId,
    person: AccountId,
    offering: Offering,
) -> Result<(), Refusal> {
    let there = store::lock(db, account).await?;
    if there.contains(&person) {
        return Ok(());
    }
    if i64::try_from(there.len()).unwrap_or(MOST) >= MOST {
        return Err(Refusal::TooMany);
    }
    store::insert(db, account, person, offering, now).await?;
    Ok(())
}

/// Tells everybody who waits for somebody that has a place again, as long as they may still be shown them; ends waits for who
/// left for good, and those older than a year. Returns how many letters were written.
///
/// # Errors
/// The database's, or a letter's.
pub async fn tell_places(db: &mut PgConnection, app: &App, now: Instant) -> Result<u64, PageError> {
    store::end(db, now.minus(LONGEST)).await?;
    let mut letters = 0;
    for waiting in store::with_a_place(db).await? {
        letters += u64::from(tell(db, app, now, &waiting).await?);
    }
    Ok(letters)
}

async fn tell(db: &mut PgConnection, app: &App, now: Instant, waiting: &Waiting) -> Result<bool, PageError> {
    let reader = Reader::Absent(waiting.account_id);
    let asking = asker::load(db, &app.secret, reader, Also::default(), now).await?;
    let sight = Sight::Accepting(waiting.offering);
    let cards = cards::load(db, &asking, &[waiting.practitioner_id], sight).await?;
    if cards.iter().all(|card| card.left == 0) {
        return Ok(false);
    }
    let letter = PlaceFree {
        first_name: first_name(&waiting.name).to_owned(),
        path: format!("/practitioners/{}", waiting.practitioner_id),
    };
    let envelope =
        Envelope { to: waiting.email.clone(), account_id: Some(waiting.account_id), dedupe_key: None };
    app.outbox.enqueue(db, now, &envelope, &letter).await?;
    store::delete(db, waiting.account_id, waiting.practitioner_id).await?;
    Ok(true)
}
