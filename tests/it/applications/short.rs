use rapport::vocabulary::List;

use super::{begin, borrowed, count, filled, id_of, pool, status, term};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn a_mentor_applies_on_one_page_and_is_approved() {
    let app = TestApp::start().await;
    let (pool, priya, coordinator) = pool(&app, "Example pool").await;
    let grace = given::account(&app).named("Grace Okafor").make().await;
    let browser = app.browser_of(&grace).await;

    let form = begin(&browser, pool, "mentoring").await;
    form.assert_heading("Join Example pool as a mentor").assert_sees("your manager is not told");
    let id = id_of(&form);
    let sent = browser.submit(&form, &borrowed(&filled(&app).await)).await;
    sent.assert_path(&format!("/applications/{id}")).assert_sees("Waiting for an answer");
    // Ten working days from Thursday 4 March 2027, over nothing but weekends.
    sent.assert_sees("Thursday 18 March 2027");
    assert!(app.mail_to(&grace.email).await.text.contains("Thursday 18 March 2027"));
    assert!(app.mail_to(&priya.email).await.text.contains("to offer mentoring"));

    let list = coordinator.get(&format!("/pools/{pool}/applications")).await;
    list.assert_sees("1 person waits for an answer").assert_sees("Grace Okafor");
    let review = coordinator.get(&format!("/applications/{id}")).await;
    review.assert_sees("I help new ward managers find their feet").assert_sees("Confidence");
    review.assert_sees_not(&grace.email);
    let approved = coordinator.submit(&review, &[("note", "Welcome.")]).await;
    approved.assert_path(&format!("/pools/{pool}/applications")).assert_sees("Nobody waits for an answer");

    assert_eq!(status(&app, id).await, "approved");
    assert_eq!(count(&app, "select count(*) from membership where status = 'active'").await, 1);
    assert_eq!(count(&app, "select count(*) from account_role where role = 'practitioner'").await, 1);
    let letters = app.mails_to(&grace.email).await;
    assert!(letters.iter().any(|letter| letter.subject == "Welcome to Example pool"), "{letters:#?}");
    // A new role ends other login sessions (S5): she signs in again.
    app.browser_of(&grace).await.get(&format!("/applications/{id}")).await.assert_sees("Welcome.");
}

#[tokio::test]
async fn what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let (pool, ..) = pool(&app, "Example pool").await;
    let grace = given::account(&app).named("Grace Okafor").make().await;
    let browser = app.browser_of(&grace).await;
    let form = begin(&browser, pool, "mentoring").await;
    let confidence = term(&app, List::DevelopmentArea, "confidence").await;
    let typed = [("headline", "I listen “well”"), ("areas", confidence.as_str()), ("terms", "yes")];
    let refused = browser.submit(&form, &typed).await;
    refused.assert_status(422);
    refused.assert_error("job_title", "Enter your job title");
    refused.assert_error("profession", "Select your profession or staff group");
    refused.assert_error("delivery", "Choose at least one way to meet");
    let kept = refused.form_having(&[("headline", "")]);
    assert_eq!(kept.value("headline").as_deref(), Some("I listen “well”"));
    assert_eq!(kept.value("terms").as_deref(), Some("yes"));
    let again = browser.get(&format!("/applications/{}", id_of(&form))).await;
    let later = again.form_having(&[("headline", "")]);
    assert_eq!(later.value("headline").as_deref(), Some("I listen “well”"), "it is kept for another day too");
    assert_eq!(status(&app, id_of(&form)).await, "draft");
    assert_eq!(app.mails().await.len(), 0);
}

#[tokio::test]
async fn an_application_saved_for_later_is_found_again() {
    let app = TestApp::start().await;
    let (pool, ..) = pool(&app, "Example pool").await;
    let grace = given::account(&app).named("Grace Okafor").make().await;
    let browser = app.browser_of(&grace).await;
    let form = begin(&browser, pool, "mentoring").await;
    let saved = browser.submit(&form, &[("headline", "I listen"), ("step", "save")]).await;
    saved.assert_path("/applications").assert_sees("Saved").assert_sees("Not sent yet");
    browser.get("/apply").await.assert_sees("Go on with what you began");
    // Beginning again leads to the same application.
    assert_eq!(id_of(&begin(&browser, pool, "mentoring").await), id_of(&form));
}

#[tokio::test]
async fn bad_input_of_every_kind_is_answered_with_a_sentence() {
    let app = TestApp::start().await;
    let (pool, ..) = pool(&app, "Example pool").await;
    let grace = given::account(&app).named("Grace Okafor").make().await;
    let browser = app.browser_of(&grace).await;
    let form = begin(&browser, pool, "mentoring").await;
    let path = format!("/applications/{}/short", id_of(&form));
    let long = "A page of text about my work. ".repeat(8_000);
    let page = browser.post_only(&path, &[("biography", &long)]).await;
    page.assert_status(422);
    super::assert_error_about(&page, "biography", "3000 characters or fewer");
    assert!(
        page.form_having(&[("biography", "")]).value("biography").is_some_and(|kept| kept.len() > 200_000)
    );
    for (field, value, sentence) in [
        ("headline", "one\u{0}two", "without control characters"),
        ("headline", "\u{202e}gnp.exe", "without control characters"),
        ("capacity", "nine hundred", "as a number from 0 to 12"),
        ("seniority", "99999", "from the list"),
        ("areas", "1; drop table term", "from the list"),
    ] {
        let page = browser.post_only(&path, &[(field, value)]).await;
        page.assert_status(422);
        super::assert_error_about(&page, field, sentence);
    }
    for fine in ["Zoë 🌻 O’Neill", "مرشدة", "Bring “a friend” – always"] {
        let page = browser.post_only(&path, &[("headline", fine), ("step", "save")]).await;
        page.assert_status(303);
    }
}

#[tokio::test]
async fn s1_fields_that_decide_are_ignored_when_an_applicant_sends_them() {
    let app = TestApp::start().await;
    let (pool, ..) = pool(&app, "Example pool").await;
    let grace = given::account(&app).named("Grace Okafor").make().await;
    let browser = app.browser_of(&grace).await;
    let form = begin(&browser, pool, "mentoring").await;
    let id = id_of(&form);
    let mut fields = borrowed(&[]).into_iter().collect::<Vec<_>>();
    fields.extend([("status", "approved"), ("decided_by", "me"), ("role", "coordinator"), ("step", "save")]);
    browser.post_only(&format!("/applications/{id}/short"), &fields).await.assert_status(303);
    assert_eq!(status(&app, id).await, "draft");
    browser.post_only(&format!("/applications/{id}/approval"), &[]).await.assert_not_found();
}

#[tokio::test]
async fn a_repeated_beginning_is_one_application_even_in_parallel() {
    let app = TestApp::start().await;
    let (pool, ..) = pool(&app, "Example pool").await;
    let grace = given::account(&app).named("Grace Okafor").make().await;
    let browser = app.browser_of(&grace).await;
    let start = browser.get("/apply").await;
    let pool = pool.to_string();
    let typed = [("pool", pool.as_str()), ("offerings", "mentoring"), ("kind", "employee")];
    let sent = start.form_having(&typed).filled(&typed);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let many = futures_util::future::join_all((0..20).map(|_| browser.post_only("/apply", &sent))).await;
    for page in &many {
        page.assert_status(303);
    }
    assert_eq!(count(&app, "select count(*) from application").await, 1);
}
