use sqlx::PgConnection;

use super::model::{Kind, Shown};
use crate::memberships::Status;
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, MembershipId, PoolId};
use crate::platform::words;

/// What a pool asks of one member in a year, and how much of it counts today.
#[derive(Debug, Clone)]
pub struct PoolProgress {
    pub pool_id: PoolId,
    pub membership_id: MembershipId,
    pub pool: String,
    pub status: Status,
    pub needs_training: bool,
    /// Whether they offer coaching supervision there.
    pub supervises: bool,
    /// How often within twelve months; 0 for not at all.
    pub supervision_a_year: i16,
    pub cpd_a_year: i16,
    /// The events that count today, those of a ledger and others.
    pub supervision_counted: i64,
    pub cpd_counted: i64,
    /// Those of them that are in no ledger: shown to the pool itself.
    pub shown_to_it: i64,
}

/// One of the two things asked for by the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    pub kind: Kind,
    pub wanted: i64,
    pub counted: i64,
}

impl Asked {
    #[must_use]
    pub const fn is_met(&self) -> bool {
        self.counted >= self.wanted
    }

    /// How full its bar is, from 0 to 100.
    #[must_use]
    pub fn percent(&self) -> i64 {
        if self.wanted <= 0 { 100 } else { (self.counted.max(0) * 100 / self.wanted).min(100) }
    }

    /// "1 of 2 in the last twelve months. One more is asked for."
    #[must_use]
    pub fn sentence(&self) -> String {
        let more = self.wanted - self.counted;
        if more < 0 {
            return format!("{} in the last twelve months. The pool asks for {}.", self.counted, self.wanted);
        }
        let rest = match more {
            ..=0 => "That is what the pool asks for.".to_owned(),
            1 => "One more is asked for.".to_owned(),
            more => format!("{} more are asked for.", words::capitalised(&words::number(more))),
        };
        format!("{} of {} in the last twelve months. {rest}", self.counted, self.wanted)
    }

    /// What is counted, in a word or two.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        if matches!(self.kind, Kind::Cpd) { "CPD" } else { "Supervision" }
    }
}

impl PoolProgress {
    /// Whether the pool asks this member for such a thing.
    #[must_use]
    pub const fn asks_for(&self, kind: Kind) -> bool {
        match kind {
            Kind::SupervisionReceived => self.supervision_a_year > 0,
            Kind::Cpd => self.cpd_a_year > 0,
            Kind::Training => self.needs_training,
            Kind::SupervisionGiven => false,
        }
    }

    /// What is asked for by the year.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        [
            (Kind::SupervisionReceived, self.supervision_a_year, self.supervision_counted),
            (Kind::Cpd, self.cpd_a_year, self.cpd_counted),
        ]
        .into_iter()
        .filter(|(_, wanted, _)| *wanted > 0)
        .map(|(kind, wanted, counted)| Asked { kind, wanted: i64::from(wanted), counted })
        .collect()
    }
}

/// The pools that an entry of this kind is shown to, in the order in which memberships are locked.
pub(super) fn shown_to(pools: &[PoolProgress], kind: Kind, shown: Shown) -> Vec<PoolId> {
    let mut ids: Vec<PoolId> = pools
        .iter()
        .filter(|pool| pool.asks_for(kind) && shown.includes(pool.pool_id))
        .map(|pool| pool.pool_id)
        .collect();
    ids.sort_unstable();
    ids
}

/// How an account stands today to what each of its pools asks for by the year, the oldest membership first. Those it has left
/// are not among them. What counts is what [`crate::memberships::assess`] counts: events for a year from their day, or as
/// long as a coordinator gave them.
///
/// # Errors
/// The database's.
pub async fn progress(
    db: &mut PgConnection,
    account: AccountId,
    today: Day,
) -> Result<Vec<PoolProgress>, sqlx::Error> {
    sqlx::query_as!(
        PoolProgress,
        r#"select m.pool_id as "pool_id: PoolId", m.membership_id as "membership_id: MembershipId", p.name as pool,
             m.status as "status: Status", coalesce(bool_or(o.needs_training), false) as "needs_training!",
             bool_or(mo.offering = 'supervision') as "supervises!",
             coalesce(max(o.supervision_a_year), 0::smallint) as "supervision_a_year!",
             coalesce(max(o.cpd_a_year), 0::smallint) as "cpd_a_year!",
             coalesce(c.supervisions, 0) as "supervision_counted!", coalesce(c.cpds, 0) as "cpd_counted!",
             coalesce(c.shown_to_it, 0) as "shown_to_it!"
           from membership m
           join pool p using (pool_id)
           join membership_offering mo on mo.pool_id = m.pool_id and mo.membership_id = m.membership_id
           left join pool_offering o on o.pool_id = m.pool_id and o.offering = mo.offering
           left join lateral (
             select sum(e.events) filter (where e.kind = 'supervision') as supervisions,
               sum(e.events) filter (where e.kind = 'cpd') as cpds,
               sum(e.events) filter (where e.kind in ('supervision', 'cpd') and l.evidence_id is null) as shown_to_it
             from evidence e left join ledger_evidence l using (evidence_id)
             where e.pool_id = m.pool_id and e.account_id = m.account_id and (e.dated_on is null or e.dated_on <= $2)
               and coalesce(e.expires_on, (e.dated_on + interval '1 year')::date - 1) >= $2
           ) c on true
           where m.account_id = $1 and m.status <> 'left'
           group by m.membership_id, p.name, c.supervisions, c.cpds, c.shown_to_it
           order by m.since, m.membership_id"#,
        account.0,
        today as Day,
    )
    .fetch_all(db)
    .await
}
