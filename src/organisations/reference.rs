//! Regions, systems, kinds of employer, trusts and integrated care boards, shipped inside the binary (data/README.md).

use std::collections::HashMap;

use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::model::Labelled;
use super::words;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::OrganisationId;

const REGIONS: &str = include_str!("data/regions.tsv");
const TYPES: &str = include_str!("data/types.tsv");
const SYSTEMS: &str = include_str!("data/systems.tsv");
const ORGANISATIONS: &str = include_str!("data/organisations.tsv");
const ALIASES: &str = include_str!("data/aliases.tsv");

/// The rows of a file after its heading; a missing cell is empty.
fn rows<const N: usize>(file: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    file.lines().skip(1).filter(|line| !line.is_empty()).map(|line| {
        let mut cells = line.split('\t');
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    })
}

fn filled(cell: &'static str) -> Option<&'static str> {
    (!cell.is_empty()).then_some(cell)
}

fn day(cell: &'static str) -> Option<Day> {
    cell.parse().ok().map(Day::new)
}

pub(super) fn region_labels() -> Vec<Labelled> {
    rows::<3>(REGIONS).map(|[code, label, _]| Labelled { code, label }).collect()
}

pub(super) fn type_labels() -> Vec<Labelled> {
    rows::<2>(TYPES).map(|[code, label]| Labelled { code, label }).collect()
}

/// The id of an organisation of the reference data: the same on every installation, made from its code.
#[must_use]
pub fn id_of(code: &str) -> OrganisationId {
    let digest = Sha256::digest(format!("rapport organisation {code}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    OrganisationId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// Loads the reference data. Repeating it changes nothing that an administrator has edited; systems and boards that have
/// closed since get their end and successor.
///
/// # Errors
/// The database's.
pub async fn load_reference_data(db: &mut PgConnection, now: Instant) -> Result<(), sqlx::Error> {
    load_lists(db).await?;
    load_systems(db).await?;
    load_boards(db, now).await?;
    load_trusts(db, now).await?;
    refresh_search_terms(db).await
}

async fn load_lists(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    let regions: Vec<[&str; 3]> = rows::<3>(REGIONS).collect();
    let column = |index: usize| regions.iter().map(|row| row[index].to_owned()).collect::<Vec<_>>();
    sqlx::query!(
        "insert into region (region_code, name, nation, position)
         select code, name, nation, position
         from unnest($1::text[], $2::text[], $3::text[]) with ordinality as given (code, name, nation, position)
         on conflict (region_code) do update
         set name = excluded.name, nation = excluded.nation, position = excluded.position",
        &column(0),
        &column(1),
        &column(2),
    )
    .execute(&mut *db)
    .await?;
    let types: Vec<[&str; 2]> = rows::<2>(TYPES).collect();
    sqlx::query!(
        "insert into organisation_type (type_code, label, position)
         select code, label, position
         from unnest($1::text[], $2::text[]) with ordinality as given (code, label, position)
         on conflict (type_code) do update set label = excluded.label, position = excluded.position",
        &types.iter().map(|row| row[0].to_owned()).collect::<Vec<_>>(),
        &types.iter().map(|row| row[1].to_owned()).collect::<Vec<_>>(),
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn load_systems(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    let systems: Vec<[&str; 7]> = rows::<7>(SYSTEMS).collect();
    let column =
        |index: usize| systems.iter().map(|row| filled(row[index]).map(str::to_owned)).collect::<Vec<_>>();
    let days = |index: usize| systems.iter().map(|row| day(row[index])).collect::<Vec<_>>();
    sqlx::query!(
        "insert into care_system (system_code, ods_code, name, region_code, valid_from, valid_to, successor_code)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[], $6::date[], $7::text[])
         on conflict (system_code) do update
         set ods_code = excluded.ods_code, name = excluded.name, region_code = excluded.region_code,
             valid_from = excluded.valid_from, valid_to = excluded.valid_to, successor_code = excluded.successor_code",
        &column(0) as &[Option<String>],
        &column(1) as &[Option<String>],
        &column(2) as &[Option<String>],
        &column(3) as &[Option<String>],
        &days(4) as &[Option<Day>],
        &days(5) as &[Option<Day>],
        &column(6) as &[Option<String>],
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Integrated care boards employ people too: each system gives an organisation.
async fn load_boards(db: &mut PgConnection, now: Instant) -> Result<(), sqlx::Error> {
    let systems: Vec<[&str; 7]> = rows::<7>(SYSTEMS).collect();
    let ids: Vec<Uuid> = systems.iter().map(|row| id_of(row[0]).0).collect();
    let successors: Vec<Option<Uuid>> =
        systems.iter().map(|row| filled(row[6]).map(|code| id_of(code).0)).collect();
    let names: Vec<String> =
        systems.iter().map(|row| format!("NHS {} Integrated Care Board", row[2])).collect();
    let column =
        |index: usize| systems.iter().map(|row| filled(row[index]).map(str::to_owned)).collect::<Vec<_>>();
    let days = |index: usize| systems.iter().map(|row| day(row[index])).collect::<Vec<_>>();
    sqlx::query!(
        "insert into organisation
           (organisation_id, ods_code, name, type_code, system_code, region_code, valid_from, valid_to, successor_id, created_at)
         select id, ods_code, name, 'integrated-care-board', system_code, region_code, valid_from, valid_to, successor_id, $9
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[], $8::uuid[])
           as given (id, ods_code, name, system_code, region_code, valid_from, valid_to, successor_id)
         on conflict (organisation_id) do update
         set valid_to = excluded.valid_to, successor_id = excluded.successor_id, version = organisation.version + 1
         where organisation.valid_to is null and excluded.valid_to is not null",
        &ids,
        &column(1) as &[Option<String>],
        &names,
        &column(0) as &[Option<String>],
        &column(3) as &[Option<String>],
        &days(4) as &[Option<Day>],
        &days(5) as &[Option<Day>],
        &successors as &[Option<Uuid>],
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn load_trusts(db: &mut PgConnection, now: Instant) -> Result<(), sqlx::Error> {
    let trusts: Vec<[&str; 6]> = rows::<6>(ORGANISATIONS).collect();
    let ids: Vec<Uuid> = trusts.iter().map(|row| id_of(row[0]).0).collect();
    let column =
        |index: usize| trusts.iter().map(|row| filled(row[index]).map(str::to_owned)).collect::<Vec<_>>();
    sqlx::query!(
        "insert into organisation
           (organisation_id, ods_code, name, town, postcode, system_code, type_code, region_code, created_at)
         select given.id, given.ods_code, given.name, town, postcode, given.system_code, type_code, care_system.region_code, $8
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
           as given (id, ods_code, name, town, postcode, system_code, type_code)
         join care_system on care_system.system_code = given.system_code
         on conflict (organisation_id) do nothing",
        &ids,
        &column(0) as &[Option<String>],
        &column(1) as &[Option<String>],
        &column(2) as &[Option<String>],
        &column(3) as &[Option<String>],
        &column(4) as &[Option<String>],
        &column(5) as &[Option<String>],
        now as Instant,
    )
    .execute(&mut *db)
    .await?;
    let aliases: Vec<[&str; 2]> = rows::<2>(ALIASES).collect();
    sqlx::query!(
        "insert into organisation_other_name (organisation_id, other_name)
         select * from unnest($1::uuid[], $2::text[]) on conflict do nothing",
        &aliases.iter().map(|row| id_of(row[0]).0).collect::<Vec<Uuid>>(),
        &aliases.iter().map(|row| row[1].to_owned()).collect::<Vec<_>>(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes `search_terms` anew where they differ, because a release may cut words differently.
async fn refresh_search_terms(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    let mut aliases: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in sqlx::query!("select organisation_id, other_name from organisation_other_name")
        .fetch_all(&mut *db)
        .await?
    {
        aliases.entry(row.organisation_id).or_default().push(row.other_name);
    }
    let stored = sqlx::query!("select organisation_id, name, town, ods_code, search_terms from organisation")
        .fetch_all(&mut *db)
        .await?;
    let mut ids = Vec::new();
    let mut fresh = Vec::new();
    for row in stored {
        let own = aliases.get(&row.organisation_id.0).map_or(&[][..], Vec::as_slice);
        let terms = words::terms(&row.name, row.town.as_deref(), row.ods_code.as_deref(), own);
        if terms != row.search_terms {
            ids.push(row.organisation_id.0);
            fresh.push(terms);
        }
    }
    sqlx::query!(
        "update organisation set search_terms = given.terms
         from unnest($1::uuid[], $2::text[]) as given (id, terms) where organisation_id = given.id",
        &ids,
        &fresh,
    )
    .execute(db)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_code_that_is_referred_to_exists() {
        let regions: HashSet<&str> = rows::<3>(REGIONS).map(|row| row[0]).collect();
        let types: HashSet<&str> = rows::<2>(TYPES).map(|row| row[0]).collect();
        let systems: HashSet<&str> = rows::<7>(SYSTEMS).map(|row| row[0]).collect();
        let trusts: HashSet<&str> = rows::<6>(ORGANISATIONS).map(|row| row[0]).collect();
        assert!(rows::<7>(SYSTEMS).all(|row| regions.contains(row[3])));
        assert!(rows::<7>(SYSTEMS).all(|row| row[6].is_empty() || systems.contains(row[6])));
        assert!(
            rows::<7>(SYSTEMS)
                .all(|row| day(row[4]).is_some() && (row[5].is_empty() || day(row[5]).is_some()))
        );
        assert!(rows::<6>(ORGANISATIONS).all(|row| systems.contains(row[4])));
        assert!(rows::<6>(ORGANISATIONS).all(|row| row[5].is_empty() || types.contains(row[5])));
        assert!(rows::<2>(ALIASES).all(|row| trusts.contains(row[0])));
        assert_eq!(systems.len(), 49);
        assert_eq!(trusts.len(), 207);
    }

    #[test]
    fn ids_are_the_same_everywhere() {
        assert_eq!(id_of("RX1"), id_of("RX1"));
        assert_ne!(id_of("RX1"), id_of("RX2"));
        assert_eq!(id_of("RX1").0.get_version_num(), 8);
    }
}
