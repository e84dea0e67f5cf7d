//! How somebody answers: counted for the reply promise and for ties in matching, and a kind pause for who cannot keep up.

use sqlx::PgConnection;

use super::error::ActError;
use super::model::{Outcome, Side};
use super::news::{self, News};
use super::request::Request;
use crate::app::App;
use crate::availability::{self, Because};
use crate::events::Actor;
use crate::organisations::day_of;
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

/// So many requests in a row without an answer pause a profile, and so many declined.
const SILENT: usize = 2;
const DECLINED: usize = 5;

/// Somebody was asked.
pub(super) async fn asked(
    db: &mut PgConnection,
    app: &App,
    request: &Request,
    now: Instant,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into reply_record (account_id, asked, last_asked_at) values ($1, 1, $2)
         on conflict (account_id) do update set asked = reply_record.asked + 1, last_asked_at = excluded.last_asked_at",
        request.practitioner_id.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    app.exposure.asked(request.practitioner_id, day_of(now));
    Ok(())
}

/// Somebody answered a request for the first time: the median is reckoned over their last twenty answers.
pub(super) async fn answered(
    db: &mut PgConnection,
    request: &Request,
    now: Instant,
) -> Result<(), sqlx::Error> {
    if request.answered_at != Some(now) {
        return Ok(());
    }
    sqlx::query!(
        "update reply_record set answered = least(answered + 1, asked),
           median_hours = (
             select percentile_cont(0.5) within group (order by extract(epoch from l.answered_at - l.sent_at) / 3600)::int4
             from (select r.answered_at, r.sent_at from chemistry_request r
                   where r.practitioner_id = $1 and r.answered_at >= r.sent_at order by r.answered_at desc limit 20) l)
         where account_id = $1",
        request.practitioner_id.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Pauses the profile of somebody who has let two requests in a row expire. It is counted afresh from when they take requests
/// again.
pub(super) async fn rest_if_silent(
    db: &mut PgConnection,
    app: &App,
    request: &Request,
) -> Result<(), ActError> {
    rest(db, app, request, Outcome::Expired, SILENT, Because::Unanswered).await
}

/// The same for five declined in a row.
pub(super) async fn rest_if_declining(
    db: &mut PgConnection,
    app: &App,
    request: &Request,
) -> Result<(), ActError> {
    rest(db, app, request, Outcome::Declined, DECLINED, Because::Declined).await
}

async fn rest(
    db: &mut PgConnection,
    app: &App,
    request: &Request,
    outcome: Outcome,
    every: usize,
    because: Because,
) -> Result<(), ActError> {
    let last = last_outcomes(db, request.practitioner_id).await?;
    let in_a_row = last.iter().take_while(|one| **one == Some(outcome)).count();
    if in_a_row < every {
        return Ok(());
    }
    let now = app.clock.now();
    let taking = availability::place(db, request.practitioner_id).await?.is_some_and(|place| place.accepting);
    if !taking {
        return Ok(());
    }
    availability::close(db, Actor::System, now, request.practitioner_id, None, because).await?;
    news::tell(db, app, now, request, Side::Practitioner, News::Resting { because }).await?;
    news::tell_coordinators(db, app, now, request, because).await?;
    Ok(())
}

/// How the last requests to somebody ended that were answered or came to an end since they last took requests again; none for
/// one that was accepted.
async fn last_outcomes(
    db: &mut PgConnection,
    practitioner: AccountId,
) -> Result<Vec<Option<Outcome>>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select case when outcome in ('expired', 'declined') then outcome end as "outcome?: Outcome" from chemistry_request
           where practitioner_id = $1 and sent_at is not null
             and coalesce(closed_at, answered_at) > coalesce((select p.reopened_at from place p where p.account_id = $1), '-infinity')
             and (status in ('arranging', 'booked', 'deciding', 'agreed') or outcome not in ('withdrawn', 'full', 'stopped', 'left', 'unanswered'))
           order by coalesce(closed_at, answered_at) desc, chemistry_request_id desc limit 40"#,
        practitioner.0,
    )
    .fetch_all(db)
    .await
}
