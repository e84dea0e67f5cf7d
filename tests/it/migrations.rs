//! The schema changes: they apply, they may be repeated, and what they make follows the house's rules.

use rapport::platform::db::{self, MigrateError};

use crate::support::database::{SERVING, TestDatabase, execute};

/// Foreign keys without an index of their own, because nobody deletes or looks up by what they point to.
const WITHOUT_INDEX: [&str; 35] = [
    "concern_acknowledged_by_fk",
    "concern_closed_by_fk",
    "pool_organisation_fk",
    "pool_region_fk",
    "pool_system_fk",
    "care_system_region_fk",
    "care_system_successor_fk",
    "organisation_region_fk",
    "organisation_type_fk",
    "account_employment_proven_by_fk",
    "account_role_granted_by_fk",
    "pool_successor_fk",
    "pool_qualification_term_fk",
    "pool_audience_organisation_fk",
    "pool_audience_system_fk",
    "pool_audience_region_fk",
    "availability_window_delivery_fk",
    "availability_exception_delivery_fk",
    "meeting_delivery_fk",
    "chemistry_request_entered_by_fk",
    "chemistry_request_closed_by_fk",
    "chemistry_request_suggested_fk",
    "profile_seniority_fk",
    "lived_experience_term_fk",
    "application_decided_by_fk",
    "application_terms_fk",
    "application_message_author_fk",
    "membership_approved_by_fk",
    "membership_terms_fk",
    "evidence_qualification_fk",
    "evidence_recorded_by_fk",
    "evidence_checked_by_fk",
    "register_import_uploaded_by_fk",
    "term_parent_fk",
    "term_successor_fk",
];

#[tokio::test]
async fn the_schema_can_be_made_from_nothing_and_making_it_again_is_harmless() {
    let database = TestDatabase::empty().await;
    db::migrate(&database.as_owner(), SERVING).await.expect("from nothing");
    let first = description(&database).await;
    db::migrate(&database.as_owner(), SERVING).await.expect("again");
    assert_eq!(first, description(&database).await);
    assert!(first.iter().any(|line| line.contains("event.event_id")), "{first:?}");
}

#[tokio::test]
async fn r8_two_instances_may_migrate_at_the_same_time() {
    let database = TestDatabase::empty().await;
    let owner = database.as_owner();
    let (one, other) = tokio::join!(db::migrate(&owner, SERVING), db::migrate(&owner, SERVING));
    one.expect("the first");
    other.expect("the second");
}

#[tokio::test]
async fn data_of_a_newer_release_are_left_alone_with_a_sentence() {
    let database = TestDatabase::migrated().await;
    let version = "insert into _sqlx_migrations values (99990101000000, 'later', now(), true, '\\x00', 1)";
    execute(&mut database.owner().await, version).await;
    let refused = db::migrate(&database.as_owner(), SERVING).await.expect_err("a newer release wrote this");
    assert!(matches!(refused, MigrateError::NewerData(99_990_101_000_000)), "{refused:?}");
    assert!(refused.to_string().starts_with("the data were written by a newer release"), "{refused}");
}

#[tokio::test]
async fn a_schema_change_altered_after_it_was_applied_is_refused() {
    let database = TestDatabase::migrated().await;
    execute(&mut database.owner().await, "update _sqlx_migrations set checksum = '\\x00'").await;
    let refused = db::migrate(&database.as_owner(), SERVING).await.expect_err("it differs");
    assert!(matches!(refused, MigrateError::Altered(_)), "{refused:?}");
}

#[test]
fn files_are_named_when_verb_noun_and_only_go_forward() {
    for entry in std::fs::read_dir("migrations").expect("the folder") {
        let name = entry.expect("a file").file_name().into_string().expect("a plain name");
        let (when, what) = name.split_at(name.find('_').unwrap_or(0));
        assert!(
            when.len() == 14 && when.bytes().all(|byte| byte.is_ascii_digit()),
            "{name}: begin with a moment"
        );
        let what = what.strip_suffix(".sql").unwrap_or_else(|| panic!("{name} is not SQL"));
        let words = what.split('_').filter(|word| !word.is_empty()).count();
        assert!(words >= 2, "{name}: <moment>_<verb>_<noun>.sql");
        assert!(!what.contains('.'), "{name}: forward only");
    }
}

