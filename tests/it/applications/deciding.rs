use rapport::platform::ids::ApplicationId;

use super::{begin, borrowed, count, filled, id_of, pool, status};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};

/// Somebody's application that waits in a pool, and their browser.
async fn waiting(app: &TestApp, pool: rapport::platform::ids::PoolId) -> (Person, Client, ApplicationId) {
    let grace = given::account(app).named("Grace Okafor").make().await;
    let browser = app.browser_of(&grace).await;
    let form = begin(&browser, pool, "mentoring").await;
    browser.submit(&form, &borrowed(&filled(app).await)).await.assert_sees("Waiting for an answer");
    (grace, browser, id_of(&form))
}

#[tokio::test]
async fn a_coordinator_asks_the_applicant_answers_and_sends_again() {
    let app = TestApp::start().await;
    let (pool, priya, coordinator) = pool(&app, "Example pool").await;
    let (grace, browser, id) = waiting(&app, pool).await;
    let review = coordinator.get(&format!("/applications/{id}")).await;
    let asked = coordinator.submit(&review, &[("changes", "Which ward did you lead?")]).await;
    asked.assert_path(&format!("/pools/{pool}/applications")).assert_sees("With the applicant (1)");
    let letters = app.mails_to(&grace.email).await;
    let letter = letters.iter().find(|letter| letter.subject.starts_with("A question")).expect("the letter");
    assert!(!letter.text.contains("Which ward"), "what was written is read after signing in");

    let form = browser.get(&format!("/applications/{id}")).await;
    form.assert_sees("Which ward did you lead?");
    browser.submit(&form, &[("message", "Ward 7.")]).await.assert_sees("Ward 7.");
    let again = browser.get(&format!("/applications/{id}")).await;
    let sent = browser.submit(&again, &[("headline", "I led ward 7")]).await;
    sent.assert_sees("Waiting for an answer");
    let to_priya = app.mails_to(&priya.email).await;
    assert!(to_priya.iter().any(|letter| letter.text.contains("sent it again")), "{to_priya:#?}");
    let review = coordinator.get(&format!("/applications/{id}")).await;
    review.assert_sees("Ward 7.").assert_sees("I led ward 7");
    let declined = coordinator.submit(&review, &[("reason", "We look for midwives now.")]).await;
    declined.assert_sees("Declined");
    browser.get(&format!("/applications/{id}")).await.assert_sees("We look for midwives now.");
}

