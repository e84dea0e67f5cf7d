use jiff::SignedDuration;

use super::copy;
use super::everything::Two;
use crate::support::app::TestApp;
use crate::support::{given, nu};

#[tokio::test]
async fn s13_a_copy_is_a_file_nobody_keeps_and_is_recorded() {
    let app = TestApp::start().await;
    let amina = given::account(&app).named("Amina Khan").make().await;
    app.sign_in_as(&amina).await;
    app.get("/account").await.assert_sees("Your data");
    app.get("/account/closure").await.assert_sees("Download your data");
    app.get("/privacy").await.assert_sees("download a copy of all of it");
    let page = app.get("/account/data").await;
    page.assert_heading("Your data").assert_sees("Concerns about you").assert_sees("privacy notice");
    let html = app.submit(&page, &[("format", "html")]).await;
    html.assert_ok();
    assert_eq!(
        html.header("content-disposition"),
        Some("attachment; filename=\"rapport-your-data-2027-03-04.html\"")
    );
    assert_eq!(html.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(html.header("cache-control"), Some("no-store"));
    assert!(html.body.contains("Amina Khan") && html.body.contains("Thursday 4 March 2027"), "{html}");
    let json = copy(&app, "json").await;
    assert_eq!(json.header("content-type"), Some("application/json; charset=utf-8"));
    let read: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(read["account"][0]["name"], "Amina Khan");
    assert_eq!(read["made_at"], "2027-03-04T12:00:00Z");
    assert_eq!(read["account"][0]["created_at"], "2027-03-04T12:00:00+00:00", "with its offset");
    assert!(read["left_out"].as_array().is_some_and(|left| left.len() == 6));
    let kinds: Vec<(String, serde_json::Value)> =
        sqlx::query_as("select kind, data from event where kind = 'own-data.downloaded' order by event_id")
            .fetch_all(&app.app.db)
            .await
            .unwrap();
    assert_eq!(kinds.len(), 2);
    assert_eq!(kinds[1].1, serde_json::json!({ "format": "json" }));
    assert_eq!(read["events"].as_array().map(Vec::len), Some(2), "and the copy says so itself");
}

#[tokio::test]
async fn s1_a_copy_needs_a_fresh_sign_in_and_is_ones_own_alone() {
    let app = TestApp::start().await;
    app.get_only("/account/data").await.assert_status(303);
    let amina = given::account(&app).named("Amina Khan").make().await;
    app.sign_in_as(&amina).await;
    app.advance(SignedDuration::from_mins(16));
    let again = app.get_only("/account/data").await;
    assert!(again.header("location").is_some_and(|to| to.starts_with("/sign-in/again")), "{again}");
    let sent = copy(&app, "json").await;
    assert!(sent.status.is_redirection() && !sent.body.contains("Amina"), "{sent}");
    let count: i64 = sqlx::query_scalar("select count(*) from event where kind = 'own-data.downloaded'")
        .fetch_one(&app.app.db)
        .await
        .unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn s12_a_few_copies_a_day_and_then_a_kind_word() {
    let app = TestApp::start().await;
    let amina = given::account(&app).named("Amina Khan").make().await;
    app.sign_in_as(&amina).await;
    copy(&app, "pdf").await.assert_status(422).assert_error("format", "Select how you would like the copy");
    for _ in 0..6 {
        copy(&app, "html").await.assert_ok();
    }
    let seventh = copy(&app, "html").await;
    seventh.assert_status(429).assert_sees("You have had several copies today").assert_sees("about 4 hours");
    assert!(seventh.header("retry-after").is_some());
    app.advance(SignedDuration::from_hours(4));
    app.sign_in_as(&amina).await;
    copy(&app, "html").await.assert_ok();
}

#[tokio::test]
async fn a3_the_page_to_keep_is_valid_however_much_is_in_it() {
    let two = Two::new().await;
    let browser = two.app.browser_of(&two.amina).await;
    let page = copy(&browser, "html").await;
    page.assert_ok();
    assert!(!page.body.contains("<script") && !page.body.contains("src="), "nothing from elsewhere");
    let shown = page.text().to_lowercase();
    assert!(!shown.contains("practitioner"), "coach or mentor");
    let found = nu::check(&[&page.body]);
    assert!(found.is_empty(), "{found:#?}");
}
