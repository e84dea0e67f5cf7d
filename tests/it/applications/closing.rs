use super::{begin, borrowed, count, filled, pool};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn closing_an_account_takes_its_applications_profile_places_and_evidence_with_it() {
    let app = TestApp::start().await;
    let (pool, _, coordinator) = pool(&app, "Example pool").await;
    let grace = given::account(&app).named("Gracelyn Okafor").make().await;
    let browser = app.browser_of(&grace).await;
    let form = begin(&browser, pool, "mentoring").await;
    let mut fields = filled(&app).await;
    fields.push(("biography", "I grew up in Ilkley".to_owned()));
    let sent = browser.submit(&form, &borrowed(&fields)).await;
    browser.submit(&sent, &[("message", "My aunt lives in Otley")]).await;
    let approval = format!("{}/approval", sent.path);
    coordinator.post_only(&approval, &[]).await.assert_status(303);

    let browser = app.browser_of(&grace).await;
    let closing = browser.get("/account/closure").await;
    browser.press(&closing, "Close my account").await.assert_sees("Your account is closed");
    // The goodbye itself goes once it is sent.
    sqlx::query("delete from mail").execute(&app.app.db).await.expect("mail sent");
    assert_eq!(count(&app, "select count(*) from account where closed_at is not null").await, 1);
    for table in ["application", "application_message", "profile", "profile_term", "place", "availability"] {
        let sql: &'static str = Box::leak(format!("select count(*) from {table}").into_boxed_str());
        assert_eq!(count(&app, sql).await, 0, "{table}");
    }
    let everything = app.database.everything_as_text().await;
    for word in ["Gracelyn", "Ilkley", "Otley"] {
        assert!(!everything.contains(word), "{word} is still in the database");
    }
}
