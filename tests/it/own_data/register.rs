//! A copy is complete: held against the register of everything stored, and against what somebody who did everything typed.

use std::collections::BTreeSet;

use rapport::own_data::register::{TABLES, Table};
use serde_json::Value;

use super::everything::{Everything, Two};
use super::{copy, json};
use crate::data_register::register;

fn tables() -> impl Iterator<Item = &'static Table> {
    TABLES.into_iter().flatten()
}

/// What of each is the other's to read as well, as pages show it.
const SHARED: [&str; 9] =
    ["name", "hope", "past-hope", "farewell", "message", "agreement", "goal", "review-shared", "note-shared"];

#[test]
fn s14_every_column_about_people_is_in_a_copy_or_has_a_reason_not_to_be() {
    let register = register();
    let mut wrong = Vec::new();
    let mut known = BTreeSet::new();
    for table in tables() {
        let given: Vec<&str> = table.fields().map(|(column, _)| column).collect();
        for column in given.iter().copied().chain(table.left.iter().map(|(column, _)| *column)) {
            if !known.insert((table.name, column)) {
                wrong.push(format!("{}.{column} is there twice", table.name));
            }
            if register.get(table.name).is_none_or(|entry| !entry.columns.contains_key(column)) {
                wrong.push(format!("{}.{column} is in no table", table.name));
            }
        }
        assert_eq!(table.section.is_empty(), given.is_empty(), "{}", table.name);
        assert!(table.left.iter().all(|(_, why)| why.sentence().len() > 10));
    }
    for (table, entry) in &register {
        for (column, class) in &entry.columns {
            if class != "public" && !known.contains(&(table.as_str(), column.as_str())) {
                wrong.push(format!(
                    "{table}.{column} ({class}) is neither given nor left out: src/own_data/register"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether a record of a section has this field, also where it holds nothing.
fn has(copy: &Value, section: &str, path: &str) -> bool {
    let Some(records) = copy[section].as_array() else { return false };
    records.iter().any(|record| {
        let mut at = vec![record];
        for name in path.split('.') {
            at = at
                .into_iter()
                .filter_map(|value| value.get(name))
                .flat_map(|value| value.as_array().map_or_else(|| vec![value], |list| list.iter().collect()))
                .collect();
            if at.is_empty() {
                // An empty list is there too, at the end of a path.
                return record.get(name).is_some();
            }
        }
        true
    })
}

#[tokio::test]
async fn s14_every_column_that_is_given_is_a_field_of_a_real_copy() {
    let two = Two::new().await;
    let copy = json(&two.app.browser_of(&two.amina).await).await;
    let mut wrong = Vec::new();
    for table in tables() {
        for (column, field) in table.fields() {
            let there = match field.strip_prefix('/') {
                Some(field) => copy.get(field).is_some(),
                None => has(&copy, table.section, field),
            };
            if !there {
                wrong.push(format!("{}.{column}: {}.{field}", table.name, table.section));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(copy["account_id"], two.amina.account_id.to_string());
    assert!(!copy.to_string().contains("cannot be read"), "everything sealed was opened");
}

/// Whether a copy holds this very canary, and not one that begins alike.
fn holds(copy: &str, canary: &str) -> bool {
    copy.match_indices(canary).any(|(at, _)| !copy[at + canary.len()..].starts_with('-'))
}

fn missing<'a>(all: &'a Everything, copy: &str) -> Vec<&'a String> {
    all.canaries.values().filter(|canary| !holds(copy, canary)).collect()
}

#[tokio::test]
async fn s1_s13_every_word_of_ones_own_is_in_both_files_and_no_private_word_of_anybody_elses() {
    let two = Two::new().await;
    for (person, own, other) in
        [(&two.amina, &two.of_amina, &two.of_grace), (&two.grace, &two.of_grace, &two.of_amina)]
    {
        let browser = two.app.browser_of(person).await;
        for format in ["json", "html"] {
            let copy = copy(&browser, format).await;
            copy.assert_ok();
            assert_eq!(missing(own, &copy.body), Vec::<&String>::new(), "{format} of {}", person.name);
            for (what, canary) in &other.canaries {
                let readable =
                    SHARED.contains(&what.as_str()) || what == "evaluation" && person.name == two.amina.name;
                assert_eq!(
                    holds(&copy.body, canary),
                    readable,
                    "{what} of the other in the {format} of {}",
                    person.name
                );
            }
            assert!(!copy.body.contains("canary-desk"), "what is said at the desk stays there");
            assert!(!copy.body.contains(&two.asha.email), "no address that pages do not show");
        }
    }
    let browser = two.app.browser_of(&two.grace).await;
    let copy = json(&browser).await;
    assert_eq!(
        copy["chemistry_decisions"].as_array().map(Vec::len),
        Some(1),
        "her own answer, not the other's"
    );
    assert_eq!(copy["concerns"].as_array().map(Vec::len), Some(1), "what she raised, not what is about her");
    assert!(copy["feedback"][0].get("relationship_id").is_none());
    let read: i64 = sqlx::query_scalar("select count(*) from event where kind = 'note.read'")
        .fetch_one(&two.app.app.db)
        .await
        .unwrap();
    assert_eq!(read, 5, "each copy that held a note of the other's");
}

/// Whoever recorded a pairing learns from no copy whether the address is known here.
#[tokio::test]
async fn s6_a_pairing_that_nobody_confirmed_tells_nothing() {
    let two = Two::new().await;
    sqlx::query(
        "insert into relationship (relationship_id, pool_id, mentee_id, practitioner_id, offering, status, recorded_by, began_on, touched_at,
           created_at, submission_id)
         values ('00000000-0000-4000-8000-000000000001', $1, $2, $3, 'coaching', 'recorded', $3, '2027-01-01', $4, $4, gen_random_uuid())",
    )
    .bind(two.pool)
    .bind(two.asha.account_id)
    .bind(two.grace.account_id)
    .bind(two.app.now())
    .execute(&two.app.app.db)
    .await
    .unwrap();
    let copy = copy(&two.app.browser_of(&two.grace).await, "json").await;
    assert!(!copy.body.contains("00000000-0000-4000-8000-000000000001"));
    let theirs = super::copy(&two.app.browser_of(&two.asha).await, "json").await;
    assert!(theirs.body.contains("00000000-0000-4000-8000-000000000001"), "whoever is to confirm it has it");
}
