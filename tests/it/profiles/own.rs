use rapport::profiles;
use rapport::vocabulary::{self, List};

use super::{member, profile, terms};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn a_new_profile_says_what_to_do_and_fills_up_group_by_group() {
    let app = TestApp::start().await;
    let grace = given::account(&app).named("Grace Obi").practitioner().make().await;
    let browser = app.browser_of(&grace).await;
    let page = browser.get("/profile").await;
    page.assert_ok().assert_sees("0 of 10 done").assert_sees("Say in one line what you help with");
    page.assert_sees("Nobody sees it yet");
    let page = browser.get("/profile/about").await;
    let page = browser
        .submit(
            &page,
            &[
                ("headline", "I help new leaders"),
                ("job_title", "Matron"),
                ("pronouns", "she/her"),
                ("biography", "Ward to board.\r\nAnd back."),
                ("how_i_work", "Once a month"),
            ],
        )
        .await;
    page.assert_ok().assert_path("/profile").assert_sees("I help new leaders").assert_sees("2 of 10 done");
    let areas = terms(&app, List::DevelopmentArea, &["delegation", "confidence", "purpose"]).await;
    let areas: Vec<String> = areas.iter().map(ToString::to_string).collect();
    let chosen: Vec<(&str, &str)> = areas.iter().map(|area| ("areas", area.as_str())).collect();
    let form = [&[("version", "2")][..], &chosen].concat();
    browser
        .post("/profile/help", &form)
        .await
        .assert_path("/profile")
        .assert_sees("Delegation, Confidence, Purpose");
    let stored =
        profiles::load(&mut app.app.db.acquire().await.unwrap(), grace.account_id).await.unwrap().unwrap();
    assert_eq!(stored.about.biography, "Ward to board.\nAnd back.");
    assert_eq!(stored.terms_of(List::DevelopmentArea).len(), 3);
    assert_eq!(stored.version, 3);
}

#[tokio::test]
async fn s11_what_is_typed_comes_back_as_text_and_nothing_is_lost() {
    let app = TestApp::start().await;
    let grace = given::account(&app).named("Siân O’Neill").practitioner().make().await;
    let browser = app.browser_of(&grace).await;
    let typed = "<script>alert(1)</script> “smart quotes” 🙂 שלום \t=1+1";
    let page = browser.get("/profile/about").await;
    browser.submit(&page, &[("biography", typed), ("headline", "<b>bold</b>")]).await.assert_path("/profile");
    for path in ["/profile", "/profile/preview", "/profile/about"] {
        let page = browser.get(path).await;
        page.assert_ok();
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<b>bold"), "{page}");
    }
    browser.get("/profile/preview").await.assert_sees("“smart quotes” 🙂 שלום");
}

#[tokio::test]
async fn a_biography_of_101_pages_is_refused_kindly_and_kept_on_the_page() {
    let app = TestApp::start().await;
    let grace = given::account(&app).practitioner().make().await;
    let browser = app.browser_of(&grace).await;
    let page = browser.get("/profile/about").await;
    let pages = "Thirty years of nursing. ".repeat(12_000);
    let back = browser.submit(&page, &[("biography", &pages), ("headline", "Kept")]).await;
    back.assert_status(422).assert_error(
        "biography",
        "What you say about yourself must be 3000 characters or fewer; it has 299999",
    );
    assert!(back.body.contains(pages.trim()), "what was typed is still there");
    let back = browser
        .submit(&back, &[("biography", "a\u{0}b"), ("how_i_work", "x\u{202e}y"), ("headline", "a\nb")])
        .await;
    back.assert_error("biography", "What you say about yourself must not hold control characters");
    back.assert_error("how_i_work", "How you work must not hold control characters");
    back.assert_error(
        "headline",
        "Your line about what you help with must be on one line, without control characters",
    );
    let emoji = "🙂".repeat(121);
    let back = browser.submit(&back, &[("biography", ""), ("how_i_work", ""), ("headline", &emoji)]).await;
    back.assert_error(
        "headline",
        "Your line about what you help with must be 120 characters or fewer; it has 121",
    );
}

