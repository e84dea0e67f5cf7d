//! Closing an account, proved by looking at everything that is left.

use data_encoding::HEXLOWER;
use rapport::platform::key_ring::Wrapped;
use sqlx::Connection;

use super::everything::Two;
use crate::support::app::TestApp;

/// What stays for a reason, and for how long the register says. A message to a coordinator is theirs to answer for, as the page that
/// closes an account says.
const STAYS: [&str; 1] = ["enquiry"];

/// Every row of every table, those that row-level security holds back from their owner too.
async fn everything(app: &TestApp) -> Vec<(String, String)> {
    let mut owner = app.database.owner().await;
    let mut tx = owner.begin().await.unwrap();
    let tables: Vec<(String,)> = sqlx::query_as(
        "select relname::text from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and relname <> '_sqlx_migrations'",
    )
    .fetch_all(&mut *tx)
    .await
    .unwrap();
    let mut found = Vec::new();
    for (table,) in tables {
        let open = format!("alter table \"{table}\" no force row level security");
        sqlx::query(sqlx::AssertSqlSafe(open)).execute(&mut *tx).await.unwrap();
        let rows = format!("select row_to_json(t)::text from \"{table}\" t");
        let rows: Vec<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(rows)).fetch_all(&mut *tx).await.unwrap();
        found.extend(rows.into_iter().map(|row| (table.clone(), row)));
    }
    tx.rollback().await.unwrap();
    found
}

async fn close(two: &Two) {
    let browser = two.app.browser_of(&two.amina).await;
    let page = browser.get("/account/closure").await;
    let closing = page.forms().into_iter().find(|form| form.action == "/account/closure").unwrap();
    browser.submit_form(&closing, &[]).await.assert_ok();
}

/// In which tables something of this is.
fn tables_with<'a>(rows: &'a [(String, String)], what: &str) -> Vec<&'a str> {
    let mut tables: Vec<&str> =
        rows.iter().filter(|(_, row)| row.contains(what)).map(|(table, _)| table.as_str()).collect();
    tables.dedup();
    tables
}

#[tokio::test]
async fn s13_nothing_somebody_typed_is_left_anywhere_when_their_account_is_closed() {
    let two = Two::new().await;
    // Letters that wait may hold words of theirs and have sealed bodies: a hub sends them within minutes.
    let before = everything(&two.app).await;
    for sealed in &two.of_amina.sealed {
        assert!(!tables_with(&before, sealed).is_empty(), "it was all looked at");
    }
    assert!(
        !tables_with(&before, two.of_amina.of("shortlist-note")).is_empty(),
        "also what its owner is not shown"
    );
    close(&two).await;
    let after = everything(&two.app).await;
    let mut left = Vec::new();
    for what in ["canary-amina", "amina-canary@example.org"] {
        left.extend(tables_with(&after, what).into_iter().map(|table| format!("{what} in {table}")));
    }
    for sealed in &two.of_amina.sealed {
        left.extend(
            tables_with(&after, sealed)
                .into_iter()
                .map(|table| format!("{} sealed in {table}", &sealed[..8])),
        );
    }
    left.retain(|one| !STAYS.iter().any(|table| one.ends_with(&format!("in {table}"))));
    assert!(left.is_empty(), "{left:#?}");
    // What the other noted of her, and what was proposed of her, go with her; the rest of theirs stays.
    let about_her = ["shortlist-note", "why"];
    for (what, canary) in &two.of_grace.canaries {
        let plain = !tables_with(&before, canary).is_empty();
        let stays = !tables_with(&after, canary).is_empty();
        assert_eq!(stays, plain && !about_her.contains(&what.as_str()), "{what} of the other");
    }
}

/// What the other wrote to the two is sealed; nothing that anybody could still open holds a word of who has gone.
#[tokio::test]
async fn s13_no_key_of_the_installation_opens_anything_of_somebody_who_has_gone() {
    let two = Two::new().await;
    let wrapped: Vec<(String, Vec<u8>)> =
        sqlx::query_as("select key_mark, wrapped from note_key where author_id = $1")
            .bind(two.amina.account_id)
            .fetch_all(&mut two.app.database.owner().await)
            .await
            .unwrap();
    let (relationship, author) = (two.of_amina.relationship, two.amina.account_id);
    let context = [b"note-key/".as_slice(), relationship.0.as_bytes(), author.0.as_bytes()].concat();
    let opens = |(mark, sealed): &(String, Vec<u8>)| {
        let wrapped = Wrapped { mark: mark.clone(), sealed: sealed.clone() };
        two.app.app.note_keys.open(&context, &wrapped).is_ok()
    };
    assert!(wrapped.iter().any(opens), "their key is one that opens");
    close(&two).await;
    let after = everything(&two.app).await;
    for (_, sealed) in &wrapped {
        assert!(tables_with(&after, &HEXLOWER.encode(sealed)).is_empty(), "the key is gone");
    }
    let ids = tables_with(&after, &two.amina.account_id.to_string());
    let person: bool = sqlx::query_scalar("select exists (select from actor where account_id = $1)")
        .bind(two.amina.account_id)
        .fetch_one(&two.app.app.db)
        .await
        .unwrap();
    assert!(!person, "the record of events leads to nobody");
    for gone in [
        "note",
        "note_key",
        "ledger_entry",
        "monthly_return",
        "shortlist_entry",
        "profile",
        "lived_experience",
    ] {
        assert!(!ids.contains(&gone), "{gone} still leads to them: {ids:?}");
    }
}

#[tokio::test]
async fn s13_words_of_theirs_are_gone_for_the_other_too_and_the_others_stay() {
    let two = Two::new().await;
    close(&two).await;
    let copy = super::copy(&two.app.browser_of(&two.grace).await, "json").await;
    copy.assert_ok();
    assert!(!copy.body.contains("canary-amina"), "nothing of hers");
    for kept in ["note", "review", "reflection", "biography", "concern", "saved-search"] {
        assert!(copy.body.contains(two.of_grace.of(kept)), "{kept} is the other's own");
    }
}
