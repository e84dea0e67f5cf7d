use sqlx::PgConnection;
use sqlx::types::Json;

use crate::coordination::ProposalId;
use crate::memberships::EXPIRING_DAYS;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, PoolId};

/// What decides the next steps of an account.
#[derive(Debug, Clone)]
pub struct Standing {
    pub organisation: Option<String>,
    pub employment_proven: bool,
    pub second_factor: bool,
    pub recovery_address: bool,
    /// Own applications that are being written.
    pub drafts: i64,
    /// Own applications for which a coordinator asked for something.
    pub asked_for_changes: i64,
    /// Own applications that wait for an answer.
    pub sent: i64,
    /// Own memberships that have lapsed.
    pub lapsed: i64,
    /// The first day after which mentees find them no more in a pool, where that is within 60 days.
    pub runs_out_on: Option<Day>,
    /// Places left of those they offer; none for whoever offers none.
    pub places_left: Option<i32>,
    pub capacity: Option<i16>,
    /// Own memberships in all.
    pub memberships: i64,
    /// The pools this account coordinates, by name.
    pub pools: Json<Vec<PoolDesk>>,
    /// What coordinators proposed to this account and waits for an answer.
    pub proposals: Json<Vec<Proposed>>,
}

/// A proposal, and who made it.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Proposed {
    pub proposal_id: ProposalId,
    pub by: String,
}

/// What waits in one pool.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct PoolDesk {
    pub pool_id: PoolId,
    pub name: String,
    /// Applications that wait for an answer, and how many of them longer than was promised.
    pub waiting: i64,
    pub late: i64,
    /// Active members whose evidence runs out within 60 days.
    pub expiring: i64,
    /// Requests for a first conversation whose time runs out, or that do not move.
    pub stuck: i64,
    /// Months that were taken without their owner's word.
    pub unconfirmed: i64,
    /// Mentees whose coach or mentor has gone, and pairs of whom nothing was heard for long.
    pub to_rehome: i64,
    pub silent: i64,
    /// People a coordinator is to write to after a death.
    pub bereaved: i64,
}

pub async fn standing(
    db: &mut PgConnection,
    account_id: AccountId,
    now: Instant,
    today: Day,
) -> sqlx::Result<Standing> {
    sqlx::query_as!(
        Standing,
        r#"select o.name as "organisation?", a.employment_proven_at is not null as "employment_proven!",
                  exists(select from second_factor f where f.account_id = a.account_id) as "second_factor!",
                  a.recovery_email_confirmed_at is not null as "recovery_address!",
                  (select count(*) from application p where p.account_id = a.account_id and p.status = 'draft') as "drafts!",
                  (select count(*) from application p
                    where p.account_id = a.account_id and p.status = 'changes-requested') as "asked_for_changes!",
                  (select count(*) from application p where p.account_id = a.account_id and p.status = 'submitted') as "sent!",
                  (select count(*) from membership m where m.account_id = a.account_id and m.status = 'lapsed') as "lapsed!",
                  (select min(greatest(m.evidence_to, m.grace_to)) from membership m
                    where m.account_id = a.account_id and m.status = 'active' and m.evidence_to is not null
                      and greatest(m.evidence_to, m.grace_to) < $3::date + 60) as "runs_out_on?: Day",
                  (select count(*) from membership m where m.account_id = a.account_id and m.status <> 'left') as "memberships!",
                  (select places_left(p) from place p where p.account_id = a.account_id) as "places_left?",
                  (select p.capacity from place p where p.account_id = a.account_id) as "capacity?",
                  (select coalesce(jsonb_agg(jsonb_build_object(
                            'pool_id', p.pool_id, 'name', p.name,
                            'waiting', (select count(*) from application w where w.pool_id = p.pool_id and w.status = 'submitted'),
                            'late', (select count(*) from application w
                                      where w.pool_id = p.pool_id and w.status = 'submitted' and w.due_at <= $2),
                            'unconfirmed', (select count(*) from monthly_return m
                                             where m.status = 'unconfirmed' and m.month >= ($3::date - interval '4 months')
                                               and exists (select from monthly_return_figure h
                                                           where h.monthly_return_id = m.monthly_return_id and h.pool_id = p.pool_id and h.minutes > 0)),
                            'to_rehome', (select count(*) from pairs_to_rehome(p.pool_id, $2) g (id) join relationship r on r.relationship_id = g.id
                                           where a.account_id not in (r.mentee_id, r.practitioner_id)),
                            'silent', (select count(*) from relationship r
                                        where r.pool_id = p.pool_id and r.status in ('active', 'review-due') and r.nudges > 1
                                          and a.account_id not in (r.mentee_id, r.practitioner_id)),
                            'stuck', (select count(*) from chemistry_request r
                                       where r.pool_id = p.pool_id and a.account_id not in (r.mentee_id, r.practitioner_id)
                                         and ((r.status in ('sent', 'agreed') and r.until <= $2 + interval '72 hours')
                                              or (r.status in ('entered', 'questioned', 'arranging')
                                                  and (r.clock_from <= $2 - interval '4 days' or r.until <= $2 + interval '72 hours')))),
                            'bereaved', (select count(*) from condolence c
                                          left join chemistry_request r on r.chemistry_request_id = c.chemistry_request_id
                                          left join relationship w on w.relationship_id = c.relationship_id
                                          where coalesce(r.pool_id, w.pool_id) = p.pool_id and c.told_at is null and c.account_id <> $1),
                            'expiring', (select count(*) from membership m
                                          where m.pool_id = p.pool_id and m.status = 'active'
                                            and m.evidence_to between $3::date and $3::date + $4::integer)
                          ) order by lower(p.name)), '[]')
                     from account_role r join pool p using (pool_id)
                    where r.account_id = a.account_id and r.role = 'coordinator') as "pools!: Json<Vec<PoolDesk>>",
                  (select coalesce(jsonb_agg(jsonb_build_object('proposal_id', w.proposal_id, 'by', c.name) order by w.proposed_at desc), '[]')
                     from proposal w join account c on c.account_id = w.proposed_by
                    where w.mentee_id = a.account_id and w.status = 'waiting') as "proposals!: Json<Vec<Proposed>>"
             from account a
             left join organisation o on o.organisation_id = a.organisation_id
            where a.account_id = $1"#,
        account_id.0,
        now as Instant,
        today as Day,
        EXPIRING_DAYS,
    )
    .fetch_one(db)
    .await
}

impl Standing {
    /// "1 of 3 free"
    #[must_use]
    pub fn places(&self) -> Option<String> {
        Some(format!("{} of {} free", self.places_left?, self.capacity?))
    }
}

/// What waits for an administrator.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// Employers that somebody named and nobody has listed or merged yet.
    pub provisional: i64,
    /// Accounts whose employment waits for a person to confirm it.
    pub unproven: i64,
}

pub async fn desk(db: &mut PgConnection) -> sqlx::Result<Desk> {
    sqlx::query_as!(
        Desk,
        r#"select (select count(*) from organisation where provisional and successor_id is null) as "provisional!",
                  (select count(*) from account
                    where closed_at is null and organisation_id is not null and employment_proven_at is null)
                    as "unproven!""#,
    )
    .fetch_one(db)
    .await
}