#[tokio::test]
async fn what_changed_meanwhile_answers_409_and_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let grace = given::account(&app).practitioner().make().await;
    let (one, two) = (app.browser_of(&grace).await, app.browser_of(&grace).await);
    let (early, late) = (one.get("/profile/about").await, two.get("/profile/about").await);
    one.submit(&early, &[("headline", "From the first window")]).await.assert_path("/profile");
    let answer = two.submit(&late, &[("headline", "From the second window")]).await;
    answer.assert_status(409).assert_sees("From the first window");
    assert!(answer.body.contains("value=\"From the second window\""), "{answer}");
    two.press(&answer, "Save").await.assert_path("/profile").assert_sees("From the second window");
    one.post_only("/profile/help", &[])
        .await
        .assert_error("areas", "Select at least one thing you can help with");
    let purpose = terms(&app, List::DevelopmentArea, &["purpose"]).await[0].to_string();
    one.post_only("/profile/help", &[("areas", &purpose)]).await.assert_status(409);
}

#[tokio::test]
async fn only_terms_of_the_list_are_taken_and_a_retired_one_stays() {
    let app = TestApp::start().await;
    let grace = given::account(&app).practitioner().make().await;
    let browser = app.browser_of(&grace).await;
    profile(&app, grace.account_id).await;
    let foreign = terms(&app, List::LivedExperience, &["faith"]).await[0].to_string();
    let version =
        |page: &crate::support::page::Page| page.attributes("input[name=version]", "value")[0].clone();
    let now = version(&browser.get("/profile/help").await);
    for bad in [foreign.as_str(), "999999", "x", "-1"] {
        let back = browser.post_only("/profile/help", &[("version", &now), ("areas", bad)]).await;
        back.assert_error("areas", "Select from the list as it stands now");
    }
    let confidence = terms(&app, List::DevelopmentArea, &["confidence"]).await[0];
    let key = (List::DevelopmentArea, confidence, 1);
    let mut db = app.app.db.acquire().await.unwrap();
    vocabulary::retire(&mut db, rapport::events::Actor::System, app.now(), key, None).await.unwrap();
    let page = browser.get("/profile/help").await;
    page.assert_sees("Confidence");
    browser.press(&page, "Save").await.assert_path("/profile").assert_sees("Confidence, Delegation");
    let other = given::account(&app).practitioner().make().await;
    app.browser_of(&other).await.get("/profile/help").await.assert_sees_not("Confidence");
}

#[tokio::test]
async fn pages_of_a_profile_make_few_statements_however_much_it_holds() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North mentoring").await;
    let grace = given::account(&app).practitioner().make().await;
    let browser = app.browser_of(&grace).await;
    profile(&app, grace.account_id).await;
    member(&app, grace.account_id, pool).await;
    for path in [
        "/profile",
        "/profile/preview",
        "/profile/about",
        "/profile/help",
        "/profile/work",
        "/profile/ways",
        "/availability",
        "/profile/lived-experience",
        &format!("/practitioners/{}", grace.account_id),
    ] {
        browser.get(path).await.assert_ok();
        let (page, statements) = app.statements(browser.get_only(path)).await;
        page.assert_ok();
        // Times that are offered are reckoned from one more.
        let offers_times = path == "/availability" || path.starts_with("/practitioners/");
        let most = if offers_times { 5 } else { 4 };
        assert!(statements.len() <= most, "{path}: {statements:#?}");
    }
}

#[tokio::test]
async fn erasing_takes_everything_of_a_profile() {
    let app = TestApp::start().await;
    let grace = given::account(&app).practitioner().make().await;
    profile(&app, grace.account_id).await;
    let mut db = app.app.db.acquire().await.unwrap();
    profiles::erase(&mut db, grace.account_id).await.unwrap();
    rapport::availability::erase(&mut db, grace.account_id).await.unwrap();
    let left: i64 = sqlx::query_scalar(
        "select (select count(*) from profile) + (select count(*) from profile_term) + (select count(*) from place)
           + (select count(*) from availability) + (select count(*) from lived_experience)",
    )
    .fetch_one(&app.app.db)
    .await
    .unwrap();
    assert_eq!(left, 0);
}
