//! Round the application: what the database itself gives to whom, with and without a WHERE.

use rapport::platform::ids::AccountId;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::Here;

/// Who a connection says is asking.
#[derive(Debug, Clone, Copy)]
enum Asking {
    /// Nothing was said.
    Nobody,
    /// An empty setting, as a connection keeps after a transaction that said somebody.
    Empty,
    Account(AccountId),
}

/// A connection of the serving role that says this of who asks.
async fn serving(here: &Here, asking: Asking) -> PgConnection {
    let mut db = here.app.database.serving().await;
    let value = match asking {
        Asking::Nobody => return db,
        Asking::Empty => String::new(),
        Asking::Account(account) => account.to_string(),
    };
    let set = sqlx::query("select set_config('rapport.account_id', $1, false)").bind(value);
    set.execute(&mut db).await.unwrap();
    db
}

async fn notes(db: &mut PgConnection) -> Vec<Uuid> {
    sqlx::query_scalar("select note_id from (select * from note) n order by note_id")
        .fetch_all(db)
        .await
        .unwrap()
}

async fn keys(db: &mut PgConnection) -> i64 {
    sqlx::query_scalar("select count(*) from note_key").fetch_one(db).await.unwrap()
}

async fn refused(db: &mut PgConnection, statement: &'static str) -> Option<String> {
    let refused = sqlx::query(statement).execute(db).await.expect_err(statement);
    refused.as_database_error().and_then(|error| error.code().map(std::borrow::Cow::into_owned))
}

async fn affected(db: &mut PgConnection, statement: &'static str) -> u64 {
    sqlx::query(statement).execute(db).await.expect(statement).rows_affected()
}

#[tokio::test]
async fn s1_a_statement_without_a_where_gives_everybody_their_own_and_what_was_shared_with_them() {
    let here = Here::new().await;
    let own = here.note(&here.amina, "Amina alone", false).await.0;
    let shared = here.note(&here.amina, "Amina to Grace", true).await.0;
    let graces = here.note(&here.grace, "Grace alone", false).await.0;
    let account = |person: &crate::support::given::Person| Asking::Account(person.account_id);
    for (asking, sees, opens) in [
        (Asking::Nobody, vec![], 0),
        (Asking::Empty, vec![], 0),
        (Asking::Account(AccountId(Uuid::nil())), vec![], 0),
        (account(&here.asha), vec![], 0),
        (account(&here.ruth), vec![], 0),
        (account(&here.owen), vec![], 0),
        (account(&here.grace), vec![shared, graces], 2),
        (account(&here.amina), vec![own, shared], 2),
    ] {
        let mut db = serving(&here, asking).await;
        assert_eq!(notes(&mut db).await, sees, "{asking:?}");
        assert_eq!(keys(&mut db).await, opens, "{asking:?}");
    }
    let mut garbled = here.app.database.serving().await;
    sqlx::query("select set_config('rapport.account_id', 'amina', false)")
        .execute(&mut garbled)
        .await
        .unwrap();
    assert_eq!(
        refused(&mut garbled, "select * from note").await.as_deref(),
        Some("22P02"),
        "closed, not open"
    );
}

#[tokio::test]
async fn s1_who_is_one_of_two_elsewhere_gets_nothing_of_these_two() {
    let here = Here::new().await;
    here.note(&here.amina, "Amina to Grace", true).await;
    let pool = here.pool;
    crate::support::pairs::relationship(
        &here.app.app,
        pool,
        here.owen.account_id,
        here.grace.account_id,
        "mentoring",
    )
    .await;
    let mut owen = serving(&here, Asking::Account(here.owen.account_id)).await;
    assert_eq!((notes(&mut owen).await, keys(&mut owen).await), (vec![], 0));
}

