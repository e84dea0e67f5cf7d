//! Which employer each of many texts means: names of a register, resolved together.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::model::day_of;
use super::rank::Query;
use super::search;
use super::words::words;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::OrganisationId;

/// What a text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// A code, a name or another name of one employer and of no other.
    Certain(OrganisationId, String),
    /// The employer it most likely is.
    Likely(OrganisationId, String),
    Unknown,
}

/// Below this nothing is proposed.
const LIKELY: u32 = 700;

/// What each of these texts means today; mergers are followed. Names and codes are looked up in one statement, and only
/// what is left is searched for, one by one.
///
/// # Errors
/// The database's.
pub async fn meant(db: &mut PgConnection, texts: &[String], now: Instant) -> Result<Vec<Meant>, sqlx::Error> {
    let day = day_of(now);
    let exact = exact(db, texts, day).await?;
    let by_words = by_words(db, day).await?;
    let mut meant = Vec::with_capacity(texts.len());
    for text in texts {
        let found = exact.get(&text.trim().to_lowercase()).or_else(|| by_words.get(&in_order(text)));
        let one = match found {
            Some(found) if found.len() == 1 => Meant::Certain(found[0].0, found[0].1.clone()),
            _ => searched(db, text, day).await?,
        };
        meant.push(one);
    }
    Ok(meant)
}

/// The telling words of a name, by which "NHS FT" and "NHS Foundation Trust" are one.
fn in_order(text: &str) -> String {
    let mut words = words(text);
    words.sort_unstable();
    words.join(" ")
}

/// Every listed employer of a day by the words of its name.
async fn by_words(
    db: &mut PgConnection,
    day: Day,
) -> Result<HashMap<String, Vec<(OrganisationId, String)>>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select organisation_id, name from organisation
           where not provisional and (valid_from is null or valid_from <= $1) and (valid_to is null or valid_to > $1)"#,
        day as Day,
    )
    .fetch_all(db)
    .await?;
    let mut found: HashMap<String, Vec<(OrganisationId, String)>> = HashMap::new();
    for row in rows {
        found.entry(in_order(&row.name)).or_default().push((row.organisation_id, row.name));
    }
    found.remove("");
    Ok(found)
}

async fn exact(
    db: &mut PgConnection,
    texts: &[String],
    day: Day,
) -> Result<HashMap<String, Vec<(OrganisationId, String)>>, sqlx::Error> {
    let texts: Vec<String> = texts.iter().map(|text| text.trim().to_lowercase()).collect();
    let rows = sqlx::query!(
        r#"with named as (
             select text, organisation_id from unnest($1::text[]) as text join organisation on lower(name) = text
             where not provisional
             union
             select text, organisation_id from unnest($1::text[]) as text join organisation on lower(ods_code) = text
             union
             select text, organisation_id from unnest($1::text[]) as text
               join organisation_other_name on lower(other_name) = text
           )
           select distinct text as "text!", o.organisation_id as "organisation_id!: OrganisationId", o.name as "name!"
           from named join organisation o on o.organisation_id = organisation_on(named.organisation_id, $2)
           where o.valid_to is null or o.valid_to > $2"#,
        &texts,
        day as Day,
    )
    .fetch_all(db)
    .await?;
    let mut found: HashMap<String, Vec<(OrganisationId, String)>> = HashMap::new();
    for row in rows {
        found.entry(row.text).or_default().push((row.organisation_id, row.name));
    }
    Ok(found)
}

async fn searched(db: &mut PgConnection, text: &str, day: Day) -> Result<Meant, sqlx::Error> {
    let query = Query::new(text);
    let ranked = search::ranked(db, text, &query, day, false).await?;
    let Some((score, best)) = ranked.first().copied() else { return Ok(Meant::Unknown) };
    let rival = ranked.get(1).map_or(0, |(score, _)| *score);
    if score < LIKELY || rival == score {
        return Ok(Meant::Unknown);
    }
    let Some(found) = search::found(db, &[best], day).await?.into_iter().next() else {
        return Ok(Meant::Unknown);
    };
    // Initials are telling, but several employers may share them one day.
    Ok(Meant::Likely(found.organisation_id, found.name))
}
