use std::fmt;

use sqlx::PgConnection;

use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, ChemistryId, PoolId};
use crate::platform::words;
use crate::pools::Offering;

/// Why somebody cannot be asked now. Its text is for the page, to be read before any form is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The mentee has not shown where they work.
    Unproven,
    /// Blocked, avoided, suspended, not in a pool of theirs, or not there: nobody learns which.
    NotAvailable,
    Full,
    /// They take no requests for now; again from a day, if they said.
    NotAccepting(Option<Day>),
    /// As many requests are open as the pool allows.
    Cap(i16),
    /// There is an open one to this person.
    AlreadyOpen(ChemistryId),
    /// Declined not long ago: again from then on.
    CoolOff(Instant),
    /// They have agreed to work with somebody already, in the same offering.
    Paired,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unproven => formatter.write_str("Before you ask somebody, show where you work. It takes a minute."),
            Self::NotAvailable => formatter.write_str("They are not available at the moment."),
            Self::Full => formatter.write_str("They have no place left at the moment."),
            Self::NotAccepting(None) => formatter.write_str("They are not taking new requests at the moment."),
            Self::NotAccepting(Some(day)) => {
                write!(formatter, "They are taking no new requests until {}.", words::date(*day))
            }
            Self::Cap(1) => formatter.write_str("You have a request open already. You can ask somebody else when it is answered, or when you take it back."),
            Self::Cap(most) => write!(
                formatter,
                "You have {most} requests open, which is as many as you can have at once. You can ask somebody else when one is answered, or when you take one back."
            ),
            Self::AlreadyOpen(_) => formatter.write_str("You have asked them already."),
            Self::CoolOff(until) => write!(
                formatter,
                "They could not take this on. You can ask them again from {}.",
                words::date(day_of(*until))
            ),
            Self::Paired => formatter.write_str("You have agreed to work with somebody already. When that has ended, you can ask somebody else."),
        }
    }
}

/// How a mentee stands to somebody they may ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Pools they may ask through, the nearest first, with what this person offers there.
    pub through: Vec<(PoolId, Offering)>,
    /// Requests the mentee has open.
    pub open: i64,
    /// How many they may have, by the nearest pool.
    pub cap: i16,
    pub refusal: Option<Refusal>,
}

impl Standing {
    /// What can be asked for, each once.
    #[must_use]
    pub fn offerings(&self) -> Vec<Offering> {
        let mut all: Vec<Offering> = self.through.iter().map(|(_, offering)| *offering).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The pool a request for this would come through.
    #[must_use]
    pub fn pool(&self, offering: Offering) -> Option<PoolId> {
        self.through.iter().find(|(_, offered)| *offered == offering).map(|(pool, _)| *pool)
    }

    /// How many more requests the mentee may send now.
    #[must_use]
    pub fn left(&self) -> i64 {
        (i64::from(self.cap) - self.open).max(0)
    }
}

/// How a mentee stands to somebody, in two statements: through which pools they could be asked, and what speaks against it now.
///
/// # Errors
/// The database's.
pub async fn may_ask(
    db: &mut PgConnection,
    mentee: AccountId,
    practitioner: AccountId,
    now: Instant,
) -> Result<Standing, sqlx::Error> {
    let through = through(db, mentee, practitioner, now).await?;
    let row = sqlx::query!(
        r#"select
             coalesce((select a.employment_proven_at is not null from account a where a.account_id = $1), false) as "proven!",
             $2 in (select kept_apart($1, $3)) as "apart!",
             (select r.cool_off_to from chemistry_request r
              where r.mentee_id = $1 and r.practitioner_id = $2 and r.cool_off_to > $3 order by r.cool_off_to desc limit 1) as "cool_off_to?: Instant",
             exists (select from contact_block b where (b.account_id, b.blocked_id) in (($1, $2), ($2, $1)))
               or exists (select from declared_conflict c where c.one_id = least($1, $2) and c.other_id = greatest($1, $2))
               or $2 in (select avoided_by($1)) as "shut!",
             (select r.chemistry_request_id from chemistry_request r
              where r.mentee_id = $1 and r.practitioner_id = $2 and r.status <> 'closed') as "open_id?: ChemistryId",
             (select count(*) from chemistry_request r where r.mentee_id = $1 and r.status not in ('closed', 'agreed')) as "open!",
             coalesce((select s.open_requests from pool_setting s where s.pool_id = $4), 3::int2) as "cap!",
             coalesce((select p.accepting from place p where p.account_id = $2), false) as "accepting!",
             (select p.resumes_on from place p where p.account_id = $2) as "resumes_on?: Day",
             coalesce((select places_left(p) from place p where p.account_id = $2), 0) as "left!""#,
        mentee.0,
        practitioner.0,
        now as Instant,
        through.first().map(|first| first.pool_id.0),
    )
    .fetch_one(db)
    .await?;
    let known = !through.is_empty();
    let through: Vec<(PoolId, Offering)> =
        through.into_iter().filter(|one| !one.paired).map(|one| (one.pool_id, one.offering)).collect();
    let refusal = if !row.proven {
        Some(Refusal::Unproven)
    } else if let Some(id) = row.open_id {
        Some(Refusal::AlreadyOpen(id))
    } else if mentee == practitioner || !known || row.shut {
        Some(Refusal::NotAvailable)
    } else if let Some(until) = row.cool_off_to {
        Some(Refusal::CoolOff(until))
    } else if row.apart {
        Some(Refusal::NotAvailable)
    } else if through.is_empty() {
        Some(Refusal::Paired)
    } else if !row.accepting {
        Some(Refusal::NotAccepting(row.resumes_on))
    } else if row.left <= 0 {
        Some(Refusal::Full)
    } else if row.open >= i64::from(row.cap) {
        Some(Refusal::Cap(row.cap))
    } else {
        None
    };
    Ok(Standing { through, open: row.open, cap: row.cap, refusal })
}

/// A pool and an offering through which somebody could be asked.
struct Through {
    pool_id: PoolId,
    offering: Offering,
    /// The mentee works with as many in it as the pool lets them.
    paired: bool,
}

/// Pools that are open to a mentee and in which somebody is an active member who is not assigned by coordinators only.
async fn through(
    db: &mut PgConnection,
    mentee: AccountId,
    practitioner: AccountId,
    now: Instant,
) -> Result<Vec<Through>, sqlx::Error> {
    sqlx::query_as!(
        Through,
        r#"select m.pool_id, o.offering as "offering: Offering", is_paired(asker.account_id, o.offering, m.pool_id) as "paired!"
           from account asker
           left join profile f on f.account_id = asker.account_id
           left join term t on t.term_id = f.seniority_id
           join membership m on m.account_id = $2 and m.status = 'active' and m.kind <> 'associate'
           join account a on a.account_id = m.account_id and a.closed_at is null
           join pool p on p.pool_id = m.pool_id and p.valid_from <= $3 and (p.valid_to is null or p.valid_to > $3)
           join membership_offering o on o.membership_id = m.membership_id and o.pool_id = m.pool_id
           where asker.account_id = $1 and asker.closed_at is null
             and (p.minimum_level is null or t.level >= p.minimum_level)
             and pool_open_to(p.pool_id, asker.organisation_id, $3)
           order by array_position(array['organisation', 'system', 'region', 'national'], p.level), p.pool_id, o.offering"#,
        mentee.0,
        practitioner.0,
        day_of(now) as Day,
    )
    .fetch_all(db)
    .await
}
