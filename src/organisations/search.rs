//! Finding an employer by name, town, code or the start of a postcode, typing mistakes forgiven. The database
//! proposes what resembles, `rank` decides.

use std::collections::HashMap;

use sqlx::PgConnection;
use uuid::Uuid;

use super::model::{Found, day_of, place_line};
use super::rank::{Candidate, LEAST, Query};
use super::words::postcode_start;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::OrganisationId;

/// How many candidates the database proposes.
const PROPOSED: i32 = 60;

/// Longer texts are cut: nobody types more to find an employer.
const LONGEST: usize = 120;

struct Proposed {
    organisation_id: OrganisationId,
    name: String,
    town: Option<String>,
    ods_code: Option<String>,
    aliases: Vec<String>,
    by_postcode: bool,
    provisional: bool,
}

/// The employers that are valid today and fit what was typed, best first; at most `limit`. Employers that somebody
/// typed in because they were not listed do not appear until an administrator has looked at them.
///
/// # Errors
/// The database's.
pub async fn search(
    db: &mut PgConnection,
    text: &str,
    now: Instant,
    limit: usize,
) -> Result<Vec<Found>, sqlx::Error> {
    search_among(db, text, now, limit, false).await
}

/// The same for administrators: employers that are not listed yet are found too.
///
/// # Errors
/// The database's.
pub async fn search_all(
    db: &mut PgConnection,
    text: &str,
    now: Instant,
    limit: usize,
) -> Result<Vec<Found>, sqlx::Error> {
    search_among(db, text, now, limit, true).await
}

async fn search_among(
    db: &mut PgConnection,
    text: &str,
    now: Instant,
    limit: usize,
    provisional: bool,
) -> Result<Vec<Found>, sqlx::Error> {
    let text: String = text.chars().take(LONGEST).collect();
    let query = Query::new(&text);
    let ranked = ranked(db, &text, &query, day_of(now), provisional).await?;
    let ids: Vec<OrganisationId> =
        ranked.into_iter().filter(|(score, _)| *score >= LEAST).map(|(_, id)| id).take(limit).collect();
    found(db, &ids, day_of(now)).await
}

/// The employers, listed or typed in by somebody else, that an employer somebody is about to type in may be; best
/// first, at most five.
///
/// # Errors
/// The database's.
pub async fn resembling(
    db: &mut PgConnection,
    name: &str,
    town: &str,
    now: Instant,
) -> Result<Vec<Found>, sqlx::Error> {
    const CLOSE: u32 = 830;
    let by_name = Query::new(name);
    if by_name.words().is_empty() {
        return Ok(Vec::new());
    }
    let mut close = ranked(db, name, &by_name, day_of(now), true).await?;
    close.retain(|(score, _)| *score >= CLOSE);
    let ids: Vec<OrganisationId> = close.into_iter().map(|(_, id)| id).collect();
    let mut found = found(db, &ids, day_of(now)).await?;
    // Two surgeries of one name in two towns are two employers; a typed-in town decides which comes first.
    let town = town.trim().to_lowercase();
    found.sort_by_key(|one| !one.place.to_lowercase().contains(&town));
    found.truncate(5);
    Ok(found)
}

pub(super) async fn ranked(
    db: &mut PgConnection,
    text: &str,
    query: &Query,
    day: Day,
    provisional: bool,
) -> Result<Vec<(u32, OrganisationId)>, sqlx::Error> {
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let proposed = propose(db, text, query, day, provisional).await?;
    let mut ranked: Vec<(u32, &Proposed)> = proposed
        .iter()
        .map(|one| {
            let candidate = Candidate {
                name: &one.name,
                town: one.town.as_deref(),
                ods_code: one.ods_code.as_deref(),
                aliases: &one.aliases,
            };
            let score = query.score(&candidate);
            (if one.by_postcode { score.max(1000) } else { score }, one)
        })
        .collect();
    ranked.sort_by(|(left, one), (right, other)| {
        right
            .cmp(left)
            .then_with(|| one.provisional.cmp(&other.provisional))
            .then_with(|| one.name.cmp(&other.name))
    });
    Ok(ranked.into_iter().map(|(score, one)| (score, one.organisation_id)).collect())
}

async fn propose(
    db: &mut PgConnection,
    text: &str,
    query: &Query,
    day: Day,
    provisional: bool,
) -> Result<Vec<Proposed>, sqlx::Error> {
    let mut telling = query.telling_words();
    // A short name is looked up as it was typed too: "R D & E" is one word in the stored terms.
    telling.extend(super::words::compact(text).filter(|short| !telling.contains(short)));
    sqlx::query_as!(
        Proposed,
        r#"with proposed as (
             select organisation_resembling($1, $2) as organisation_id
             union
             select organisation_id from organisation where ods_code = upper($3)
             union
             select organisation_id from organisation
             where $4::text is not null and replace(postcode, ' ', '') like $4 || '%'
           )
           select o.organisation_id as "organisation_id!: OrganisationId", name as "name!", town as "town?", ods_code as "ods_code?",
             provisional as "provisional!",
             coalesce($4::text is not null and replace(postcode, ' ', '') like $4 || '%', false) as "by_postcode!",
             array(select other_name from organisation_other_name n where n.organisation_id = o.organisation_id) as "aliases!"
           from proposed join organisation o using (organisation_id)
           where (o.valid_from is null or o.valid_from <= $5) and (o.valid_to is null or o.valid_to > $5)
             and (not provisional or $6)"#,
        &telling,
        PROPOSED,
        text.trim(),
        postcode_start(text),
        day as Day,
        provisional,
    )
    .fetch_all(db)
    .await
}

/// The list entries of some organisations, in the order given.
///
/// # Errors
/// The database's.
pub async fn found(
    db: &mut PgConnection,
    ids: &[OrganisationId],
    day: Day,
) -> Result<Vec<Found>, sqlx::Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let raw: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select o.organisation_id as "organisation_id!", o.name as "name!", o.town as "town?", o.postcode as "postcode?",
             coalesce(s.name, r.name) as "area?"
           from organisation o
           left join care_system s on s.system_code = care_system_on(o.system_code, $2)
           left join region r on r.region_code = o.region_code
           where o.organisation_id = any($1)"#,
        &raw,
        day as Day,
    )
    .fetch_all(db)
    .await?;
    let mut by_id: HashMap<OrganisationId, Found> = rows
        .into_iter()
        .map(|row| {
            let place = place_line(row.town.as_deref(), row.postcode.as_deref(), row.area.as_deref());
            (row.organisation_id, Found { organisation_id: row.organisation_id, name: row.name, place })
        })
        .collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}
