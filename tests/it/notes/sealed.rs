//! What is kept of notes tells nothing, what was read is recorded, and what is over is gone.

use std::sync::{Arc, Mutex};

use data_encoding::{BASE64, HEXLOWER};
use jiff::SignedDuration;
use rapport::platform::telemetry::logs::{self, LogFormat};
use rapport::relationships::{goals, notes};

use super::Here;
use crate::support::database::execute;
use crate::support::pairs;

const CANARY: &str = "canary words of a note";

#[tokio::test]
async fn s13_a_dump_of_the_tables_reveals_no_word() {
    let here = Here::new().await;
    here.note(&here.amina, CANARY, false).await;
    here.note(&here.grace, CANARY, true).await;
    pairs::goal(&here.app.app, here.id, here.amina.account_id, CANARY).await;
    let everything = here.app.database.everything_as_text().await;
    assert!(everything.contains("key_mark") && everything.contains("note.written"), "it was all looked at");
    for told in [CANARY.to_owned(), HEXLOWER.encode(CANARY.as_bytes()), BASE64.encode(CANARY.as_bytes())] {
        assert!(!everything.contains(&told), "{told}");
    }
    assert!(!everything.contains("Ask Ruth") && !everything.contains(&HEXLOWER.encode(b"Ask Ruth")));
    let (same,): (bool,) = sqlx::query_as("select count(distinct body) < 2 or count(distinct wrapped) < 2 from note join note_key using (relationship_id, author_id)")
        .fetch_one(&mut here.app.database.owner().await)
        .await
        .unwrap();
    assert!(!same, "the same words look different each time");
}

#[tokio::test]
async fn a_note_turned_to_shared_or_moved_in_the_database_is_not_opened() {
    let here = Here::new().await;
    here.note(&here.amina, CANARY, false).await;
    let mut owner = here.app.database.owner().await;
    execute(&mut owner, "update note set shared = true").await;
    let grace = here.browser(&here.grace).await;
    let page = grace.get(&here.path()).await;
    page.assert_ok().assert_sees("This note cannot be opened").assert_sees_not(CANARY);
    execute(&mut owner, "update note set shared = false").await;
    let amina = here.browser(&here.amina).await;
    amina.get(&here.path()).await.assert_sees(CANARY);
    here.note(&here.amina, "Another", false).await;
    execute(
        &mut owner,
        "update note n set body = o.body from note o where o.note_id <> n.note_id and n.note_id = (select max(note_id::text)::uuid from note)",
    )
    .await;
    let page = amina.get(&here.path()).await;
    assert_eq!(
        page.texts(".app-message__body").iter().filter(|body| body.contains(CANARY)).count(),
        1,
        "{page}"
    );
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the log").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn s13_no_word_of_a_note_or_a_goal_is_logged() {
    let here = Here::new().await;
    let (amina, grace) = (here.browser(&here.amina).await, here.browser(&here.grace).await);
    let kept = Kept::default();
    let writer = kept.clone();
    let subscriber =
        logs::subscriber(LogFormat::Json, "trace", move || writer.clone()).expect("a subscriber");
    let guard = tracing::subscriber::set_default(subscriber);
    let page = amina.get(&here.path()).await;
    amina.submit(&page, &[("note", CANARY), ("who", "both")]).await.assert_sees(CANARY);
    grace.get(&here.path()).await.assert_sees(CANARY);
    amina.submit(&page, &[("note", &CANARY.repeat(500))]).await.assert_status(422);
    let goals = format!("/relationships/{}/goals", here.id);
    let page = amina.get(&format!("{goals}/new")).await;
    let form = page.form_with_button("Keep this goal");
    amina
        .submit_form(&form, &[("goal", CANARY), ("what-1", CANARY), ("step", "keep")])
        .await
        .assert_sees(CANARY);
    // One that cannot be opened is spoken of, not told.
    execute(&mut here.app.database.owner().await, "update note set body = body || '\\x00'").await;
    grace.get(&here.path()).await.assert_sees("cannot be opened");
    drop(guard);
    let log = String::from_utf8(kept.0.lock().expect("the log").clone()).expect("text");
    assert!(log.contains("/relationships/{id}/notes") && log.contains("a note cannot be opened"), "{log}");
    assert!(!log.contains("canary"), "{log}");
}

