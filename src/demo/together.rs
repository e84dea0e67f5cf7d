//! Two of the made-up people who work together already, and what they have done so far, made by the same acts as anybody's.

use jiff::SignedDuration;
use sqlx::PgConnection;

use super::people::{POOL, POOL_NAME, people};
use super::seed::SeedError;
use super::threads::{ago, did, id, time};
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::{Instant, london};
use crate::platform::ids::SubmissionId;
use crate::platform::mail::EmailAddress;
use crate::platform::span::Span;
use crate::pools::Offering;
use crate::relationships::model::Content;
use crate::relationships::recording::{self, Through};
use crate::relationships::{agreement, reading, sessions};

const PURPOSE: &str = "I lead a night shift in a care home and would like to become its deputy manager. I want to speak up in \
                       meetings with the trust, and to stop taking every worry home.";

/// Maria and Grace began before the hub, have met twice since, and meet again in some days.
pub(super) async fn begin(db: &mut PgConnection, app: &App) -> Result<(), SeedError> {
    let (Some(grace), Some(maria)) = (id("grace"), id("maria")) else { return Ok(()) };
    let Some(person) = people().iter().find(|person| person.key == "maria") else { return Ok(()) };
    let email = did(EmailAddress::parse(person.email))?;
    let through = Through { pool_id: POOL, pool: POOL_NAME.to_owned(), offering: Offering::Mentoring };
    let then = ago(app, 24 * 58);
    let since = day_of(app.clock.now().minus(SignedDuration::from_hours(24 * 80)));
    let submission = SubmissionId::new(then.clock.now());
    did(recording::record_pairing(db, &then, grace, &email, &through, since, submission).await)?;
    let asked = recording::of_account(db, maria, None, then.clock.now()).await?;
    let Some(asked) = asked.into_iter().next() else { return Ok(()) };
    did(recording::confirm(db, &ago(app, 24 * 57), maria, asked.id).await)?;
    let Some(one) = reading::seen(db, maria, None, then.clock.now()).await?.into_iter().next() else {
        return Ok(());
    };
    let mut content = Content::usual(Offering::Mentoring);
    content.terms.sessions = Some(8);
    PURPOSE.clone_into(&mut content.words.purpose);
    let then = ago(app, 24 * 56);
    let submission = SubmissionId::new(then.clock.now());
    did(agreement::propose(db, &then, maria, one.id, 1, &content, submission).await)?;
    did(agreement::sign(db, &ago(app, 24 * 55), grace, one.id, 2).await)?;
    for (days, minutes) in [(45, 60), (17, 75)] {
        let then = ago(app, 24 * days - 30);
        let at = evening(app, days)?;
        let submission = SubmissionId::new(then.clock.now());
        did(sessions::add_held(db, &then, grace, one.id, at, minutes, submission).await)?;
    }
    let then = ago(app, 24 * 3);
    let next = Span::of_minutes(time(db, app, 24 * 3, grace, None).await?.starts(), 60);
    let submission = SubmissionId::new(then.clock.now());
    did(sessions::arrange(db, &then, maria, one.id, next, submission).await)?;
    Ok(())
}

/// Six in the evening, so many days ago.
fn evening(app: &App, days: i64) -> Result<Instant, SeedError> {
    let day = day_of(app.clock.now().minus(SignedDuration::from_hours(24 * days)));
    Ok(Instant::new(did(day.date().at(18, 0, 0, 0).to_zoned(london()))?.timestamp()))
}
