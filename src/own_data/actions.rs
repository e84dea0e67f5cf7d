use jiff::SignedDuration;
use sqlx::PgConnection;

use super::model::{Copy, Format, OwnDataEvent, Section};
use super::value::{Record, Value};
use super::{
    account_store, contact_store, hours_store, offer_store, opening, search_store, together_store, zone_store,
};
use crate::accounts::throttle::{self, Bucket, Limit, Taken};
use crate::app::App;
use crate::chemistry::messages;
use crate::events::{self, Actor};
use crate::platform::ids::AccountId;
use crate::relationships::notes;

/// Copies of one account in a day: enough for both files, a slip and another browser.
const COPIES: Limit = Limit::new(6, SignedDuration::from_hours(24));

/// What became of asking for a copy.
#[derive(Debug)]
pub enum Download {
    Made(Box<Copy>),
    /// So many were made today that the next waits.
    TooMany {
        seconds: u32,
    },
}

/// Makes a copy of everything the hub keeps about somebody, and records that they took it (S13), and that they read what others
/// share with them. The transaction must say who asks (`App::begin`): row-level security gives notes to nobody else.
///
/// # Errors
/// The database's.
pub async fn download(
    db: &mut PgConnection,
    app: &App,
    me: AccountId,
    format: Format,
) -> Result<Download, sqlx::Error> {
    let now = app.clock.now();
    let buckets = [Bucket::new("own-data", &[me.0.as_bytes()], COPIES)];
    if let Taken::Wait { seconds } = throttle::take_on(db, now, &buckets).await? {
        return Ok(Download::TooMany { seconds });
    }
    // Recorded first, so that the copy has it as well.
    events::record(db, Actor::Account(me), now, &OwnDataEvent::Downloaded(me, format)).await?;
    let notes = copied_notes(db, app, me).await?;
    zone_store::in_utc(db).await?;
    let mut sections = account_store::account(db, me).await?;
    sections.extend(offer_store::profile(db, me).await?);
    sections.extend(offer_store::availability(db, me).await?);
    sections.extend(offer_store::memberships(db, me).await?);
    sections.extend(search_store::searches(db, me).await?);
    sections.extend(search_store::people(db, me).await?);
    sections.extend(contact_store::requests(db, me).await?);
    sections.push(contact_store::messages(db, me, now.minus(messages::READABLE)).await?);
    sections.extend(contact_store::apart(db, me).await?);
    sections.extend(together_store::relationships(db, me).await?);
    sections.push(together_store::agreements(db, me).await?);
    sections.extend(together_store::sessions(db, me).await?);
    sections.extend(together_store::reviews(db, me).await?);
    sections.extend(together_store::evaluations(db, me).await?);
    sections.extend(together_store::goals(db, me).await?);
    sections.push(notes);
    sections.extend(hours_store::returns(db, me).await?);
    sections.extend(hours_store::ledger(db, me).await?);
    sections.extend(contact_store::concerns(db, me).await?);
    sections.push(account_store::enquiries(db, me).await?);
    sections.push(account_store::drafts(db, me).await?);
    // Long, and seldom what somebody looks for.
    sections.extend(account_store::sign_ins(db, me).await?);
    sections.extend(account_store::mail(db, me).await?);
    sections.push(account_store::events(db, me).await?);
    let sections = sections.into_iter().map(|section| opening::section(app, me, section)).collect();
    Ok(Download::Made(Box::new(Copy { account_id: me, made_at: now, sections })))
}

async fn copied_notes(db: &mut PgConnection, app: &App, me: AccountId) -> Result<Section, sqlx::Error> {
    let notes = notes::copy(db, app, me).await?;
    let records = notes.into_iter().map(|note| {
        let mut record = Record::default();
        record.put("note_id", Value::of(&note.note_id));
        record.put("relationship_id", Value::of(&note.relationship_id));
        let author = if note.own { "you".to_owned() } else { note.author };
        record.put("written_by", Value::Text(author));
        record.put("shared", Value::Yes(note.shared));
        record.put("words", Value::Text(note.text.unwrap_or_else(|| opening::UNREADABLE.to_owned())));
        record.put("session_id", Value::of(&note.session_id));
        record.put("created_at", Value::of(&note.created_at));
        record.put("changed_at", Value::of(&note.changed_at));
        record
    });
    Ok(Section::new("notes", "Your notes, and those shared with you", records.collect()))
}
