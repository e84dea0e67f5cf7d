use rapport::vocabulary::List;

use super::{begin, id_of, pool, status, term};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn a_coach_goes_through_the_steps_each_saved_and_sends_what_they_have() {
    let app = TestApp::start().await;
    let (pool, _, coordinator) = pool(&app, "Example pool").await;
    let daniel = given::account(&app).named("Daniel Hughes").make().await;
    let browser = app.browser_of(&daniel).await;
    let tasks = begin(&browser, pool, "coaching").await;
    let id = id_of(&tasks);
    tasks.assert_sees("1 of 8 steps are done").assert_sees("Not begun");
    let step = |name: &'static str| {
        let path = format!("/applications/{id}/{name}");
        let browser = &browser;
        async move { browser.get(&path).await }
    };

    let about = browser.submit(&step("offer").await, &[("offerings", "coaching")]).await;
    about.assert_path(&format!("/applications/{id}/about")).assert_sees("Step 2 of 8");
    let refused = browser.submit(&about, &[("headline", "Coaching for clinicians")]).await;
    refused.assert_status(422).assert_error("biography", "Write a few lines about yourself");
    let typed =
        [("headline", "Coaching for clinicians"), ("job_title", "Psychologist"), ("biography", "I coach.")];
    let role = browser.submit(&about, &typed).await;
    // Another device, another day: what was saved is there.
    let elsewhere = app.browser_of(&daniel).await;
    let again = elsewhere.get(&format!("/applications/{id}/about")).await;
    assert_eq!(again.form_having(&[("headline", "")]).value("biography").as_deref(), Some("I coach."));
    elsewhere.get(&format!("/applications/{id}")).await.assert_sees("2 of 8 steps are done");

    let profession = term(&app, List::Profession, "psychological-professions").await;
    let seniority = term(&app, List::Seniority, "afc-8b").await;
    let help = browser.submit(&role, &[("professions", &profession), ("seniority", &seniority)]).await;
    let area = term(&app, List::DevelopmentArea, "confidence").await;
    let approach = browser.submit(&help, &[("areas", &area)]).await;
    let video = term(&app, List::Delivery, "video").await;
    let evidence = browser.submit(&approach, &[("delivery", &video)]).await;
    evidence.assert_path(&format!("/applications/{id}/evidence")).assert_sees("Missing");

    let ilm = term(&app, List::Qualification, "ilm-5").await;
    let typed = [
        ("kind", "qualification"),
        ("qualification", ilm.as_str()),
        ("dated-day", "1"),
        ("dated-month", "6"),
        ("dated-year", "2024"),
        ("link", "javascript:alert(1)"),
    ];
    let refused = browser.submit(&evidence, &typed).await;
    refused.assert_status(422);
    super::assert_error_about(&refused, "link", "https://");
    let mut typed = typed.to_vec();
    typed.pop();
    let added = browser.submit(&evidence, &typed).await;
    added.assert_sees("Added: ILM Level 5 Certificate or Diploma").assert_sees("Met");
    let availability = browser.press(&added, "Go on").await;
    let agreement = browser.submit(&availability, &[("capacity", "2"), ("outline", "Evenings")]).await;
    let refused = browser.submit(&agreement, &[("terms", "yes")]).await;
    refused.assert_error("ethics", "Confirm that you follow the Global Code of Ethics");
    let check = browser.submit(&agreement, &[("terms", "yes"), ("ethics", "yes")]).await;
    check.assert_path(&format!("/applications/{id}/check")).assert_sees("Something is missing");
    let sent = browser.press(&check, "Send the application").await;
    sent.assert_path(&format!("/applications/{id}")).assert_sees("Waiting for an answer");
    assert_eq!(status(&app, id).await, "submitted");
    // What was sent is no longer a form.
    browser.post_only(&format!("/applications/{id}/help"), &[("areas", &area)]).await.assert_status(409);

    let review = coordinator.get(&format!("/applications/{id}")).await;
    review.assert_sees("ILM Level 5").assert_sees("Supervision, twice a year").assert_sees("Missing");
    let refused = coordinator.submit(&review, &[("note", "")]).await;
    refused.assert_status(422);
    super::assert_error_about(&refused, "incomplete", "within 90 days");
    assert_eq!(status(&app, id).await, "submitted", "nothing is half done");
    coordinator.submit(&refused, &[("incomplete", "yes")]).await.assert_sees("Approved");
    let grace: jiff_sqlx::Date =
        sqlx::query_scalar("select grace_to from membership").fetch_one(&app.app.db).await.expect("a grace");
    assert_eq!(jiff::civil::Date::from(grace).to_string(), "2027-06-02");
}

#[tokio::test]
async fn what_cannot_be_sent_yet_says_where_it_is_filled_in() {
    let app = TestApp::start().await;
    let (pool, ..) = pool(&app, "Example pool").await;
    let daniel = given::account(&app).named("Daniel Hughes").make().await;
    let browser = app.browser_of(&daniel).await;
    let id = id_of(&begin(&browser, pool, "coaching").await);
    let check = browser.get(&format!("/applications/{id}/check")).await;
    let refused = browser.press(&check, "Send the application").await;
    refused.assert_status(422).assert_sees("Still to do before you can send it");
    assert!(refused.title().starts_with("Error:"), "{}", refused.title());
    let links = refused.attributes("main li a", "href");
    assert!(links.iter().any(|link| link.ends_with("/agreement")), "{links:?}");
    assert_eq!(status(&app, id).await, "draft");
}