#[tokio::test]
async fn every_constraint_and_index_has_a_chosen_name_that_begins_with_its_table() {
    let named: Vec<(String, String)> = query(
        "select conrelid::regclass::text, conname::text from pg_constraint
         where connamespace = 'public'::regnamespace and conrelid <> 0 and contype <> 'n'
         union
         select indrelid::regclass::text, indexrelid::regclass::text from pg_index
         join pg_class on pg_class.oid = indexrelid where relnamespace = 'public'::regnamespace",
    )
    .await;
    assert!(named.len() > 20, "{named:?}");
    let wrong: Vec<_> = named
        .iter()
        .filter(|(table, name)| {
            let chosen = !["_pkey", "_fkey", "_key", "_check", "_excl", "_idx1"]
                .iter()
                .any(|end| name.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with(end));
            table != "_sqlx_migrations" && !(chosen && name.starts_with(&format!("{table}_")))
        })
        .collect();
    assert!(wrong.is_empty(), "name these <table>_<what>_pk, _fk, _unique, _idx or by their rule: {wrong:?}");
}

#[tokio::test]
async fn every_foreign_key_can_be_followed_backwards_by_an_index() {
    let keys: Vec<(String, String, bool)> = query(
        "select conrelid::regclass::text, conname::text, exists (
           select from pg_index
           where indrelid = conrelid
             and (indkey::int2[])[0:cardinality(conkey) - 1] @> conkey
             and (indpred is null or pg_get_expr(indpred, indrelid) like '%IS NOT NULL%')
         ) from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace",
    )
    .await;
    let unknown: Vec<_> = keys
        .iter()
        .filter(|(_, name, indexed)| !indexed && !WITHOUT_INDEX.contains(&name.as_str()))
        .map(|(table, name, _)| format!("{table}: {name}"))
        .collect();
    assert!(unknown.is_empty(), "add an index, or list it in WITHOUT_INDEX: {unknown:?}");
    let stale: Vec<_> = WITHOUT_INDEX
        .iter()
        .filter(|listed| !keys.iter().any(|(_, name, indexed)| name == *listed && !indexed))
        .collect();
    assert!(stale.is_empty(), "listed in WITHOUT_INDEX, but gone or indexed: {stale:?}");
}

/// Columns that hold the id of a term.
const TERMS: [&str; 6] =
    ["term_id", "parent_id", "successor_id", "seniority_id", "delivery_id", "qualification_id"];

#[tokio::test]
async fn columns_keep_to_the_naming_rules() {
    let columns: Vec<(String, String, String)> = query(
        "select table_name::text, column_name::text, udt_name::text from information_schema.columns
         where table_schema = 'public' and table_name <> '_sqlx_migrations'",
    )
    .await;
    let wrong: Vec<String> = columns
        .iter()
        .filter_map(|(table, column, kind)| {
            let expected = match column.rsplit('_').next() {
                // Terms are few, and small ids let a set of them fit in a few words of bits.
                Some("id") if kind == "int4" && TERMS.contains(&column.as_str()) => "int4",
                Some("id") => "uuid",
                Some("at" | "until") => "timestamptz",
                Some("hash") if column != "password_hash" => "bytea",
                _ if ["timestamp", "varchar", "bpchar", "money", "json", "float4", "float8"]
                    .contains(&kind.as_str()) =>
                {
                    "text, timestamptz, numeric or jsonb"
                }
                _ => return None,
            };
            (expected != kind).then(|| format!("{table}.{column} is {kind}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let plural: Vec<_> =
        columns.iter().map(|(table, ..)| table).filter(|table| table.ends_with('s')).collect();
    assert!(plural.is_empty(), "tables are singular: {plural:?}");
}

#[tokio::test]
async fn every_table_has_a_key() {
    let keyless: Vec<(String,)> = query(
        "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
           and not exists (select from pg_index where indrelid = pg_class.oid and indisunique)",
    )
    .await;
    assert!(keyless.is_empty(), "{keyless:?}");
}

async fn query<T>(sql: &'static str) -> Vec<T>
where
    T: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> + Send + Unpin,
{
    let database = TestDatabase::migrated().await;
    sqlx::query_as(sql).fetch_all(&mut database.owner().await).await.expect(sql)
}

/// Every column, constraint, index and right, as lines to compare.
async fn description(database: &TestDatabase) -> Vec<String> {
    sqlx::query_scalar(
        "select format('%s.%s %s %s %s', table_name, column_name, udt_name, is_nullable, column_default)
           from information_schema.columns where table_schema = 'public'
         union all
         select format('%s %s', conname, pg_get_constraintdef(oid)) from pg_constraint
           where connamespace = 'public'::regnamespace
         union all
         select indexdef from pg_indexes where schemaname = 'public'
         union all
         select format('%s %s', relname, relacl) from pg_class where relnamespace = 'public'::regnamespace
         order by 1",
    )
    .fetch_all(&mut database.owner().await)
    .await
    .expect("the catalogue")
}
