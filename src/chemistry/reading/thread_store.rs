use sqlx::PgConnection;

use super::facts::{AfterDeath, Facts};
use super::thread::{Party, Seen};
use super::zone;
use crate::chemistry::model::{Answer, Outcome, Side, Status, Times};
use crate::chemistry::sealed;
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, ChemistryId, PoolId};
use crate::platform::secrets::Secret;
use crate::platform::span::Span;
use crate::pools::Offering;

/// A request as this person sees it; none for who is neither of the two, nor for the coach or mentor before the mentee
/// confirmed what a coordinator entered. One statement.
///
/// # Errors
/// The database's.
#[expect(clippy::too_many_lines, reason = "one row, and what becomes of each of its columns")]
pub async fn seen(
    db: &mut PgConnection,
    secret: &Secret,
    account: AccountId,
    id: ChemistryId,
    now: Instant,
) -> Result<Option<Seen>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select r.mentee_id = $2 as "is_mentee!", r.pool_id as "pool_id: PoolId", pool.name as pool, r.status as "status: Status",
             r.offering as "offering: Offering", r.until as "until: Instant", r.extended, r.reopened, r.missed, r.questions, r.hope,
             r.times as "times: Times", r.outcome as "outcome: Outcome", r.reason, r.farewell,
             r.closed_at as "closed_at: Instant", r.closed_by is not distinct from $2 as "by_me!",
             r.reopen_to as "reopen_to: Instant", r.cool_off_to as "cool_off_to: Instant", r.sent_at as "sent_at: Instant",
             r.suggested_id as "suggested_id: AccountId", s.name as "suggested?",
             practitioner_open_to(r.practitioner_id, $2, $4) as "practitioner_open!", practitioner_open_to(r.suggested_id, $2, $4) as "suggested_open!", c.name as "entered_by?",
             m.starts_at as "starts?: Instant", m.ends_at as "ends?: Instant", m.joining as "joining?", l.label as "delivery?",
             o.chemistry_request_id is not null as "bereaved!", o.told_at is not null as "told!", ob.name as "written_by?",
             coalesce(o.mistaken, false) as "mistaken!", o.words as "condolence?",
             works_on(r.chemistry_request_id) as "together!",
             d.answer as "answer?: Answer", zone_of($2) as "zone!",
             coalesce(t.chemistry_minutes, 30::smallint) as "minutes!",
             r.mentee_id as "mentee_id: AccountId", a.name as mentee, coalesce(ap.pronouns, '') as "mentee_pronouns!",
             coalesce(ap.job_title, '') as "mentee_job!", ao.name as "mentee_employer?",
             r.practitioner_id as "practitioner_id: AccountId", b.name as practitioner, coalesce(bp.pronouns, '') as "practitioner_pronouns!",
             coalesce(bp.job_title, '') as "practitioner_job!", bo.name as "practitioner_employer?",
             (select t.label from profile_term join term t using (term_id) where profile_term.account_id = r.mentee_id
                and t.vocabulary_code = 'profession' order by profile_term.position, t.term_id limit 1) as "mentee_profession?",
             (select t.label from profile_term join term t using (term_id) where profile_term.account_id = r.practitioner_id
                and t.vocabulary_code = 'profession' order by profile_term.position, t.term_id limit 1) as "practitioner_profession?",
             array(select f.side from chemistry_offer f where f.chemistry_request_id = r.chemistry_request_id
                     and f.starts_at > $3 order by f.starts_at, f.side) as "offer_sides!: Vec<Side>",
             array(select f.starts_at from chemistry_offer f where f.chemistry_request_id = r.chemistry_request_id
                     and f.starts_at > $3 order by f.starts_at, f.side) as "offer_starts!: Vec<Instant>",
             array(select f.ends_at from chemistry_offer f where f.chemistry_request_id = r.chemistry_request_id
                     and f.starts_at > $3 order by f.starts_at, f.side) as "offer_ends!: Vec<Instant>",
             array(select lower(k.during) from booking k
                   where k.account_id = case when r.mentee_id = $2 then r.practitioner_id else r.mentee_id end and k.live
                     and upper(k.during) > $3 and k.meeting_id is distinct from r.meeting_id order by k.during) as "busy_starts!: Vec<Instant>",
             array(select upper(k.during) from booking k
                   where k.account_id = case when r.mentee_id = $2 then r.practitioner_id else r.mentee_id end and k.live
                     and upper(k.during) > $3 and k.meeting_id is distinct from r.meeting_id order by k.during) as "busy_ends!: Vec<Instant>"
           from chemistry_request r
           join pool on pool.pool_id = r.pool_id
           join account a on a.account_id = r.mentee_id
           join account b on b.account_id = r.practitioner_id
           left join profile ap on ap.account_id = a.account_id
           left join profile bp on bp.account_id = b.account_id
           left join organisation ao on ao.organisation_id = a.organisation_id
           left join organisation bo on bo.organisation_id = b.organisation_id
           left join account s on s.account_id = r.suggested_id
           left join account c on c.account_id = r.entered_by
           left join meeting m on m.meeting_id = r.meeting_id
           left join term l on l.term_id = m.delivery_id
           left join condolence o on o.chemistry_request_id = r.chemistry_request_id and o.account_id = $2
           left join account ob on ob.account_id = o.told_by
           left join availability t on t.account_id = r.practitioner_id
           left join chemistry_decision d on d.chemistry_request_id = r.chemistry_request_id
             and d.side = case when r.mentee_id = $2 then 'mentee' else 'practitioner' end
           where r.chemistry_request_id = $1 and (r.mentee_id = $2 or r.practitioner_id = $2 and r.sent_at is not null)"#,
        id.0,
        account.0,
        now as Instant,
        day_of(now) as Day,
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let side = if row.is_mentee { Side::Mentee } else { Side::Practitioner };
    let offers: Vec<(Side, Span)> = row
        .offer_sides
        .into_iter()
        .zip(row.offer_starts.into_iter().zip(row.offer_ends))
        .filter_map(|(side, (starts, ends))| Some((side, Span::new(starts, ends)?)))
        .collect();
    let of = |side: Side| -> Vec<Span> {
        offers.iter().filter(|(whose, _)| *whose == side).map(|(_, span)| *span).collect()
    };
    let count = |side: Side| i64::try_from(of(side).len()).unwrap_or(0);
    let mentee = Party {
        account_id: row.mentee_id,
        name: row.mentee,
        pronouns: row.mentee_pronouns,
        job_title: row.mentee_job,
        employer: row.mentee_employer,
        profession: row.mentee_profession,
    };
    let practitioner = Party {
        account_id: row.practitioner_id,
        name: row.practitioner,
        pronouns: row.practitioner_pronouns,
        job_title: row.practitioner_job,
        employer: row.practitioner_employer,
        profession: row.practitioner_profession,
    };
    let other = if row.is_mentee { &practitioner } else { &mentee };
    Ok(Some(Seen {
        facts: Facts {
            id,
            side,
            other_id: other.account_id,
            other: other.name.clone(),
            offering: row.offering,
            status: row.status,
            until: row.until,
            meeting: row.starts.zip(row.ends).and_then(|(starts, ends)| Span::new(starts, ends)),
            offered: count(side),
            offered_to_me: count(side.other()),
            answer: row.answer,
            extended: row.extended,
            outcome: row.outcome,
            closed_at: row.closed_at,
            closed_by_me: row.by_me,
            reopen_to: row.reopen_to,
            after_death: row
                .bereaved
                .then(|| AfterDeath::of(row.told, row.written_by.is_some(), row.mistaken))
                .flatten(),
            zone: zone(&row.zone),
        },
        pool_id: row.pool_id,
        pool: row.pool,
        busy: row
            .busy_starts
            .into_iter()
            .zip(row.busy_ends)
            .filter_map(|(starts, ends)| Span::new(starts, ends))
            .collect(),
        mentee_offers: of(Side::Mentee),
        practitioner_offers: of(Side::Practitioner),
        mentee,
        practitioner,
        hope: sealed::read_hope(secret, id, &row.hope).unwrap_or_default(),
        times: row.times,
        minutes: row.minutes.into(),
        joining: row.joining.unwrap_or_default(),
        delivery: row.delivery,
        entered_by: row.entered_by,
        together: row.together,
        reopened: row.reopened,
        missed: row.missed,
        questions: row.questions,
        reason: row.reason,
        farewell: row
            .farewell
            .and_then(|farewell| sealed::read_farewell(secret, id, &farewell))
            .filter(|text| !text.is_empty()),
        condolence: row
            .written_by
            .zip(row.condolence.and_then(|words| sealed::read_condolence(secret, id.0, &words))),
        suggested: row.suggested_id.zip(row.suggested),
        practitioner_open: row.practitioner_open,
        suggested_open: row.suggested_open,
        sent_at: row.sent_at,
        cool_off_to: row.cool_off_to,
    }))
}
