use sqlx::PgConnection;

use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, MembershipId, PoolId, RelationshipId};
use crate::pools::Offering;
use crate::relationships::model::{Quiet, Status, Terms, days_to_next_step};

/// Two who work together, as their pool's coordinators see them.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "what a line of the list says of a pair")]
pub struct Listed {
    pub id: RelationshipId,
    pub mentee_id: AccountId,
    pub mentee: String,
    pub practitioner: String,
    pub offering: Offering,
    pub status: Status,
    pub began_on: Option<Day>,
    /// The last thing that shows that they are in touch.
    pub touched_at: Instant,
    pub held: i64,
    pub last_at: Option<Instant>,
    /// They were asked about a silence and nothing was heard since.
    pub is_silent: bool,
    /// The mentee needs somebody else: the coach or mentor has left the pool, or the hub, or is suspended.
    pub to_rehome: bool,
    /// The coach or mentor.
    pub practitioner_id: AccountId,
    /// When it ended, where it did.
    pub ended_at: Option<Instant>,
    /// One of the two has died, and the other has been told nothing yet.
    pub is_still: bool,
    /// The coach's or mentor's membership; none once they have left the pool.
    pub membership_id: Option<MembershipId>,
    /// How often the hub wrote about the silence, when it began to and when it last did.
    pub nudges: i16,
    pub asked_at: Option<Instant>,
    pub nudged_at: Option<Instant>,
    /// They signed how often they meet: every so many weeks, or (none) as and when.
    pub signed: bool,
    pub every_weeks: Option<i16>,
    /// How many there are in all.
    pub total: i64,
}

impl Listed {
    /// The last thing that shows that they are in touch, a session among them.
    #[must_use]
    pub fn heard_at(&self) -> Instant {
        self.last_at.map_or(self.touched_at, |at| at.max(self.touched_at))
    }

    /// In how many days the hub takes the next step about their silence.
    #[must_use]
    pub fn days_to_next_step(&self, now: Instant) -> Option<i64> {
        let days_since = |then: Instant| now.since(then).as_hours() / 24;
        let every = if self.signed { self.every_weeks } else { Terms::usual(self.offering).every_weeks };
        let quiet = Quiet {
            days: days_since(self.heard_at()),
            steps: self.nudges,
            days_since_step: self.nudged_at.map(days_since),
        };
        days_to_next_step(every, quiet)
    }
}

/// Which of them are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    All,
    Silent,
    ToRehome,
    /// Those of both.
    Waiting,
}

impl Which {
    #[must_use]
    pub fn parse(raw: &str) -> Self {
        match raw {
            "silent" => Self::Silent,
            "to-rehome" => Self::ToRehome,
            _ => Self::All,
        }
    }

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Silent => "silent",
            Self::ToRehome => "to-rehome",
            Self::Waiting => "waiting",
        }
    }
}

/// Those who work together in a pool, whoever needs somebody first, and with
/// `ToRehome` or `Waiting` also those whose coach or mentor left; one's own left out, because nobody watches over themselves.
pub(in crate::coordination) async fn listed(
    db: &mut PgConnection,
    pool: PoolId,
    viewer: AccountId,
    which: Which,
    (limit, offset): (i64, i64),
    now: Instant,
) -> Result<Vec<Listed>, sqlx::Error> {
    sqlx::query_as!(
        Listed,
        r#"select r.relationship_id as "id: RelationshipId", r.mentee_id, m.name as mentee, r.practitioner_id,
             case when p.closed_at is null then p.name else 'somebody who has left' end as "practitioner!",
             r.offering as "offering: Offering", r.status as "status: Status", r.began_on as "began_on?: Day", r.touched_at,
             r.ended_at as "ended_at?: Instant", is_still(r.relationship_id) as "is_still!",
             (select count(*) from session s where s.relationship_id = r.relationship_id and s.status = 'held') as "held!",
             (select max(s.starts_at) from session s where s.relationship_id = r.relationship_id and s.status = 'held') as "last_at?: Instant",
             r.nudges > 1 and r.status in ('active', 'review-due') as "is_silent!", g.id is not null as "to_rehome!", b.membership_id as "membership_id?: MembershipId",
             r.nudges, r.nudged_at as "nudged_at?: Instant",
             case when r.nudges > 1 then
               (select min(e.occurred_at) from event e where e.subject_noun = 'relationship' and e.subject_id = r.relationship_id
                  and e.kind = 'relationship.asked-about-silence' and e.occurred_at > r.touched_at) end as "asked_at?: Instant",
             t.relationship_id is not null as "signed!", t.every_weeks as "every_weeks?", count(*) over () as "total!"
           from relationship r
           join account m on m.account_id = r.mentee_id
           join account p on p.account_id = r.practitioner_id
           left join pairs_to_rehome($1, $6) g (id) on g.id = r.relationship_id
           left join membership b on b.pool_id = r.pool_id and b.account_id = r.practitioner_id and b.status <> 'left'
           left join lateral (select v.relationship_id, v.every_weeks from agreement v
                              where v.relationship_id = r.relationship_id and v.mentee_signed_at is not null and v.practitioner_signed_at is not null
                              order by v.agreement_version desc limit 1) t on r.nudges > 1
           where r.pool_id = $1 and $2 not in (r.mentee_id, r.practitioner_id)
             and (r.status in ('active', 'review-due', 'paused', 'ending') or $3 in ('to-rehome', 'waiting') and r.outcome = 'left')
             and case $3 when 'silent' then r.nudges > 1 and r.status in ('active', 'review-due') when 'to-rehome' then g.id is not null
                 when 'waiting' then g.id is not null or r.nudges > 1 and r.status in ('active', 'review-due') else true end
           order by g.id is not null desc, r.nudges > 1 and r.status in ('active', 'review-due') desc, r.touched_at, r.relationship_id limit $4 offset $5"#,
        pool.0,
        viewer.0,
        which.code(),
        limit,
        offset,
        now as Instant,
    )
    .fetch_all(db)
    .await
}

/// How many of them there are.
pub(super) async fn total(
    db: &mut PgConnection,
    pool: PoolId,
    viewer: AccountId,
    which: Which,
    now: Instant,
) -> Result<i64, sqlx::Error> {
    Ok(listed(db, pool, viewer, which, (1, 0), now).await?.first().map_or(0, |one| one.total))
}

/// Lets a mentee work with one more in an offering than the pool's cap; who and in what. Doing it again changes nothing.
pub(super) async fn grant(
    db: &mut PgConnection,
    now: Instant,
    pool: PoolId,
    by: AccountId,
    id: RelationshipId,
) -> Result<Option<(String, Offering)>, sqlx::Error> {
    let granted = sqlx::query!(
        r#"with granted as (
             insert into relationship_grant (pool_id, mentee_id, offering, granted_by, granted_at)
             select r.pool_id, r.mentee_id, r.offering, $3, $4 from relationship r
             where r.relationship_id = $2 and r.pool_id = $1 and $3 not in (r.mentee_id, r.practitioner_id)
             on conflict on constraint relationship_grant_pk do update set granted_at = relationship_grant.granted_at
             returning mentee_id, offering
           )
           select a.name, g.offering as "offering!: Offering" from granted g join account a on a.account_id = g.mentee_id"#,
        pool.0,
        id.0,
        by.0,
        now as Instant,
    )
    .fetch_optional(db)
    .await?;
    Ok(granted.map(|row| (row.name, row.offering)))
}
