//! Looks through saved searches and writes of new people, at most once a week to each owner.

use std::collections::HashSet;

use jiff::SignedDuration;
use sqlx::PgConnection;

use super::emails::SearchNews;
use super::model::Saved;
use super::store::{self, Due};
use crate::accounts::first_name;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::mail::Envelope;
use crate::platform::web::PageError;
use crate::search::asker::{self, Also, Asking, Reader};
use crate::search::cards::{self, Sight};
use crate::search::look::Looked;
use crate::search::results;

/// A search is looked through about once a day.
const REST: SignedDuration = SignedDuration::from_hours(23);

/// So long nobody hears of their searches again.
const QUIET: SignedDuration = SignedDuration::from_hours(7 * 24);

/// So many owners in one round.
const ROUND: i64 = 500;

/// Tells whoever saved a search of people who match it now and were not known. Returns how many letters were written. Does
/// nothing until the index is loaded.
///
/// # Errors
/// The database's, or a letter's.
pub async fn tell_news(db: &mut PgConnection, app: &App, now: Instant) -> Result<u64, PageError> {
    if !app.live.is_loaded() {
        return Ok(0);
    }
    let mut letters = 0;
    for due in store::due(db, now.minus(REST), now.minus(QUIET), ROUND).await? {
        letters += u64::from(tell(db, app, now, &due).await?);
    }
    Ok(letters)
}

async fn tell(db: &mut PgConnection, app: &App, now: Instant, due: &Due) -> Result<bool, PageError> {
    let reader = Reader::Absent(due.account_id);
    let asking = asker::load(db, &app.secret, reader, Also::default(), now).await?;
    let (mut people, mut searches) = (HashSet::new(), 0_i64);
    for saved in store::of(db, due.account_id).await? {
        let news = news_of(db, app, now, &asking, &saved).await?;
        store::looked(db, saved.id, &news, now).await?;
        searches += i64::from(!news.is_empty());
        people.extend(news);
    }
    if people.is_empty() {
        return Ok(false);
    }
    let letter = SearchNews {
        first_name: first_name(&due.name).to_owned(),
        people: i64::try_from(people.len()).unwrap_or(i64::MAX),
        searches,
    };
    let envelope = Envelope { to: due.email.clone(), account_id: Some(due.account_id), dedupe_key: None };
    app.outbox.enqueue(db, now, &envelope, &letter).await?;
    Ok(true)
}

/// Who matches now, was not known, and is shown to the owner by the database too.
async fn news_of(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    asking: &Asking,
    saved: &Saved,
) -> Result<Vec<AccountId>, PageError> {
    let (ground, day) = (app.live.ground()?, day_of(now));
    let search = saved.search(&app.secret, &ground, day);
    let offering = search.offering;
    let looked = Looked {
        search,
        offering_given: true,
        unknown: false,
        sensitive: false,
        asking: asking.clone(),
        ground,
        day,
    };
    let known: HashSet<AccountId> = saved.known.iter().copied().collect();
    let mut fresh = results::everybody(db, app, &looked).await?;
    fresh.retain(|person| !known.contains(person));
    if fresh.is_empty() {
        return Ok(fresh);
    }
    let cards = cards::load(db, asking, &fresh, Sight::Accepting(offering)).await?;
    Ok(cards.into_iter().map(|card| card.account_id).collect())
}
