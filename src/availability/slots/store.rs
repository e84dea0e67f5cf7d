use std::collections::{BTreeMap, HashMap};

use jiff::tz::TimeZone;
use serde::Deserialize;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::offer::{Offer, Times};
use super::wall::zone_named;
use crate::availability::off_duty::Shift;
use crate::availability::{WallTime, Weekday};
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;
use crate::platform::span::Span;
use crate::vocabulary::TermId;

/// From, to, way and place, as a statement gathers them.
type Gathered = (i32, i32, Option<i32>, Option<String>);

/// What the database's function `offered_times` gathers of one person: all that decides when they can be met. Selected as
/// `Json<Offered>` by whichever statement loads them.
#[derive(Debug, Clone, Deserialize)]
pub struct Offered {
    zone: String,
    notice_hours: i16,
    horizon_days: i16,
    buffer_minutes: i16,
    /// Minutes of a first conversation.
    minutes: i16,
    weekly: Vec<(i16, Gathered)>,
    extra: Vec<(Day, Gathered)>,
    away: Vec<(Day, Day)>,
    busy: Busy,
}

/// Beginnings and ends, in microseconds.
type Busy = Vec<(i64, i64)>;

impl Offered {
    #[must_use]
    pub const fn minutes(&self) -> i64 {
        self.minutes as i64
    }

    #[must_use]
    pub fn into_offer(self) -> Offer {
        let weekly = self.weekly.into_iter();
        let weekly = weekly.filter_map(|(day, times)| Some((Weekday::from_number(day)?, times_of(times)?)));
        let extra = self.extra.into_iter().filter_map(|(day, times)| Some((day, times_of(times)?)));
        Offer {
            zone: zone_named(&self.zone),
            notice_hours: self.notice_hours,
            horizon_days: self.horizon_days,
            buffer_minutes: self.buffer_minutes,
            weekly: weekly.collect(),
            extra: extra.collect(),
            away: self.away,
            busy: spans(self.busy),
        }
    }
}

fn spans(busy: Busy) -> Vec<Span> {
    let moment = Instant::from_microsecond;
    busy.into_iter().filter_map(|(from, to)| Span::new(moment(from), moment(to))).collect()
}

/// What these people offer and what is booked of it. One statement.
pub(super) async fn offers(
    db: &mut PgConnection,
    accounts: &[AccountId],
    now: Instant,
) -> Result<HashMap<AccountId, Offered>, sqlx::Error> {
    let ids: Vec<uuid::Uuid> = accounts.iter().map(|account| account.0).collect();
    let rows = sqlx::query!(
        r#"select v.account_id, offered_times(v.account_id, $2) as "offered!: Json<Offered>"
           from availability v where v.account_id = any($1)"#,
        &ids,
        now as Instant,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.account_id, row.offered.0)).collect())
}

/// What a coach or mentor offers, and what is known of a mentee's time.
pub(super) struct Two {
    pub offered: Option<Offered>,
    /// The mentee's.
    pub zone: TimeZone,
    pub duty: BTreeMap<Day, Shift>,
    pub busy: Vec<Span>,
}

/// Both, in one statement.
pub(super) async fn two(
    db: &mut PgConnection,
    practitioner: AccountId,
    mentee: AccountId,
    now: Instant,
) -> Result<Two, sqlx::Error> {
    let row = sqlx::query!(
        r#"select offered_times($1, $3) as "offered?: Json<Offered>",
             zone_of($2) as "zone!",
             coalesce((select json_agg(json_build_array(day, shift)) from off_duty where account_id = $2), '[]')
               as "duty!: Json<Vec<(Day, Shift)>>",
             booked_times($2, $3) as "busy!: Json<Busy>""#,
        practitioner.0,
        mentee.0,
        now as Instant,
    )
    .fetch_one(db)
    .await?;
    Ok(Two {
        offered: row.offered.map(|Json(offered)| offered),
        zone: zone_named(&row.zone),
        duty: row.duty.0.into_iter().collect(),
        busy: spans(row.busy.0),
    })
}

fn times_of((from, to, delivery, place): Gathered) -> Option<Times> {
    let (from, to) = (WallTime::from_minutes(from)?, WallTime::from_minutes(to)?);
    Some(Times { from, to, delivery_id: delivery.map(TermId), place })
}

pub(super) async fn away(db: &mut PgConnection, account: AccountId) -> Result<Vec<(Day, Day)>, sqlx::Error> {
    let rows = sqlx::query!(
        "select from_day, to_day from availability_exception
         where account_id = $1 and kind = 'away' order by from_day, to_day",
        account.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.from_day, row.to_day)).collect())
}
