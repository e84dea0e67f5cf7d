//! How a relationship stands, as the pages of the two show it.

use jiff::tz::TimeZone;
use sqlx::PgConnection;

use super::model::{Outcome, Status, Terms};
use super::sessions::is_on;
use crate::accounts::first_name;
use crate::chemistry::model::Side;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, ChemistryId, PoolId, RelationshipId, SessionId};
use crate::platform::span::Span;
use crate::platform::words;
use crate::pools::Offering;

/// A relationship as one of the two sees it.
#[expect(clippy::struct_excessive_bools, reason = "facts of one row, each of its own")]
#[derive(Debug, Clone)]
pub struct Seen {
    pub id: RelationshipId,
    pub pool_id: PoolId,
    pub pool: String,
    pub chemistry_id: Option<ChemistryId>,
    pub offering: Offering,
    pub status: Status,
    pub side: Side,
    pub other_id: AccountId,
    pub other: String,
    pub began_on: Option<Day>,
    pub review_on: Option<Day>,
    pub review_at_session: Option<i16>,
    pub reviews: i16,
    pub paused_to: Option<Day>,
    pub ending_on: Option<Day>,
    pub ended_at: Option<Instant>,
    pub outcome: Option<Outcome>,
    /// The other has died, and a coordinator is to write to the reader about it first.
    pub still: bool,
    /// They were asked whether they are still in touch.
    pub nudges: i16,
    /// What holds.
    pub terms: Option<Terms>,
    /// The latest version of the agreement, and who has signed it.
    pub latest: i32,
    pub signed_by_me: bool,
    pub signed_by_other: bool,
    /// Until when both are to sign, before a beginning.
    pub until: Option<Instant>,
    pub held: i64,
    /// Minutes of all sessions held.
    pub minutes: i64,
    /// The next session in the calendar, or the one that goes on.
    pub next_at: Option<Instant>,
    pub next_id: Option<SessionId>,
    /// They meet now, or in a moment.
    pub meets_now: bool,
    /// A session whose time is over and of which the reader has not said how long it was.
    pub to_log: Option<SessionId>,
    pub to_log_at: Option<Instant>,
    /// Times the other offers for the next session.
    pub offered: i64,
    /// The reader has answered the review that is due.
    pub reviewed_by_me: bool,
    /// The reader has looked back at the end.
    pub evaluated_by_me: bool,
}

impl Seen {
    #[must_use]
    pub fn first_name(&self) -> &str {
        first_name(&self.other)
    }

    #[must_use]
    pub fn path(&self) -> String {
        super::path(self.id)
    }

    #[must_use]
    pub const fn is_mentee(&self) -> bool {
        matches!(self.side, Side::Mentee)
    }

