//! What is said at the end and six months later, and how little of it can be told to be anybody's.

use rapport::platform::ids::RelationshipId;

use super::hub::{begun, end, sweep};
use crate::chemistry::hub::{DAY, mentor, told};
use crate::search::hub::Hub;
use crate::support::given::{self, Person};

/// Somebody has worked with this mentor, and says at the end how it was.
async fn looked_back(
    hub: &Hub,
    mentor: &Person,
    fit: &str,
    more: &[(&str, &str)],
) -> (Person, RelationshipId) {
    let mentee = hub.mentee().await;
    let id = begun(hub, &mentee, mentor).await;
    end(&hub.app, &mentee, id).await.unwrap();
    let browser = hub.app.browser_of(&mentee).await;
    let page = browser.get(&format!("/relationships/{id}/evaluation")).await;
    let typed = [&[("fit", fit), ("recommend", "5"), ("skills", "patience")], more].concat();
    browser.submit(&page, &typed).await.assert_ok();
    (mentee, id)
}

async fn feedback(hub: &Hub, mentor: &Person) -> crate::support::page::Page {
    hub.app.browser_of(mentor).await.get("/relationships/feedback").await
}

#[tokio::test]
async fn feedback_reaches_a_mentor_three_people_at_a_time_and_words_by_consent() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 9).await;
    for number in 1..=3 {
        let words = format!("Words of number {number}");
        let mut typed = vec![("changed", words.as_str())];
        if number == 2 {
            typed.push(("may_be_read", "yes"));
        }
        looked_back(&hub, &grace, "4", &typed).await;
    }
    let early = feedback(&hub, &grace).await;
    early.assert_sees("Until then").assert_sees_not("4.0 of 5");
    early.assert_sees("Words of number 2").assert_sees_not("Words of number 1");
    hub.app.advance(DAY * 15);
    feedback(&hub, &grace).await.assert_sees("4.0 of 5").assert_sees("Patience: 3 people");
    for fit in ["1", "2"] {
        looked_back(&hub, &grace, fit, &[]).await;
        hub.app.advance(DAY * 15);
        // Whoever noted the figures before would else know what the fourth said, and who that was.
        feedback(&hub, &grace).await.assert_sees("3 people looked back").assert_sees("4.0 of 5");
    }
    looked_back(&hub, &grace, "3", &[]).await;
    hub.app.advance(DAY * 15);
    feedback(&hub, &grace).await.assert_sees("6 people looked back").assert_sees("3.0 of 5");
}

#[tokio::test]
async fn one_mentee_who_looks_back_three_times_is_one_person() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 9).await;
    let (mentee, _) = looked_back(&hub, &grace, "4", &[]).await;
    for _ in 0..2 {
        let again =
            crate::support::together::begun(&hub.app, hub.pool, mentee.account_id, grace.account_id).await;
        end(&hub.app, &mentee, again).await.unwrap();
        let browser = hub.app.browser_of(&mentee).await;
        let page = browser.get(&format!("/relationships/{again}/evaluation")).await;
        browser.submit(&page, &[("fit", "4"), ("recommend", "5")]).await.assert_ok();
    }
    hub.app.advance(DAY * 15);
    feedback(&hub, &grace).await.assert_sees("Until then").assert_sees_not("of 5");
}

#[tokio::test]
async fn what_counts_cannot_be_changed_any_more_but_words_are_their_writers() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 9).await;
    let (mentee, id) =
        looked_back(&hub, &grace, "4", &[("changed", "As it was"), ("may_be_read", "yes")]).await;
    let path = format!("/relationships/{id}/evaluation");
    let kept = async || -> (i16, Vec<String>, bool) {
        sqlx::query_as("select fit, skills, may_be_read from evaluation where relationship_id = $1")
            .bind(id)
            .fetch_one(&hub.app.app.db)
            .await
            .unwrap()
    };
    hub.app.browser_of(&mentee).await.post(&path, &[("fit", "2"), ("recommend", "2")]).await.assert_ok();
    assert_eq!(kept().await, (2, vec![], false), "for two weeks it is theirs to change");
    hub.app.advance(DAY * 15);
    let browser = hub.app.browser_of(&mentee).await;
    let page = browser.get(&path).await;
    page.assert_sees("is counted by now");
    assert!(!page.form_with_button("Save the change").has("fit"));
    browser.post(&path, &[("fit", "5"), ("recommend", "5"), ("changed", "Otherwise")]).await.assert_ok();
    assert_eq!(kept().await, (2, vec![], false));
    browser.get(&path).await.assert_sees("Otherwise");
}

