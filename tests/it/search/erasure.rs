//! Closing an account takes what it searched for and kept, and the person from what others keep (S13).

use rapport::platform::ids::AccountId;
use sqlx::{AssertSqlSafe, Connection};

use super::hub::{Hub, Made};

const TABLES: [&str; 6] =
    ["search_draft", "shortlist_entry", "shortlist_note", "saved_search", "place_watch", "avoided_person"];

/// In how many rows of each table somebody's id is, whatever the column.
async fn traces(hub: &Hub, account: AccountId) -> Vec<i64> {
    let mut owner = hub.app.database.owner().await;
    // Notes are shown to their writer alone; here for a moment to whoever counts.
    let mut tx = owner.begin().await.unwrap();
    sqlx::query("alter table shortlist_note no force row level security").execute(&mut *tx).await.unwrap();
    let mut found = Vec::new();
    for table in TABLES {
        let count = format!("select count(*) from {table} t where t::text like '%{account}%'");
        found.push(sqlx::query_scalar(AssertSqlSafe(count)).fetch_one(&mut *tx).await.unwrap());
    }
    tx.rollback().await.unwrap();
    found
}

/// Everything somebody may keep, with this person in all of it that names people.
async fn keeps_all(hub: &Hub, account: AccountId, person: AccountId) {
    let statements = format!(
        "insert into search_draft (search_draft_id, account_id, sealed, written_at)
           values (gen_random_uuid(), '{account}', '', now());
         insert into shortlist_entry (account_id, practitioner_id, position, offering, added_at)
           values ('{account}', '{person}', 1, 'mentoring', now());
         select set_config('rapport.account_id', '{account}', false);
         insert into shortlist_note (account_id, practitioner_id, note, written_at)
           values ('{account}', '{person}', 'A note', now());
         select set_config('rapport.account_id', '', false);
         insert into saved_search (saved_search_id, account_id, name, address, known, created_at, looked_at, submission_id)
           values (gen_random_uuid(), '{account}', 'Any mentor', 'offering=mentoring', '{{{person}}}', now(), now(), gen_random_uuid());
         insert into place_watch (account_id, practitioner_id, offering, asked_at)
           values ('{account}', '{person}', 'mentoring', now());
         insert into avoided_person (avoided_person_id, account_id, practitioner_id, added_at)
           values (gen_random_uuid(), '{account}', '{person}', now());
         insert into avoided_person (avoided_person_id, account_id, written, added_at)
           values (gen_random_uuid(), '{account}', 'Morgan Vale', now());"
    );
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(&hub.app.app.db).await.unwrap();
}

async fn close(hub: &Hub, account: AccountId) {
    let mut tx = hub.app.app.db.begin().await.unwrap();
    rapport::app::forget_account(&mut tx, &hub.app.app, hub.app.now(), account).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn s13_nothing_is_left_of_a_search_or_a_list_when_either_account_is_closed() {
    let hub = Hub::new().await;
    let ben = hub.mentor(Made { name: "Ben Cole", ..Made::default() }).await.account_id;
    let amina = hub.mentee().await.account_id;
    let owen = hub.mentee().await.account_id;
    for account in [amina, owen] {
        keeps_all(&hub, account, ben).await;
    }
    assert_eq!(traces(&hub, amina).await, [1, 1, 1, 1, 1, 2]);
    assert_eq!(traces(&hub, ben).await, [0, 2, 2, 2, 2, 2]);
    close(&hub, amina).await;
    assert_eq!(traces(&hub, amina).await, [0; 6], "as the owner");
    assert_eq!(traces(&hub, owen).await, [1, 1, 1, 1, 1, 2], "and of nobody else's");
    close(&hub, ben).await;
    assert_eq!(traces(&hub, ben).await, [0; 6], "as the person named");
    assert_eq!(traces(&hub, owen).await, [1, 0, 0, 1, 0, 1], "what names nobody stays");
}
