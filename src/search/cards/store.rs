use jiff::tz::TimeZone;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::model::Card;
use crate::availability::Offered;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId};
use crate::platform::words;
use crate::pools::Offering;
use crate::search::asker::Asking;
use crate::vocabulary::TermId;

/// How long somebody is new.
const NEW_DAYS: i32 = 90;

/// Whom a list may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Those who take new people for this, a place left or not.
    Accepting(Offering),
    /// Whoever is in a pool the reader may look in, as an active member; also those who take nobody for now.
    Anybody,
    /// The same, and those from whom the reader is kept apart: what they did themselves with somebody's page open must not
    /// tell that they are.
    EvenApart,
}

/// The cards of these people for this reader, in the order of the ids; whoever the database does not show them is left
/// out. One statement.
///
/// # Errors
/// The database's.
pub async fn load(
    db: &mut PgConnection,
    asking: &Asking,
    people: &[AccountId],
    sight: Sight,
) -> Result<Vec<Card>, sqlx::Error> {
    rows(db, asking, people, sight, None).await
}

/// The same, with when each of them who has a place can next be met after this moment, told by the clock of a zone. One
/// statement.
///
/// # Errors
/// The database's.
pub async fn load_with_times(
    db: &mut PgConnection,
    asking: &Asking,
    people: &[AccountId],
    sight: Sight,
    now: Instant,
    zone: &TimeZone,
) -> Result<Vec<Card>, sqlx::Error> {
    let mut cards = rows(db, asking, people, sight, Some(now)).await?;
    for card in &mut cards {
        card.next_in_words = card.next_free.map(|moment| words::date_time_in(moment, zone));
    }
    Ok(cards)
}

async fn rows(
    db: &mut PgConnection,
    asking: &Asking,
    people: &[AccountId],
    sight: Sight,
    free_after: Option<Instant>,
) -> Result<Vec<Card>, sqlx::Error> {
    let ids: Vec<Uuid> = people.iter().map(|person| person.0).collect();
    let pools: Vec<Uuid> = asking.pools.iter().map(|pool| pool.0).collect();
    let offering = match sight {
        Sight::Accepting(offering) => Some(offering.code()),
        Sight::Anybody | Sight::EvenApart => None,
    };
    let apart: Vec<Uuid> = match sight {
        Sight::EvenApart => Vec::new(),
        _ => asking.asker.excluded.iter().map(|person| Uuid::from_u128(person.0)).collect(),
    };
    let rows = sqlx::query!(
        r#"select a.account_id, a.name, coalesce(p.job_title, '') as "job_title!", coalesce(p.headline, '') as "headline!",
             coalesce(p.pronouns, '') as "pronouns!", t.label as "seniority?", o.name as "organisation?", s.name as "system?",
             array(select distinct f.offering from membership m
                     join membership_offering f on f.membership_id = m.membership_id and f.pool_id = m.pool_id
                   where m.account_id = a.account_id and m.status = 'active' and m.kind <> 'associate' and m.pool_id = any($2)
                   order by f.offering) as "offerings!: Vec<Offering>",
             array(select term_id from profile_term where profile_term.account_id = a.account_id order by position, term_id) as "terms!: Vec<i32>",
             case when l.accepting then places_left(l) else 0 end as "left!", coalesce(c.asked, 0) as "asked!", coalesce(c.answered, 0) as "answered!",
             c.median_hours as "median_hours?", coalesce(v.outline, '') as "outline!",
             (select min(m.since) from membership m where m.account_id = a.account_id and m.pool_id = any($2)) as "since!: Instant",
             (select q.chemistry_request_id from chemistry_request q where q.mentee_id = $4 and q.practitioner_id = a.account_id
                and q.status <> 'closed') as "request?: ChemistryId",
             exists (select from shortlist_entry e where e.account_id = $4 and e.practitioner_id = a.account_id) as "shortlisted!",
             exists (select from place_watch w where w.account_id = $4 and w.practitioner_id = a.account_id) as "watched!",
             case when $7::timestamptz is not null and l.accepting and places_left(l) > 0 then offered_times(a.account_id, $7) end
               as "offered?: Json<Offered>"
           from unnest($1::uuid[]) with ordinality given (id, place)
           join account a on a.account_id = given.id and a.closed_at is null
           join place l on l.account_id = a.account_id and (l.accepting or $3::text is null)
           left join profile p on p.account_id = a.account_id
           left join term t on t.term_id = p.seniority_id
           left join availability v on v.account_id = a.account_id
           left join reply_record c on c.account_id = a.account_id
           left join organisation o on o.organisation_id = organisation_on(a.organisation_id, $5)
           left join care_system s on s.system_code = care_system_on(o.system_code, $5)
           where a.account_id is distinct from $4 and a.account_id <> all($6) and exists (
             select from membership m
             join membership_offering f on f.membership_id = m.membership_id and f.pool_id = m.pool_id
             where m.account_id = a.account_id and m.status = 'active' and m.kind <> 'associate' and m.pool_id = any($2)
               and (f.offering = $3 or $3 is null))
           order by given.place"#,
        &ids,
        &pools,
        offering,
        asking.account_id.map(|account| account.0),
        asking.day as crate::platform::clock::Day,
        &apart,
        free_after as Option<Instant>,
    )
    .fetch_all(db)
    .await?;
    let names = asking.names;
    // To a visitor, nothing that tells who somebody is: their level and area, and why they fit.
    let known = asking.account_id.is_some();
    Ok(rows
        .into_iter()
        .map(|row| Card {
            account_id: row.account_id,
            name: names.then_some(row.name),
            offerings: row.offerings,
            job_title: if known { row.job_title } else { String::new() },
            headline: if known { row.headline } else { String::new() },
            pronouns: if known { row.pronouns } else { String::new() },
            organisation: row.organisation.filter(|_| known),
            system: row.system,
            seniority: row.seniority,
            terms: row.terms.into_iter().map(TermId).collect(),
            left: row.left,
            is_new: asking
                .day
                .date()
                .since(row.since.in_london().date())
                .is_ok_and(|span| span.get_days() < NEW_DAYS),
            asked: row.asked,
            answered: row.answered,
            median_hours: row.median_hours,
            outline: if known { row.outline } else { String::new() },
            shortlisted: row.shortlisted,
            request: row.request,
            watched: row.watched,
            next_free: free_after.and_then(|now| row.offered?.0.next(now)).map(|slot| slot.span.starts()),
            next_in_words: None,
        })
        .collect())
}