#[tokio::test]
async fn six_months_later_each_is_asked_one_question_whether_or_not_they_said_something_at_the_end() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    end(&hub.app, &amina, id).await.unwrap();
    hub.app.advance(DAY * 185);
    for _ in 0..2 {
        sweep(&hub.app).await;
        hub.app.advance(DAY);
    }
    for person in [&amina, &grace] {
        assert_eq!(told(&hub.app, person, "Six months after").await, 1, "once to {}", person.name);
        let browser = hub.app.browser_of(person).await;
        let page = browser.get(&format!("/relationships/{id}/evaluation")).await;
        let form = page.form_with_button("Save my answer");
        browser.submit_form(&form, &[]).await.assert_error("lasting", "Select whether it has lasted");
        browser.submit_form(&form, &[("lasting", "partly")]).await.assert_ok();
        browser.get(&format!("/relationships/{id}/evaluation")).await.assert_sees("We do not ask again");
    }
    let said: Vec<(String, Option<String>)> =
        sqlx::query_as("select side, lasting from look_back where relationship_id = $1 order by side")
            .bind(id)
            .fetch_all(&hub.app.app.db)
            .await
            .unwrap();
    assert_eq!(said, ["mentee", "practitioner"].map(|side| (side.to_owned(), Some("partly".to_owned()))));
    let class: Vec<String> =
        sqlx::query_scalar("select distinct class from mail where kind = 'relationship-reminder'")
            .fetch_all(&hub.app.app.db)
            .await
            .unwrap();
    assert_eq!(class, ["weekly"], "it counts against the one letter a week");
}

/// What they wrote to each other can be read for thirty days after the ending, and is deleted a year after it, however long ago the
/// first conversation closed.
#[tokio::test]
async fn what_two_wrote_to_each_other_stays_for_thirty_days_after_their_ending() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = begun(&hub, &amina, &grace).await;
    let request: uuid::Uuid =
        sqlx::query_scalar("select chemistry_request_id from relationship where relationship_id = $1")
            .bind(id)
            .fetch_one(&hub.app.app.db)
            .await
            .unwrap();
    let path = format!("/chemistry/{request}/messages");
    hub.app.advance(DAY * 200);
    let aminas = hub.app.browser_of(&amina).await;
    let page = aminas.get(&path).await;
    aminas.submit(&page, &[("message", "See you on Thursday.")]).await.assert_ok();
    end(&hub.app, &grace, id).await.unwrap();
    hub.app.advance(DAY * 29);
    let page = hub.app.browser_of(&grace).await.get(&path).await;
    page.assert_ok().assert_sees("See you on Thursday.");
    hub.app.advance(DAY * 2);
    hub.app.browser_of(&grace).await.get(&path).await.assert_sees_not("See you on Thursday.");
    let left =
        async || crate::chemistry::hub::count(&hub.app, "select count(*) from chemistry_message").await;
    hub.app.advance(DAY * 330);
    crate::chemistry::hub::sweep(&hub.app).await;
    assert_eq!(left().await, 1, "a year after the ending, not after the first conversation");
    hub.app.advance(DAY * 10);
    crate::chemistry::hub::sweep(&hub.app).await;
    assert_eq!(left().await, 0);
}

#[tokio::test]
async fn a_board_reads_averages_of_a_pool_from_eight_mentees_on() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 12).await;
    let asha = given::account(&hub.app).named("Asha Patel").coordinator_of(hub.pool).make().await;
    let year = rapport::returns::FinancialYear::now(hub.app.now()).april();
    let path = format!("/pools/{}/report?year={year}", hub.pool);
    for fit in ["4", "4", "4", "4", "2", "2", "2"] {
        looked_back(&hub, &grace, fit, &[]).await;
    }
    hub.app.advance(DAY * 15);
    hub.app.browser_of(&asha).await.get(&path).await.assert_sees("Fewer than eight mentees");
    let (_, id) = looked_back(&hub, &grace, "2", &[]).await;
    sqlx::query(
        "update evaluation set answered_at = answered_at - interval '15 days' where relationship_id = $1",
    )
    .bind(id)
    .execute(&hub.app.app.db)
    .await
    .unwrap();
    sqlx::query(
        "update relationship set ended_at = ended_at - interval '30 days' where relationship_id = $1",
    )
    .bind(id)
    .execute(&hub.app.app.db)
    .await
    .unwrap();
    let report = hub.app.browser_of(&asha).await.get(&path).await;
    report.assert_sees("Of 8 mentees who looked back: it was a fit, 3.0 of 5 on average");
}
