use rapport::vocabulary::List;

use super::{member, profile, terms};
use crate::support::app::TestApp;
use crate::support::given;

async fn rows(app: &TestApp) -> Vec<(String, i32)> {
    sqlx::query_as("select usage, consent_version from lived_experience order by usage")
        .fetch_all(&app.app.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn choices_need_agreement_are_kept_with_its_version_and_withdrawn_by_one_post() {
    let app = TestApp::start().await;
    let grace = given::account(&app).practitioner().make().await;
    let browser = app.browser_of(&grace).await;
    let ids = terms(&app, List::LivedExperience, &["menopause", "carer"]).await;
    let (menopause, carer) = (format!("use-{}", ids[0]), format!("use-{}", ids[1]));
    let page = browser.get("/profile/lived-experience").await;
    page.assert_ok().assert_sees("There are no such schemes on this hub yet");
    let back = browser.submit(&page, &[(&menopause, "matched"), (&carer, "shown")]).await;
    back.assert_error("consent", "Agree to how it is used, or choose “not used” for each");
    assert!(rows(&app).await.is_empty());
    browser
        .submit(&back, &[("consent", "yes")])
        .await
        .assert_path("/profile")
        .assert_sees("Your choices are saved");
    assert_eq!(rows(&app).await, [("matched".to_owned(), 1), ("shown".to_owned(), 1)]);
    let page = browser.get("/profile/lived-experience").await;
    page.assert_sees("You agreed on Thursday 4 March 2027, midday, to version 1");
    browser
        .press(&page, "Withdraw and erase everything")
        .await
        .assert_path("/profile")
        .assert_sees("is erased");
    assert!(rows(&app).await.is_empty());
    let bad =
        browser.post_only("/profile/lived-experience", &[(&carer, "everybody"), ("consent", "yes")]).await;
    bad.assert_error(&carer, "Select not used, matched on or shown");
}

#[tokio::test]
async fn it_is_never_on_a_profile_in_an_event_a_letter_or_an_address() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North mentoring").await;
    let organisation = given::organisation(&app, "Riverside").await;
    let grace = given::account(&app).employed_by(organisation).practitioner().make().await;
    let asha = given::account(&app).coordinator_of(pool).make().await;
    let amina = given::account(&app).employed_by(organisation).make().await;
    let administrator = given::account(&app).administrator().make().await;
    profile(&app, grace.account_id).await;
    member(&app, grace.account_id, pool).await;
    let browser = app.browser_of(&grace).await;
    let id = terms(&app, List::LivedExperience, &["neurodivergent"]).await[0];
    let page = browser.get("/profile/lived-experience").await;
    let done = browser.submit(&page, &[(&format!("use-{id}"), "shown"), ("consent", "yes")]).await;
    assert!(done.redirects.iter().all(|address| address == "/profile"), "{:?}", done.redirects);
    for path in ["/profile", "/profile/preview"] {
        browser.get(path).await.assert_ok().assert_sees_not("Neurodivergent");
    }
    let seen = format!("/practitioners/{}", grace.account_id);
    for reader in [&asha, &amina] {
        app.browser_of(reader).await.get(&seen).await.assert_ok().assert_sees_not("Neurodivergent");
    }
    app.browser_of(&administrator).await.get_only(&seen).await.assert_not_found();
    let events: Vec<serde_json::Value> =
        sqlx::query_scalar("select data from event where kind like 'consent.%'")
            .fetch_all(&app.app.db)
            .await
            .unwrap();
    assert_eq!(events, [serde_json::json!({ "version": 1 })]);
    assert!(app.mails().await.is_empty());
}

#[tokio::test]
async fn r3_saving_again_keeps_one_row_for_each_attribute() {
    let app = TestApp::start().await;
    let grace = given::account(&app).practitioner().make().await;
    let browser = app.browser_of(&grace).await;
    let field = format!("use-{}", terms(&app, List::LivedExperience, &["carer"]).await[0]);
    for usage in ["shown", "shown", "matched"] {
        browser.post("/profile/lived-experience", &[(&field, usage), ("consent", "yes")]).await.assert_ok();
    }
    assert_eq!(rows(&app).await, [("matched".to_owned(), 1)]);
    browser
        .post("/profile/lived-experience", &[(&field, "no")])
        .await
        .assert_sees("Nothing about your lived experience");
    assert!(rows(&app).await.is_empty());
}
