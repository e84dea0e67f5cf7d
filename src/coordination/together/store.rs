use sqlx::PgConnection;

use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, PoolId, RelationshipId};
use crate::pools::Offering;
use crate::relationships::model::Status;

/// Two who work together, as their pool's coordinators see them.
#[derive(Debug, Clone)]
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
    /// How many there are in all.
    pub total: i64,
}

/// Which of them are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    All,
    Silent,
    ToRehome,
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
        }
    }
}

/// Those who work together in a pool, whoever needs somebody first, and with `ToRehome` also those whose coach or mentor left; one's own left out, because nobody watches over themselves.
pub(super) async fn listed(
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
             r.nudges > 1 as "is_silent!", gone.gone as "to_rehome!", count(*) over () as "total!"
           from relationship r
           join account m on m.account_id = r.mentee_id
           join account p on p.account_id = r.practitioner_id
           cross join lateral (select needs_somebody_else(r, $6) as gone) gone
           where r.pool_id = $1 and $2 not in (r.mentee_id, r.practitioner_id)
             and (r.status in ('active', 'review-due', 'paused', 'ending') or $3 = 'to-rehome' and r.outcome = 'left')
             and case $3 when 'silent' then r.nudges > 1 when 'to-rehome' then gone.gone else true end
           order by gone.gone desc, r.nudges > 1 desc, r.touched_at, r.relationship_id limit $4 offset $5"#,
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

/// Lets a mentee work with one more in an offering than the pool's cap. Doing it again changes nothing.
pub(super) async fn grant(
    db: &mut PgConnection,
    now: Instant,
    pool: PoolId,
    by: AccountId,
    id: RelationshipId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into relationship_grant (pool_id, mentee_id, offering, granted_by, granted_at)
         select r.pool_id, r.mentee_id, r.offering, $3, $4 from relationship r
         where r.relationship_id = $2 and r.pool_id = $1 and $3 not in (r.mentee_id, r.practitioner_id)
         on conflict on constraint relationship_grant_pk do update set granted_at = relationship_grant.granted_at",
        pool.0,
        id.0,
        by.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
