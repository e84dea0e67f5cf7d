use jiff::SignedDuration;
use sqlx::PgConnection;
use uuid::Uuid;

use super::emails::{MonthOpened, Opened};
use super::model::{MonthlyReturnId, ReturnEvent};
use super::month::Month;
use super::sweep_store::{self, ToTell};
use crate::accounts::first_name;
use crate::app::App;
use crate::events::{self, Actor};
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::mail::{EmailAddress, EnqueueError, Envelope, Outbox};
use crate::platform::sweeps::Sweep;

/// How many months back a return is still opened: after a worker was away, or when sessions are recorded late.
const BACK: i32 = 3;
/// People told at once.
const AT_ONCE: i64 = 1_000;
/// How long a return is kept, in months.
const KEPT: i32 = 7 * 12;

pub(super) fn all(app: &App) -> Vec<Sweep> {
    let hour = SignedDuration::from_hours(1);
    let outbox = app.outbox.clone();
    vec![
        Sweep::new("returns-months", hour, move |db, now| {
            let outbox = outbox.clone();
            Box::pin(async move { Ok(months(db, &outbox, now).await?) })
        }),
        Sweep::new("returns-retention", hour * 24, |db, now| {
            Box::pin(async move { Ok(sweep_store::forget_before(db, Month::now(now).plus(-KEPT)).await?) })
        }),
    ]
}

/// Opens the months that are over for whoever did something in them, has open ones follow what is recorded, takes those whose
/// day has come as they stand, and tells each person once. Whenever it runs, and however often, the same comes of it. Returns how
/// many returns were opened or taken.
///
/// # Errors
/// When the database refuses or a letter cannot be written.
pub async fn months(db: &mut PgConnection, outbox: &Outbox, now: Instant) -> Result<u64, EnqueueError> {
    let today = day_of(now);
    let mut events = Vec::new();
    for back in (1..=BACK).rev() {
        let month = Month::now(now).plus(-back);
        let people = sweep_store::to_open(db, month).await?;
        if people.is_empty() {
            continue;
        }
        let returns: Vec<_> = people.into_iter().map(|one| (MonthlyReturnId::new(now), one)).collect();
        sweep_store::open(db, now, month, month.due(today), &returns).await?;
        events.extend(returns.into_iter().map(|(id, _)| ReturnEvent::Opened(id)));
    }
    let held = sweep_store::hold_open(db).await?;
    for (month, ids) in &held {
        sweep_store::refresh(db, *month, None, ids).await?;
    }
    let held: Vec<Uuid> = held.into_iter().flat_map(|(_, ids)| ids).collect();
    let taken = sweep_store::take_due(db, now, today, &held).await?;
    events.extend(taken.into_iter().map(ReturnEvent::TakenUnconfirmed));
    if !events.is_empty() {
        events::record_all(db, Actor::System, now, &events).await?;
    }
    tell(db, outbox, now).await?;
    Ok(u64::try_from(events.len()).unwrap_or(u64::MAX))
}

/// One letter for each person whose months were opened, so many in a statement.
async fn tell(db: &mut PgConnection, outbox: &Outbox, now: Instant) -> Result<(), EnqueueError> {
    loop {
        let months = sweep_store::to_tell(db, now, AT_ONCE).await?;
        if months.is_empty() {
            return Ok(());
        }
        let of_people = months.chunk_by(|one, other| one.account_id == other.account_id);
        let letters: Vec<(Envelope, MonthOpened)> = of_people.filter_map(letter).collect();
        outbox.enqueue_all(db, now, &letters).await?;
    }
}

/// One letter for all months of somebody.
fn letter(months: &[ToTell]) -> Option<(Envelope, MonthOpened)> {
    let first = months.first()?;
    let envelope = Envelope {
        to: EmailAddress::parse(&first.email).ok()?,
        account_id: Some(first.account_id),
        dedupe_key: Some(format!("return-opened/{}", first.monthly_return_id)),
    };
    let opened =
        |one: &ToTell| Opened { month: Month::of(one.month), due_on: one.due_on, hours: one.hours.clone() };
    let letter = MonthOpened {
        first_name: first_name(&first.name).to_owned(),
        months: months.iter().map(opened).collect(),
    };
    Some((envelope, letter))
}