#[tokio::test]
async fn s2_two_coordinators_decide_at_once_and_one_decision_counts() {
    let app = TestApp::start().await;
    let (pool, _, one) = pool(&app, "Example pool").await;
    let second = given::account(&app).named("Ravi Singh").coordinator_of(pool).make().await;
    let other = app.browser_of(&second).await;
    let (grace, _, id) = waiting(&app, pool).await;
    let (approval, refusal) = (format!("/applications/{id}/approval"), format!("/applications/{id}/refusal"));
    let (yes, no) =
        tokio::join!(one.post_only(&approval, &[]), other.post_only(&refusal, &[("reason", "No place.")]));
    let mut statuses = [yes.status.as_u16(), no.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let members = count(&app, "select count(*) from membership").await;
    assert_eq!(members == 1, status(&app, id).await == "approved");
    let decisions = app.mails_to(&grace.email).await.len() - 1;
    assert_eq!(decisions, 1, "one letter tells of one decision");
}

#[tokio::test]
async fn s2_an_approval_after_a_withdrawal_changes_nothing_and_says_so() {
    let app = TestApp::start().await;
    let (pool, priya, coordinator) = pool(&app, "Example pool").await;
    let (_, browser, id) = waiting(&app, pool).await;
    let own = browser.get(&format!("/applications/{id}")).await;
    browser.press(&own, "Withdraw the application").await.assert_sees("Withdrawn");
    let late = coordinator.post_only(&format!("/applications/{id}/approval"), &[]).await;
    late.assert_status(409).assert_sees("withdrawn by the applicant");
    assert_eq!(count(&app, "select count(*) from membership").await, 0);
    let letters = app.mails_to(&priya.email).await;
    assert!(letters.iter().any(|letter| letter.subject.contains("withdrawn")), "{letters:#?}");
}

#[tokio::test]
async fn s1_nobody_decides_their_own_and_the_database_agrees() {
    let app = TestApp::start().await;
    let (pool, ..) = pool(&app, "Example pool").await;
    let self_made = given::account(&app).named("Ben Lewis").coordinator_of(pool).make().await;
    let browser = app.browser_of(&self_made).await;
    let form = begin(&browser, pool, "mentoring").await;
    browser.submit(&form, &borrowed(&filled(&app).await)).await.assert_sees("Waiting for an answer");
    let id = id_of(&form);
    browser.get(&format!("/applications/{id}")).await.assert_sees_not("Your answer");
    for verb in ["approval", "refusal", "changes"] {
        let fields = [("reason", "x"), ("changes", "x")];
        browser.post_only(&format!("/applications/{id}/{verb}"), &fields).await.assert_not_found();
    }
    assert_eq!(status(&app, id).await, "submitted");
    let forced = sqlx::query(
        "update application set status = 'approved', decided_at = now(), decided_by = account_id where application_id = $1",
    )
    .bind(id)
    .execute(&app.app.db)
    .await;
    let refused = forced.expect_err("a constraint refuses it").to_string();
    assert!(refused.contains("application_nobody_decides_their_own"), "{refused}");
    let skipped = sqlx::query("update application set status = 'draft' where application_id = $1")
        .bind(id)
        .execute(&app.app.db)
        .await;
    assert!(skipped.expect_err("a trigger refuses it").to_string().contains("cannot go from"));
}

#[tokio::test]
async fn s1_a_coordinator_of_another_pool_sees_and_does_nothing() {
    let app = TestApp::start().await;
    let (pool_a, ..) = pool(&app, "Example pool").await;
    let (pool_b, _, outsider) = pool(&app, "Another pool").await;
    let (_, _, id) = waiting(&app, pool_a).await;
    outsider.get(&format!("/applications/{id}")).await.assert_not_found();
    outsider.get(&format!("/pools/{pool_a}/applications")).await.assert_not_found();
    outsider.get(&format!("/pools/{pool_b}/applications")).await.assert_sees_not("Grace Okafor");
    outsider.post_only(&format!("/applications/{id}/approval"), &[]).await.assert_not_found();
    outsider
        .post_only(&format!("/applications/{id}/messages"), &[("message", "Hi")])
        .await
        .assert_not_found();
    assert_eq!(status(&app, id).await, "submitted");
}

#[tokio::test]
async fn r3_the_same_message_many_times_is_one_message_and_one_mail() {
    let app = TestApp::start().await;
    let (pool, priya, _) = pool(&app, "Example pool").await;
    let (_, browser, id) = waiting(&app, pool).await;
    let page = browser.get(&format!("/applications/{id}")).await;
    let typed = [("message", "May I add something?")];
    let sent = page.form_having(&typed).filled(&typed);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let path = format!("/applications/{id}/messages");
    let many = futures_util::future::join_all((0..50).map(|_| browser.post_only(&path, &sent))).await;
    assert!(many.iter().all(|page| page.status.as_u16() == 303));
    assert_eq!(count(&app, "select count(*) from application_message").await, 1);
    let letters = app.mails_to(&priya.email).await;
    assert_eq!(letters.iter().filter(|letter| letter.subject.starts_with("A message")).count(), 1);
}

#[tokio::test]
async fn the_list_costs_two_statements_however_long_it_is() {
    let app = TestApp::start().await;
    let (pool, _, coordinator) = pool(&app, "Example pool").await;
    let path = format!("/pools/{pool}/applications");
    let (_, before) = app.statements(coordinator.get(&path)).await;
    for number in 0..60 {
        let person = given::account(&app).named(&format!("Person {number}")).make().await;
        given::application(&app, &person, pool).await;
    }
    let (page, after) = app.statements(coordinator.get(&path)).await;
    page.assert_sees("60 people wait for an answer");
    assert_eq!(before.len(), after.len(), "{after:#?}");
    // One of them is the viewer's.
    assert_eq!(after.len(), 3, "{after:#?}");
}

#[tokio::test]
async fn a_contract_that_is_over_is_refused_beside_its_field() {
    let app = TestApp::start().await;
    let (pool, _, coordinator) = pool(&app, "Example pool").await;
    let (_, _, id) = waiting(&app, pool).await;
    let over = [("contract-day", "3"), ("contract-month", "3"), ("contract-year", "2027")];
    coordinator
        .post_only(&format!("/applications/{id}/approval"), &over)
        .await
        .assert_status(422)
        .assert_sees("The contract must end today or later");
    assert_eq!(status(&app, id).await, "submitted");
}

#[tokio::test]
async fn r3_a_decision_clicked_twice_is_one_decision_and_no_refusal() {
    let app = TestApp::start().await;
    let (pool, _, coordinator) = pool(&app, "Example pool").await;
    let (grace, _, id) = waiting(&app, pool).await;
    let path = format!("/applications/{id}/approval");
    let many = futures_util::future::join_all((0..10).map(|_| coordinator.post_only(&path, &[]))).await;
    for page in &many {
        page.assert_status(303);
    }
    coordinator.post_only(&path, &[]).await.assert_status(303);
    assert_eq!(count(&app, "select count(*) from membership").await, 1);
    let letters = app.mails_to(&grace.email).await;
    assert_eq!(letters.iter().filter(|letter| letter.subject.starts_with("Welcome")).count(), 1);
    // Another decision is still refused.
    coordinator
        .post_only(&format!("/applications/{id}/refusal"), &[("reason", "x")])
        .await
        .assert_status(409);
}
