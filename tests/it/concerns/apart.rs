//! Keeping apart: contact stopped, conflicts declared, both taken back, and what is left of somebody who closed their account.

use rapport::chemistry::apart;

use super::{Here, WORDS};
use crate::support::threads::thread;

async fn status(here: &Here) -> (String, Option<String>) {
    sqlx::query_as("select status, outcome from chemistry_request where chemistry_request_id = $1")
        .bind(here.id)
        .fetch_one(&here.app.app.db)
        .await
        .unwrap()
}

async fn is_apart(here: &Here) -> bool {
    let mut db = here.app.app.db.acquire().await.unwrap();
    apart::is_apart(&mut db, here.grace.account_id, here.amina.account_id).await.unwrap()
}

#[tokio::test]
async fn contact_stops_from_the_request_and_the_other_hears_neutral_words() {
    let here = Here::new().await;
    let grace = here.browser(&here.grace).await;
    let page = grace.get(&format!("/chemistry/{}/apart", here.id)).await;
    page.assert_sees("is not told why");
    let listed = grace.press(&page, "Stop contact").await;
    listed.assert_path("/chemistry/blocked").assert_sees("Amina Khan").assert_sees("You stopped contact");
    assert_eq!(status(&here).await, ("closed".to_owned(), Some("stopped".to_owned())));
    assert!(is_apart(&here).await);
    for letter in here.app.mails_to(&here.amina.email).await {
        for hidden in ["stopp", "block", "contact with you"] {
            assert!(!letter.text.to_lowercase().contains(hidden), "{}", letter.text);
        }
    }
    here.browser(&here.amina).await.get("/chemistry/blocked").await.assert_sees("There is nobody");
    for _ in 0..2 {
        let id = here.amina.account_id.to_string();
        grace
            .post("/chemistry/blocked/removals", &[("person", &id), ("what", "block")])
            .await
            .assert_sees("There is nobody");
    }
    assert!(!is_apart(&here).await);
}

#[tokio::test]
async fn a_conflict_is_declared_by_either_and_taken_back_by_whoever_did() {
    let here = Here::new().await;
    let amina = here.browser(&here.amina).await;
    let page = amina.get(&format!("/chemistry/{}/apart", here.id)).await;
    amina
        .press(&page, "We manage, assess or appraise each other")
        .await
        .assert_sees("manages, assesses or appraises the other");
    assert!(is_apart(&here).await);
    let grace = here.browser(&here.grace).await;
    let other = here.amina.account_id.to_string();
    grace
        .post_only("/chemistry/blocked/removals", &[("person", &other), ("what", "conflict")])
        .await
        .assert_status(303);
    assert!(is_apart(&here).await, "not theirs to take back");
    let own = here.grace.account_id.to_string();
    amina
        .post_only("/chemistry/blocked/removals", &[("person", &own), ("what", "conflict")])
        .await
        .assert_status(303);
    assert!(!is_apart(&here).await);
    amina
        .post_only("/chemistry/blocked/removals", &[("person", "x"), ("what", "block")])
        .await
        .assert_status(400);
}

#[tokio::test]
async fn a_concern_stops_contact_when_that_is_ticked_and_not_otherwise() {
    let here = Here::new().await;
    here.raised(&[]).await;
    assert_eq!(status(&here).await.0, "sent");
    here.raised(&[("stop", "yes")]).await;
    assert_eq!(status(&here).await.0, "closed");
    assert!(is_apart(&here).await);
    here.browser(&here.amina).await.get("/concerns/mine").await.assert_sees("You asked that contact stops");
}

#[tokio::test]
async fn closing_an_account_ends_its_requests_and_leaves_none_of_its_words() {
    let here = Here::new().await;
    here.raised(&[]).await;
    let other =
        thread(&here.app.app, here.pool, here.asha.account_id, here.amina.account_id, "arranging").await;
    let mut tx = here.app.app.db.begin().await.unwrap();
    let (now, amina) = (here.app.now(), here.amina.account_id);
    rapport::chemistry::messages::write(
        &mut tx,
        &here.app.app,
        amina,
        here.id,
        WORDS,
        rapport::platform::ids::SubmissionId::new(now),
    )
    .await
    .unwrap();
    apart::declare(&mut tx, &here.app.app, amina, here.ben.account_id).await.unwrap();
    rapport::app::forget_account(&mut tx, &here.app.app, now, amina).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(status(&here).await, ("closed".to_owned(), Some("left".to_owned())));
    for table in [
        "concern",
        "concern_attachment",
        "concern_note",
        "chemistry_message",
        "declared_conflict",
        "contact_block",
    ] {
        let sql = format!("select count(*) from {table}");
        let left: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&here.app.app.db).await.unwrap();
        assert_eq!(left, 0, "{table}");
    }
    let open: i64 = sqlx::query_scalar("select count(*) from chemistry_request where status <> 'closed'")
        .fetch_one(&here.app.app.db)
        .await
        .unwrap();
    assert_eq!(open, 0, "{other} too");
    assert!(!here.app.mails_to(&here.grace.email).await.is_empty(), "who was asked is told");
}

#[tokio::test]
async fn who_leaves_the_pool_leaves_nobody_waiting() {
    let here = Here::new().await;
    let grace = here.grace.account_id;
    sqlx::query(
        "insert into membership (membership_id, pool_id, account_id, kind, status, since, terms_version, changed_at)
         values (gen_random_uuid(), $1, $2, 'employee', 'active', $3, 1, $3)",
    )
    .bind(here.pool)
    .bind(grace)
    .bind(here.app.now())
    .execute(&here.app.app.db)
    .await
    .unwrap();
    let stop = async || {
        let mut tx = here.app.app.db.begin().await.unwrap();
        let by = rapport::events::Actor::System;
        let ended = rapport::chemistry::stop_unattended(
            &mut tx,
            &here.app.app,
            by,
            None,
            std::collections::BTreeSet::new(),
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        ended
    };
    assert_eq!(stop().await, 0);
    let asha = here.browser(&here.asha).await;
    let membership: uuid::Uuid =
        sqlx::query_scalar("select membership_id from membership").fetch_one(&here.app.app.db).await.unwrap();
    let path = format!("/pools/{}/members/{membership}/suspension", here.pool);
    asha.post_only(&path, &[("reason", "A complaint is looked into.")]).await.assert_status(303);
    assert_eq!(status(&here).await, ("closed".to_owned(), Some("left".to_owned())));
    assert_eq!(here.app.mails_to(&here.amina.email).await.len(), 1, "told once");
    assert_eq!(stop().await, 0);
}