#[tokio::test]
async fn s13_reading_what_the_other_shared_is_recorded_and_reading_ones_own_is_not() {
    let here = Here::new().await;
    let shared = here.note(&here.amina, "To Grace", true).await;
    here.note(&here.amina, "Amina alone", false).await;
    let read = "select count(*) from event where kind = 'note.read'";
    here.browser(&here.amina).await.get(&here.path()).await.assert_ok();
    for person in [&here.asha, &here.ruth, &here.owen] {
        here.browser(person).await.get(&here.path()).await.assert_not_found();
    }
    assert_eq!(here.count(read).await, 0);
    let grace = here.browser(&here.grace).await;
    let page = grace.get(&here.path()).await;
    grace.submit(&page, &[("note", "")]).await.assert_status(422);
    assert_eq!(here.count(read).await, 2, "each page that showed it");
    let events: Vec<(String, uuid::Uuid, serde_json::Value, uuid::Uuid, Option<uuid::Uuid>)> = sqlx::query_as(
        "select e.subject_noun, e.subject_id, e.data, a.account_id, e.pool_id from event e join actor a on a.actor_key = e.actor_key
         where e.kind = 'note.read'",
    )
    .fetch_all(&here.app.app.db)
    .await
    .unwrap();
    for (noun, subject, data, reader, pool) in events {
        assert_eq!((noun.as_str(), subject, reader), ("relationship", here.id.0, here.grace.account_id.0));
        assert_eq!((data, pool), (serde_json::json!({ "notes": [shared] }), None));
    }
}

#[tokio::test]
async fn notes_and_goals_go_twelve_months_after_the_end_and_no_sooner() {
    let here = Here::new().await;
    here.note(&here.amina, "Amina alone", false).await;
    here.note(&here.grace, "To Amina", true).await;
    pairs::goal(&here.app.app, here.id, here.amina.account_id, "Lead").await;
    let going_on = pairs::relationship(
        &here.app.app,
        here.pool,
        here.owen.account_id,
        here.grace.account_id,
        "mentoring",
    )
    .await;
    pairs::note(&here.app.app, going_on, here.owen.account_id, "Owen", false).await;
    here.end().await;
    let forget = async || {
        let mut tx = here.app.app.db.begin().await.unwrap();
        let notes = notes::forget_ended(&mut tx, here.app.now()).await.unwrap();
        let goals = goals::forget_ended(&mut tx, here.app.now()).await.unwrap();
        tx.commit().await.unwrap();
        (notes, goals)
    };
    here.app.advance(SignedDuration::from_hours(24 * 365));
    assert_eq!(forget().await, (0, 0), "twelve months to the day");
    here.app.advance(SignedDuration::from_hours(48));
    assert_eq!(forget().await, (2, 1), "both authors', and the goal");
    assert_eq!(here.count("select count(*) from note").await, 1, "who goes on keeps theirs");
    assert_eq!(here.count("select count(*) from note_key").await, 1, "keys go with the notes");
    assert_eq!(forget().await, (0, 0));
}

#[tokio::test]
async fn closing_an_account_takes_its_notes_and_keys_and_leaves_the_others() {
    let here = Here::new().await;
    here.note(&here.amina, "Amina alone", false).await;
    here.note(&here.amina, "To Grace", true).await;
    here.note(&here.grace, "Grace alone", false).await;
    pairs::goal(&here.app.app, here.id, here.amina.account_id, "Lead").await;
    let amina = here.browser(&here.amina).await;
    let page = amina.get("/account/closure").await;
    let closing = page.forms().into_iter().find(|form| form.action == "/account/closure").unwrap();
    amina.submit_form(&closing, &[]).await;
    assert_eq!(
        here.count("select count(*) from account where closed_at is not null").await,
        1,
        "it is closed"
    );
    assert_eq!(here.count("select count(*) from note").await, 1);
    assert_eq!(here.count("select count(*) from note_key").await, 1);
    assert_eq!(here.count("select count(*) from goal").await, 0);
    here.browser(&here.grace).await.get(&here.path()).await.assert_sees("Grace alone");
}
