use sqlx::PgConnection;
use uuid::Uuid;

use super::model::About;
use super::shown::{Kept, Shown, Standing};
use crate::accounts::Viewer;
use crate::availability::Place;
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, ChemistryId};
use crate::pools::Offering;
use crate::vocabulary::List;

/// Somebody as a reader may see them, in three statements; None when they may not, or there is nobody. May see: the
/// person; coordinators of a pool they belong to; and whoever's organisation a pool of theirs is open to, at the
/// seniority it asks, while the membership is active. Paid associates are assigned by coordinators and shown to nobody
/// else.
///
/// # Errors
/// The database's.
pub async fn shown(
    db: &mut PgConnection,
    account: AccountId,
    viewer: &Viewer,
    day: Day,
) -> Result<Option<Shown>, sqlx::Error> {
    let own = viewer.account_id == account;
    let standing = standing(db, account, viewer, day).await?;
    if standing.is_empty() && !own {
        return Ok(None);
    }
    let Some(mut shown) = person(db, account, viewer.account_id, day).await? else { return Ok(None) };
    shown.terms = terms(db, account).await?;
    let named = own || viewer.employment_proven || standing.iter().any(|one| one.looked_after);
    if !named {
        shown.name = None;
    }
    shown.standing = standing;
    Ok(Some(shown))
}

async fn standing(
    db: &mut PgConnection,
    account: AccountId,
    viewer: &Viewer,
    day: Day,
) -> Result<Vec<Standing>, sqlx::Error> {
    let pools: Vec<Uuid> = viewer.roles.coordinator_of.iter().map(|pool| pool.0).collect();
    sqlx::query_as!(
        Standing,
        r#"with reader as (
             select a.account_id, a.organisation_id, t.level
             from account a left join profile p using (account_id) left join term t on t.term_id = p.seniority_id
             where a.account_id = $2
           )
           select m.pool_id, p.name as pool, m.since, m.status, m.pool_id = any($3) as "looked_after!",
             array(select o.offering from membership_offering o
                   where o.membership_id = m.membership_id and o.pool_id = m.pool_id order by o.offering) as "offerings!: Vec<Offering>"
           from membership m join pool p on p.pool_id = m.pool_id cross join reader
           where m.account_id = $1 and m.status <> 'left' and (
             m.account_id = reader.account_id
             or m.pool_id = any($3)
             or (m.status = 'active' and m.kind <> 'associate' and reader.organisation_id is not null
                 and pool_open_to(m.pool_id, reader.organisation_id, $4)
                 and (p.minimum_level is null or reader.level >= p.minimum_level)))
           order by m.since, m.pool_id"#,
        account.0,
        viewer.account_id.0,
        &pools,
        day as Day,
    )
    .fetch_all(db)
    .await
}

async fn person(
    db: &mut PgConnection,
    account: AccountId,
    reader: AccountId,
    day: Day,
) -> Result<Option<Shown>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select a.account_id, a.name, coalesce(p.job_title, '') as "job_title!", coalesce(p.headline, '') as "headline!",
             coalesce(p.biography, '') as "biography!", coalesce(p.how_i_work, '') as "how_i_work!",
             coalesce(p.pronouns, '') as "pronouns!", t.label as "seniority?",
             o.name as "organisation?", s.name as "system?", r.name as "region?",
             l.capacity as "capacity?", l.seen_elsewhere as "seen_elsewhere?", l.active as "active?", l.held as "held?",
             l.accepting as "accepting?", l.resumes_on as "resumes_on?", l.version as "version?", coalesce(v.outline, '') as "outline!",
             (select count(*) from availability_window w where w.account_id = a.account_id) as "windows!",
             coalesce(c.answered, 0) as "answered!", c.median_hours as "median_hours?",
             (select q.chemistry_request_id from chemistry_request q where q.mentee_id = $3 and q.practitioner_id = a.account_id
                and q.status <> 'closed') as "request?: ChemistryId",
             exists (select from shortlist_entry e where e.account_id = $3 and e.practitioner_id = a.account_id) as "on_shortlist!",
             exists (select from place_watch w where w.account_id = $3 and w.practitioner_id = a.account_id) as "awaited!",
             exists (select from avoided_person v where v.account_id = $3 and v.practitioner_id = a.account_id) as "avoided!"
           from account a
           left join profile p on p.account_id = a.account_id
           left join term t on t.term_id = p.seniority_id
           left join place l on l.account_id = a.account_id
           left join availability v on v.account_id = a.account_id
           left join reply_record c on c.account_id = a.account_id
           left join organisation o on o.organisation_id = organisation_on(a.organisation_id, $2)
           left join care_system s on s.system_code = care_system_on(o.system_code, $2)
           left join region r on r.region_code = coalesce(s.region_code, o.region_code)
           where a.account_id = $1 and a.closed_at is null"#,
        account.0,
        day as Day,
        reader.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| {
        let whole = (row.capacity, row.seen_elsewhere, row.active, row.held, row.accepting, row.version);
        let place = match whole {
            (
                Some(capacity),
                Some(seen_elsewhere),
                Some(active),
                Some(held),
                Some(accepting),
                Some(version),
            ) => Some(Place {
                capacity,
                seen_elsewhere,
                active,
                held,
                accepting,
                resumes_on: row.resumes_on,
                version,
            }),
            _ => None,
        };
        Shown {
            account_id: row.account_id,
            name: Some(row.name),
            about: About {
                headline: row.headline,
                job_title: row.job_title,
                pronouns: row.pronouns,
                biography: row.biography,
                how_i_work: row.how_i_work,
            },
            organisation: row.organisation,
            system: row.system,
            region: row.region,
            seniority: row.seniority,
            terms: Vec::new(),
            place,
            outline: row.outline,
            windows: row.windows,
            next_free: None,
            answered: row.answered,
            median_hours: row.median_hours,
            standing: Vec::new(),
            kept: Kept {
                on_shortlist: row.on_shortlist,
                awaited: row.awaited,
                avoided: row.avoided,
                request: row.request,
            },
        }
    }))
}

/// Labels of the terms of a profile. Lived experience is in a table of its own and never here.
async fn terms(db: &mut PgConnection, account: AccountId) -> Result<Vec<(List, String)>, sqlx::Error> {
    let rows = sqlx::query!(
        "select t.vocabulary_code, t.label from profile_term p join term t using (term_id)
         where p.account_id = $1 order by p.position, p.term_id",
        account.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((List::from_code(&row.vocabulary_code)?, row.label))).collect())
}
