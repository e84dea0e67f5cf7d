//! What is typed stays with the reader: not stored, not in an address, not in a log, not run.

use std::sync::{Arc, Mutex};

use rapport::platform::telemetry::logs::{self, LogFormat};

use super::{FORMS, states};
use crate::support::app::TestApp;

/// What people send to see whether it runs (S11).
const PAYLOADS: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title><b>x</b>",
    "{{ 7*7 }}{% if true %}",
    "javascript:alert(1)",
    "&lt;b&gt; &amp;amp;",
];

type Fields = &'static [(&'static str, &'static str)];

/// A field of each form in which words are taken, and what else has to be sent with it.
const WORDS: [(&str, &str, Fields); 14] = [
    ("/tools/grow", "goal", &[]),
    ("/tools/grow", "measure", &[("goal", "x")]),
    ("/tools/grow", "reality", &[("goal", "x")]),
    ("/tools/grow", "options", &[("goal", "x")]),
    ("/tools/grow", "what-1", &[("goal", "x")]),
    ("/tools/grow", "who-1", &[("goal", "x"), ("what-1", "x")]),
    ("/tools/grow", "surer", &[("goal", "x")]),
    ("/tools/checklist", "about", &[("what-1", "x")]),
    ("/tools/checklist", "done-1", &[("what-1", "x")]),
    ("/tools/skill-will", "task", &[("skill", "1"), ("will", "1")]),
    ("/tools/co-active", "own", &[]),
    ("/tools/preparation", "topic", &[]),
    ("/tools/preparation/mentors", "last", &[]),
    ("/tools/reflection/mentors", "noticed", &[]),
];

#[tokio::test]
async fn s11_what_is_typed_is_text_on_the_sheet_in_the_form_and_in_the_copy() {
    let app = TestApp::start().await;
    for payload in PAYLOADS {
        for (path, field, more) in WORDS {
            let fields = [&[(field, payload)], more].concat();
            let sheet = app.post_only(path, &fields).await;
            sheet.assert_ok().assert_sees(payload);
            let copy = sheet.texts("#plain-text").join(" ");
            assert!(copy.contains(payload) && !copy.contains("&lt;script"), "{copy}");
            let form = app.press(&sheet, "Change it").await;
            assert_eq!(form.form_to(path).value(field).as_deref(), Some(payload), "{field} of {path}");
            for page in [sheet, form] {
                let run =
                    "main script, main img, main b, main [onload], main [onerror], a[href^='javascript:']";
                assert!(page.texts(run).is_empty(), "{page}");
            }
        }
    }
}

#[tokio::test]
async fn s11_a_page_sends_on_only_the_fields_it_asked_for() {
    let app = TestApp::start().await;
    let page = app
        .post_only(
            "/tools/grow",
            &[("goal", "Lead"), ("role", "administrator"), ("<b>", "x"), ("what-13", "x")],
        )
        .await;
    let names = page.attributes(".app-no-print input", "name");
    assert_eq!(names, ["goal"], "{page}");
    for twice in [[("goal", "a"), ("goal", "b")], [("what-1", "a"), ("what-1", "b")]] {
        app.post_only("/tools/grow", &twice).await.assert_status(400);
    }
    app.post_only("/tools/co-active", &[("values", "proud"), ("values", "angry")]).await.assert_ok();
    app.post_only("/tools/co-active", &[("values", "made-up")]).await.assert_status(422);
    app.post_only("/tools/self-check", &[("patience-1", "5")]).await.assert_status(422);
}

#[tokio::test]
async fn s9_another_site_cannot_send_a_form() {
    let app = TestApp::start().await;
    let elsewhere = app.another_browser().with_header("sec-fetch-site", "cross-site");
    for path in FORMS {
        elsewhere.post_only(path, &[]).await.assert_status(403);
    }
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
async fn s13_nothing_typed_is_stored_or_logged() {
    let app = TestApp::start().await;
    let before = everything(&app).await;
    let kept = Kept::default();
    let writer = kept.clone();
    let subscriber =
        logs::subscriber(LogFormat::Json, "trace", move || writer.clone()).expect("a subscriber");
    let guard = tracing::subscriber::set_default(subscriber);
    for (path, field, more) in WORDS {
        let fields = [&[(field, "canary-of-the-tools")], more].concat();
        app.post_only(path, &fields).await.assert_ok();
    }
    for state in states() {
        app.post_only(state.path, &state.fields).await;
    }
    drop(guard);
    let log = String::from_utf8(kept.0.lock().expect("the log").clone()).expect("text");
    assert!(log.contains("/tools/grow"), "the log was listened to: {log}");
    for word in ["canary-of-the-tools", "Ask Ruth", "Draw up"] {
        assert!(!log.contains(word), "{word} is in the log");
    }
    assert_eq!(everything(&app).await, before, "not a row was written");
}

/// How many rows every table has.
async fn everything(app: &TestApp) -> Vec<(String, i64)> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname",
    )
    .fetch_all(&app.app.db)
    .await
    .expect("the tables");
    let mut counts = Vec::new();
    for table in tables {
        let count = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")));
        if let Ok(count) = count.fetch_one(&app.app.db).await {
            counts.push((table, count));
        }
    }
    assert!(counts.len() > 20, "{counts:?}");
    counts
}
