use sqlx::PgConnection;

use super::model::Status;
use crate::platform::bank_holidays::Nation;
use crate::platform::clock::Instant;
use crate::platform::ids::{ApplicationId, PoolId};
use crate::pools::Offering;

/// A line of the coordinators' list.
#[derive(Debug, Clone)]
pub struct Listed {
    pub application_id: ApplicationId,
    pub applicant: String,
    pub employer: Option<String>,
    pub offerings: Vec<Offering>,
    pub status: Status,
    pub submitted_at: Option<Instant>,
    pub overdue_at: Option<Instant>,
    pub due_at: Option<Instant>,
    pub decided_at: Option<Instant>,
    pub decided_by: Option<String>,
    /// Whose message is the last of the conversation: the applicant's?
    pub answered: bool,
}

/// How many applications of a pool stand where, and what the page says of the pool.
#[derive(Debug, Clone)]
pub struct Counts {
    pub pool: String,
    pub nation: Nation,
    pub waiting: i64,
    pub overdue: i64,
    pub with_applicant: i64,
    pub decided: i64,
}

/// Which applications a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Waiting,
    WithApplicant,
    Decided,
}

impl Which {
    pub const ALL: [Self; 3] = [Self::Waiting, Self::WithApplicant, Self::Decided];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::WithApplicant => "with-applicant",
            Self::Decided => "decided",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting for you",
            Self::WithApplicant => "With the applicant",
            Self::Decided => "Decided",
        }
    }

    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|which| which.code() == code).unwrap_or(Self::Waiting)
    }

    fn statuses(self) -> Vec<String> {
        let statuses: &[Status] = match self {
            Self::Waiting => &[Status::Submitted],
            Self::WithApplicant => &[Status::ChangesRequested],
            Self::Decided => &[Status::Approved, Status::Declined],
        };
        statuses.iter().map(|status| status.code().to_owned()).collect()
    }
}

impl Counts {
    pub fn of(&self, which: Which) -> i64 {
        match which {
            Which::Waiting => self.waiting,
            Which::WithApplicant => self.with_applicant,
            Which::Decided => self.decided,
        }
    }
}

/// The counts of a pool; None when there is no such pool.
pub async fn counts(
    db: &mut PgConnection,
    pool: PoolId,
    now: Instant,
) -> Result<Option<Counts>, sqlx::Error> {
    sqlx::query_as!(
        Counts,
        r#"select p.name as "pool!", coalesce(r.nation, 'england') as "nation!: Nation",
             count(a.*) filter (where a.status = 'submitted') as "waiting!",
             count(a.*) filter (where a.status = 'submitted' and a.due_at <= $2) as "overdue!",
             count(a.*) filter (where a.status = 'changes-requested') as "with_applicant!",
             count(a.*) filter (where a.status in ('approved', 'declined')) as "decided!"
           from pool p
           left join organisation o on o.organisation_id = p.organisation_id
           left join care_system s on s.system_code = coalesce(p.system_code, o.system_code)
           left join region r on r.region_code = coalesce(p.region_code, s.region_code, o.region_code)
           left join application a on a.pool_id = p.pool_id
           where p.pool_id = $1 group by p.name, r.nation"#,
        pool.0,
        now as Instant,
    )
    .fetch_optional(db)
    .await
}

/// A page of a pool's applications: the most urgent first, decided ones by when.
pub async fn page(
    db: &mut PgConnection,
    pool: PoolId,
    which: Which,
    offset: i64,
    most: i64,
) -> Result<Vec<Listed>, sqlx::Error> {
    sqlx::query_as!(
        Listed,
        r#"select a.application_id as "application_id!: ApplicationId", c.name as "applicant!", o.name as "employer?",
             a.offerings as "offerings!: Vec<Offering>", a.status as "status!: Status", a.submitted_at as "submitted_at?: Instant",
             a.overdue_at as "overdue_at?: Instant", a.due_at as "due_at?: Instant", a.decided_at as "decided_at?: Instant",
             d.name as "decided_by?",
             coalesce((select m.author_id = a.account_id from application_message m where m.application_id = a.application_id
                       order by m.written_at desc limit 1), false) as "answered!"
           from application a
           join account c on c.account_id = a.account_id
           left join organisation o on o.organisation_id = c.organisation_id
           left join account d on d.account_id = a.decided_by
           where a.pool_id = $1 and a.status = any($2)
           order by a.decided_at desc nulls first, a.due_at, a.application_id
           offset $3 limit $4"#,
        pool.0,
        &which.statuses(),
        offset,
        most,
    )
    .fetch_all(db)
    .await
}