#[tokio::test]
async fn s1_nobody_changes_deletes_or_writes_a_note_of_somebody_else() {
    let here = Here::new().await;
    here.note(&here.amina, "Amina to Grace", true).await;
    here.note(&here.grace, "Grace alone", false).await;
    for person in [&here.grace, &here.asha, &here.ruth, &here.owen] {
        let mut db = serving(&here, Asking::Account(person.account_id)).await;
        let own = u64::from(person.account_id == here.grace.account_id);
        assert_eq!(affected(&mut db, "update note set shared = true").await, own, "{}", person.name);
        assert_eq!(affected(&mut db, "update note_key set key_mark = '0000000000000000'").await, 0);
        assert_eq!(affected(&mut db, "delete from note_key").await, 0, "{}", person.name);
    }
    let mut nobody = serving(&here, Asking::Nobody).await;
    assert_eq!(affected(&mut nobody, "update note set shared = true").await, 0);
    assert_eq!(affected(&mut nobody, "delete from note").await, 0);
    let mut owen = serving(&here, Asking::Account(here.owen.account_id)).await;
    assert_eq!(affected(&mut owen, "delete from note").await, 0);
    let mut grace = serving(&here, Asking::Account(here.grace.account_id)).await;
    let as_amina = "insert into note (note_id, relationship_id, author_id, shared, body, created_at, changed_at, submission_id)
        select gen_random_uuid(), relationship_id, mentee_id, true, decode(repeat('00', 50), 'hex'), now(), now(), gen_random_uuid()
        from relationship";
    assert_eq!(refused(&mut grace, as_amina).await.as_deref(), Some("42501"));
    let key_of_amina = "insert into note_key (note_key_id, relationship_id, author_id, wrapped, key_mark, made_at)
        select gen_random_uuid(), relationship_id, mentee_id, decode(repeat('00', 50), 'hex'), '0000000000000000', now()
        from relationship";
    assert_eq!(refused(&mut grace, key_of_amina).await.as_deref(), Some("42501"));
    let give_away = "update note set author_id = (select mentee_id from relationship)";
    assert!(["42501", "23514"].contains(&refused(&mut grace, give_away).await.unwrap().as_str()));
    let into_elsewhere = "insert into note_key (note_key_id, relationship_id, author_id, wrapped, key_mark, made_at)
        select gen_random_uuid(), relationship_id, current_setting('rapport.account_id')::uuid, decode(repeat('00', 50), 'hex'),
          '0000000000000000', now() from relationship";
    let mut owen = serving(&here, Asking::Account(here.owen.account_id)).await;
    assert_eq!(refused(&mut owen, into_elsewhere).await.as_deref(), Some("42501"), "not one of the two");
    assert_eq!(refused(&mut owen, "truncate note").await.as_deref(), Some("42501"));
    assert_eq!(
        refused(&mut owen, "alter table note disable row level security").await.as_deref(),
        Some("42501")
    );
    assert_eq!(here.count("select count(*) from note").await, 2);
    assert_eq!(affected(&mut grace, "delete from note").await, 1, "her own, without a WHERE");
    assert_eq!(here.count("select count(*) from note").await, 1);
}

#[tokio::test]
async fn s1_what_runs_as_the_owner_is_narrow_fixed_in_its_path_and_closed_to_everybody_else() {
    let here = Here::new().await;
    let mut owner = here.app.database.owner().await;
    let open: Vec<String> = sqlx::query_scalar(
        "select p.oid::regprocedure::text from pg_proc p
         where p.pronamespace = 'public'::regnamespace and p.prosecdef
           and (p.proacl is null or exists (select from aclexplode(p.proacl) a where a.grantee = 0)
             or not coalesce('search_path=pg_catalog, pg_temp' = any(p.proconfig), false))",
    )
    .fetch_all(&mut owner)
    .await
    .unwrap();
    assert!(open.is_empty(), "{open:?}");
    let all: i64 = sqlx::query_scalar(
        "select count(*) from pg_proc where pronamespace = 'public'::regnamespace and prosecdef",
    )
    .fetch_one(&mut owner)
    .await
    .unwrap();
    assert_eq!(all, 5, "each does one thing, and none gives a note back");
    // A restored dump brings functions back open to everybody; the next migration closes them.
    sqlx::query("grant execute on function forget_notes_of(uuid) to public")
        .execute(&mut owner)
        .await
        .unwrap();
    rapport::platform::db::migrate(&here.app.database.as_owner(), crate::support::database::SERVING)
        .await
        .unwrap();
    let public: bool = sqlx::query_scalar(
        "select exists (select from pg_proc p, aclexplode(p.proacl) a where p.proname = 'forget_notes_of' and a.grantee = 0)",
    )
    .fetch_one(&mut owner)
    .await
    .unwrap();
    assert!(!public);
    let mut serving = here.app.database.serving().await;
    sqlx::query("select forget_notes_of(gen_random_uuid())").execute(&mut serving).await.unwrap();
    serving.close().await.unwrap();
}
