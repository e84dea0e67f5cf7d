use sqlx::PgConnection;

use super::facts::{AfterDeath, Facts};
use super::zone;
use crate::chemistry::model::{Answer, Outcome, Side, Status};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId};
use crate::platform::span::Span;
use crate::pools::Offering;

/// An open request in somebody's list.
#[derive(Debug, Clone)]
pub struct Listed {
    pub facts: Facts,
    /// What the other does: job title and employer, as far as they are known.
    pub role: String,
    /// The times the mentee chose, that lie ahead and at which they have no other meeting by now.
    pub times: Vec<Span>,
}

/// A closed request in somebody's list.
#[derive(Debug, Clone)]
pub struct Closed {
    pub facts: Facts,
    /// Closed requests of this person in all.
    pub total: i64,
}

/// Somebody's open requests, on both sides: what waits for them first, each by its deadline. What a coordinator entered is the
/// mentee's alone until they confirm it. One statement.
///
/// # Errors
/// The database's.
pub async fn open(
    db: &mut PgConnection,
    account: AccountId,
    now: Instant,
) -> Result<Vec<Listed>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select r.chemistry_request_id as "id: ChemistryId", r.mentee_id = $1 as "is_mentee!", r.status as "status: Status",
             r.offering as "offering: Offering", r.until as "until: Instant", r.extended,
             o.account_id as "other_id: AccountId", o.name, coalesce(p.job_title, '') as "job_title!", e.name as "employer?",
             m.starts_at as "starts?: Instant", m.ends_at as "ends?: Instant", d.answer as "answer?: Answer",
             zone_of($1) as "zone!",
             array(select f.starts_at from chemistry_offer f where f.chemistry_request_id = r.chemistry_request_id
                     and f.side = 'mentee' and f.starts_at > $2 order by f.starts_at) as "mentee_starts!: Vec<Instant>",
             array(select f.ends_at from chemistry_offer f where f.chemistry_request_id = r.chemistry_request_id
                     and f.side = 'mentee' and f.starts_at > $2 order by f.starts_at) as "mentee_ends!: Vec<Instant>",
             array(select not exists (select from booking k where k.account_id = r.mentee_id and k.live
                                      and k.during && tstzrange(f.starts_at, f.ends_at))
                   from chemistry_offer f where f.chemistry_request_id = r.chemistry_request_id
                     and f.side = 'mentee' and f.starts_at > $2 order by f.starts_at) as "mentee_free!: Vec<bool>",
             (select count(*) from chemistry_offer f where f.chemistry_request_id = r.chemistry_request_id
                and f.side = 'practitioner' and f.starts_at > $2) as "theirs!"
           from chemistry_request r
           join account o on o.account_id = case when r.mentee_id = $1 then r.practitioner_id else r.mentee_id end
           left join profile p on p.account_id = o.account_id
           left join organisation e on e.organisation_id = o.organisation_id
           left join meeting m on m.meeting_id = r.meeting_id
           left join chemistry_decision d on d.chemistry_request_id = r.chemistry_request_id
             and d.side = case when r.mentee_id = $1 then 'mentee' else 'practitioner' end
           where r.status <> 'closed' and (r.mentee_id = $1 or r.practitioner_id = $1 and r.status <> 'entered')
           order by r.until, r.chemistry_request_id"#,
        account.0,
        now as Instant,
    )
    .fetch_all(db)
    .await?;
    let mut listed: Vec<Listed> = rows
        .into_iter()
        .map(|row| {
            let side = if row.is_mentee { Side::Mentee } else { Side::Practitioner };
            let mentees = i64::try_from(row.mentee_starts.len()).unwrap_or(0);
            let (offered, offered_to_me) =
                if row.is_mentee { (mentees, row.theirs) } else { (row.theirs, mentees) };
            let role = [row.job_title, row.employer.unwrap_or_default()];
            Listed {
                facts: Facts {
                    id: row.id,
                    side,
                    other_id: row.other_id,
                    other: row.name,
                    offering: row.offering,
                    status: row.status,
                    until: row.until,
                    meeting: row.starts.zip(row.ends).and_then(|(starts, ends)| Span::new(starts, ends)),
                    offered,
                    offered_to_me,
                    answer: row.answer,
                    extended: row.extended,
                    outcome: None,
                    closed_at: None,
                    closed_by_me: false,
                    reopen_to: None,
                    after_death: None,
                    zone: zone(&row.zone),
                },
                role: role.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
                times: row
                    .mentee_starts
                    .into_iter()
                    .zip(row.mentee_ends)
                    .zip(row.mentee_free)
                    .filter(|(_, free)| *free)
                    .filter_map(|((starts, ends), _)| Span::new(starts, ends))
                    .collect(),
            }
        })
        .collect();
    listed.sort_by_key(|one| !one.facts.waits_for_me(now));
    Ok(listed)
}

/// Somebody's closed requests, newest first. One statement.
///
/// # Errors
/// The database's.
pub async fn closed(
    db: &mut PgConnection,
    account: AccountId,
    limit: i64,
    offset: i64,
) -> Result<Vec<Closed>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select r.chemistry_request_id as "id: ChemistryId", r.mentee_id = $1 as "is_mentee!", r.offering as "offering: Offering",
             r.outcome as "outcome: Outcome", r.closed_at as "closed_at: Instant", r.closed_by is not distinct from $1 as "by_me!",
             r.reopen_to as "reopen_to: Instant", r.extended, o.account_id as "other_id: AccountId", o.name,
             zone_of($1) as "zone!", count(*) over () as "total!",
             c.chemistry_request_id is not null as "bereaved!", c.told_at is not null as "told!", c.told_by is not null as "written!",
             coalesce(c.mistaken, false) as "mistaken!"
           from chemistry_request r
           join account o on o.account_id = case when r.mentee_id = $1 then r.practitioner_id else r.mentee_id end
           left join condolence c on c.chemistry_request_id = r.chemistry_request_id and c.account_id = $1
           where r.status = 'closed' and (r.mentee_id = $1 or r.practitioner_id = $1 and r.sent_at is not null)
           order by r.closed_at desc, r.chemistry_request_id desc limit $2 offset $3"#,
        account.0,
        limit,
        offset,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Closed {
            facts: Facts {
                id: row.id,
                side: if row.is_mentee { Side::Mentee } else { Side::Practitioner },
                other_id: row.other_id,
                other: row.name,
                offering: row.offering,
                status: Status::Closed,
                until: None,
                meeting: None,
                offered: 0,
                offered_to_me: 0,
                answer: None,
                extended: row.extended,
                outcome: row.outcome,
                closed_at: row.closed_at,
                closed_by_me: row.by_me,
                reopen_to: row.reopen_to,
                after_death: row
                    .bereaved
                    .then(|| AfterDeath::of(row.told, row.written, row.mistaken))
                    .flatten(),
                zone: zone(&row.zone),
            },
            total: row.total,
        })
        .collect())
}