    /// "Coaching with Grace"
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} with {}", words::capitalised(self.offering.label()), self.first_name())
    }

    /// What a tag says, and its colour.
    #[must_use]
    pub fn tag(&self) -> (&'static str, &'static str) {
        if self.still { ("Stopped for now", "grey") } else { self.status.tag() }
    }

    /// A later version than the one that holds waits for somebody's signature.
    #[must_use]
    pub const fn is_proposed(&self) -> bool {
        !(self.signed_by_me && self.signed_by_other)
    }

    /// Something has to come from the reader.
    #[must_use]
    pub fn waits_for_me(&self) -> bool {
        match self.status {
            _ if self.still => false,
            Status::Agreeing => !self.signed_by_me,
            Status::Active | Status::ReviewDue | Status::Ending if self.meets_now => true,
            Status::ReviewDue if !self.reviewed_by_me => true,
            Status::Active | Status::ReviewDue | Status::Ending => {
                self.to_log.is_some() || self.offered > 0 || self.nudges > 0 || !self.signed_by_me
            }
            Status::Ended => self.is_to_evaluate(),
            Status::Recorded | Status::Paused | Status::NotBegun => false,
        }
    }

    /// Where it stands in a list: who meets now, then what waits for the reader, then by the next session.
    #[must_use]
    pub fn order(&self) -> (bool, bool, bool, Option<Instant>) {
        (!self.meets_now, !self.waits_for_me(), self.next_at.is_none(), self.next_at)
    }

    /// Whether it belongs on the reader's first page: it goes on, or ended a short while ago and they have not looked back.
    #[must_use]
    pub fn is_on_the_desk(&self, now: Instant) -> bool {
        match self.status {
            Status::Ended => {
                self.is_to_evaluate() && self.ended_at.is_some_and(|at| now.since(at).as_hours() < 24 * 60)
            }
            Status::NotBegun => false,
            _ => true,
        }
    }

    /// It ended and the reader has not looked back yet; whoever lost somebody is not asked.
    #[must_use]
    pub fn is_to_evaluate(&self) -> bool {
        self.status == Status::Ended
            && !self.evaluated_by_me
            && !matches!(self.outcome, Some(Outcome::Left | Outcome::Stopped))
    }

    /// What comes next, in a sentence.
    #[must_use]
    pub fn next(&self, now: Instant, zone: &TimeZone) -> String {
        match self.status {
            _ if self.still => {
                "This has stopped for now. A coordinator will write to you about it soon; nothing is asked of you until then.".to_owned()
            }
            // Not shown: a pairing that waits to be confirmed is an address (recording).
            Status::Recorded => String::new(),
            Status::Agreeing => self.to_sign(),
            Status::Paused => match self.paused_to {
                Some(to) => format!("Paused until the end of {}.", words::date(to)),
                None => "Paused.".to_owned(),
            },
            Status::Ended if self.is_to_evaluate() => {
                format!("{} Look back on it: a few questions, three minutes.", self.ending())
            }
            Status::Ended | Status::NotBegun => self.ending(),
            Status::Active | Status::ReviewDue | Status::Ending if self.meets_now => self.meeting_now(zone),
            Status::ReviewDue if !self.reviewed_by_me => {
                "Your review is due: how is it going, and do you go on?".to_owned()
            }
            Status::Active | Status::ReviewDue | Status::Ending => self.meeting(now, zone),
        }
    }

    /// What waits for the reader beside what comes next, each with where it is done: sentence, link and path.
    #[must_use]
    pub fn waiting(&self) -> Vec<(String, &'static str, String)> {
        let (name, mut all) = (self.first_name(), Vec::new());
        if !self.status.is_live() || self.still {
            return all;
        }
        if self.is_proposed() && !self.signed_by_me {
            let path = format!("{}/agreement", self.path());
            all.push((format!("{name} has changed your agreement."), "Read and sign it", path));
        }
        if self.offered > 0 && (self.next_at.is_some() || self.to_log_at.is_some()) {
            let path = format!("{}/sessions", self.path());
            all.push((format!("{name} offers you times."), "Choose one", path));
        }
        if self.status == Status::ReviewDue
            && !self.reviewed_by_me
            && (self.meets_now || self.to_log_at.is_some())
        {
            all.push((
                "Your review is due.".to_owned(),
                "Look at how it goes",
                format!("{}/review", self.path()),
            ));
        }
        all
    }

    fn to_sign(&self) -> String {
        let name = self.first_name();
        let by = self.until.map(|until| format!(" by {}", words::by_end_of(until))).unwrap_or_default();
        if self.signed_by_me {
            format!("You have signed the agreement. {name} is to sign it{by}.")
        } else if self.signed_by_other {
            format!("{name} has signed the agreement. Read it and sign{by}.")
        } else {
            format!("Read the agreement, change what does not suit you, and sign{by}.")
        }
    }

    fn meeting_now(&self, zone: &TimeZone) -> String {
        let name = self.first_name();
        match self.next_at {
            Some(at) => format!("You meet {name} today at {}.", words::time(at.in_zone(zone).time())),
            None => format!("You meet {name} now."),
        }
    }

    fn meeting(&self, now: Instant, zone: &TimeZone) -> String {
        let name = self.first_name();
        if let Some(at) = self.to_log_at {
            return format!("Did you meet on {}? Say how long it was.", words::date_time_in(at, zone));
        }
        if let Some(at) = self.next_at.filter(|at| *at > now) {
            return format!("You meet {name} on {}.", words::date_time_in(at, zone));
        }
        if self.offered > 0 {
            return format!("{name} offers you times. Choose one.");
        }
        match self.ending_on {
            Some(on) => format!("Your work with {name} ends on {}.", words::date(on)),
            None if self.held == 0 => "Arrange your first session.".to_owned(),
            None => "Arrange your next session.".to_owned(),
        }
    }

    fn ending(&self) -> String {
        let how = self.outcome.map_or("Ended", Outcome::label);
        match self.ended_at {
            Some(at) => format!("{how}, on {}.", words::date(Day::new(at.in_london().date()))),
            None => format!("{how}."),
        }
    }

    /// "3 of 6 sessions", "3 sessions".
    #[must_use]
    pub fn progress(&self) -> String {
        match self.terms.and_then(|terms| terms.sessions) {
            Some(agreed) => format!("{} of {}", self.held, words::count(agreed, "session", "sessions")),
            None => words::count(self.held, "session", "sessions"),
        }
    }

    /// "1 hour 30 minutes" of sessions in all.
    #[must_use]
    pub fn time(&self) -> String {
        super::duration(self.minutes)
    }
}

/// Whether the next session of two goes on, or is about to begin.
fn meets_now(next_at: Option<Instant>, minutes: Option<i16>, now: Instant) -> bool {
    next_at.zip(minutes).is_some_and(|(at, minutes)| is_on(&Span::of_minutes(at, minutes.into()), now))
}

/// Those of somebody who work together, what goes on first; or one of them alone. None of another's.
///
/// # Errors
/// The database's.
pub async fn seen(
    db: &mut PgConnection,
    account: AccountId,
    only: Option<RelationshipId>,
    now: Instant,
) -> Result<Vec<Seen>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select r.relationship_id, r.pool_id, p.name as pool, r.chemistry_request_id as "chemistry_id?: ChemistryId",
             r.offering as "offering: Offering", r.status as "status: Status", my.side as "side!: Side",
             other.account_id, other.name,
             r.began_on as "began_on?: Day", r.review_on as "review_on?: Day", r.review_at_session, r.reviews,
             r.paused_to as "paused_to?: Day", r.ending_on as "ending_on?: Day", r.ended_at as "ended_at?: Instant",
             r.outcome as "outcome?: Outcome", r.nudges, is_still(r.relationship_id) as "still!",
             holds.sessions as "sessions?", holds.minutes as "agreed_minutes?", holds.every_weeks as "every_weeks?",
             holds.review_after as "review_after?", holds.review_months as "review_months?",
             coalesce(latest.agreement_version, 0) as "latest!",
             coalesce(case my.side when 'mentee' then latest.mentee_signed_at else latest.practitioner_signed_at end is not null, false) as "signed_by_me!",
             coalesce(case my.side when 'mentee' then latest.practitioner_signed_at else latest.mentee_signed_at end is not null, false) as "signed_by_other!",
             request.until as "until?: Instant",
             done.held as "held!", done.minutes as "minutes!",
             ahead.starts_at as "next_at?: Instant", ahead.session_id as "next_id?: SessionId",
             ahead.planned_minutes as "next_minutes?",
             open.session_id as "to_log?: SessionId", open.starts_at as "to_log_at?: Instant",
             (select count(*) from session_offer o where o.relationship_id = r.relationship_id and o.side <> my.side and o.starts_at > $3) as "offered!",
             exists (select from review_answer a where a.relationship_id = r.relationship_id and a.review_number = r.reviews + 1
                       and a.side = my.side) as "reviewed!",
             exists (select from evaluation e where e.relationship_id = r.relationship_id and e.side = my.side) as "evaluated!"
           from relationship r
           join pool p on p.pool_id = r.pool_id
           cross join lateral (select case when r.mentee_id = $1 then 'mentee' else 'practitioner' end as side) my
           join account other on other.account_id = case my.side when 'mentee' then r.practitioner_id else r.mentee_id end
           left join lateral (select * from agreement a where a.relationship_id = r.relationship_id
                              order by a.agreement_version desc limit 1) latest on true
           left join lateral (select * from agreement a where a.relationship_id = r.relationship_id
                                and a.mentee_signed_at is not null and a.practitioner_signed_at is not null
                              order by a.agreement_version desc limit 1) holds on true
           left join chemistry_request request on request.chemistry_request_id = r.chemistry_request_id and request.status = 'agreed'
           left join lateral (select count(*) as held, coalesce(sum(s.minutes), 0)::bigint as minutes from session s
                              where s.relationship_id = r.relationship_id and s.status = 'held') done on true
           left join lateral (select s.starts_at, s.session_id, s.planned_minutes from session s
                              where s.relationship_id = r.relationship_id and s.status = 'arranged'
                                and s.starts_at + make_interval(mins => s.planned_minutes) > $3
                              order by s.starts_at limit 1) ahead on true
           left join lateral (select s.starts_at, s.session_id from session s
                              where s.relationship_id = r.relationship_id and s.status = 'arranged'
                                and s.starts_at + make_interval(mins => s.planned_minutes) <= $3
                              order by s.starts_at limit 1) open on true
           where (r.mentee_id = $1 or r.practitioner_id = $1) and r.status <> 'recorded' and ($2::uuid is null or r.relationship_id = $2)
           order by r.status in ('ended', 'not-begun'), coalesce(r.ended_at, $3) desc, r.created_at desc, r.relationship_id
           limit 200"#,
        account.0,
        only.map(|id| id.0) as Option<uuid::Uuid>,
        now as Instant,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Seen {
            id: row.relationship_id,
            pool_id: row.pool_id,
            pool: row.pool,
            chemistry_id: row.chemistry_id,
            offering: row.offering,
            status: row.status,
            side: row.side,
            other_id: row.account_id,
            other: row.name,
            began_on: row.began_on,
            review_on: row.review_on,
            review_at_session: row.review_at_session,
            reviews: row.reviews,
            paused_to: row.paused_to,
            ending_on: row.ending_on,
            ended_at: row.ended_at,
            outcome: row.outcome,
            still: row.still,
            nudges: row.nudges,
            terms: match (row.agreed_minutes, row.review_after, row.review_months) {
                (Some(minutes), Some(review_after), Some(review_months)) => Some(Terms {
                    sessions: row.sessions,
                    minutes,
                    every_weeks: row.every_weeks,
                    review_after,
                    review_months,
                }),
                _ => None,
            },
            latest: row.latest,
            signed_by_me: row.signed_by_me,
            signed_by_other: row.signed_by_other,
            until: row.until,
            held: row.held,
            minutes: row.minutes,
            meets_now: meets_now(row.next_at, row.next_minutes, now),
            next_at: row.next_at,
            next_id: row.next_id,
            to_log: row.to_log,
            to_log_at: row.to_log_at,
            offered: row.offered,
            reviewed_by_me: row.reviewed,
            evaluated_by_me: row.evaluated,
        })
        .collect())
}
