//! After a death a coordinator writes first; nobody is left in silence; a mistake is put right.

use jiff::SignedDuration;
use rapport::memberships::{By, Leaving, MembershipError, leave};
use rapport::platform::ids::MembershipId;
use rapport::platform::sweeps::run_due;
use rapport::pools::Offering;
use rapport::search::shortlist;

use super::hub::{DAY, accept_offering, booked, held, mentor, met, outcome, send, status, told, within};
use crate::memberships::{at, member, no_session};
use crate::search::hub::Hub;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given::{self, Person};

async fn membership(hub: &Hub, person: &Person) -> MembershipId {
    sqlx::query_scalar("select membership_id from membership where pool_id = $1 and account_id = $2")
        .bind(hub.pool)
        .bind(person.account_id)
        .fetch_one(&hub.app.app.db)
        .await
        .expect("a membership")
}

/// A coordinator records that a member has died; the page they come to.
async fn died(hub: &Hub, desk: &Client, person: &Person) -> crate::support::page::Page {
    let at = format!("/pools/{}/members/{}", hub.pool, membership(hub, person).await);
    let form = desk.get(&format!("{at}/leaving")).await;
    let sure = desk.submit(&form, &[("leaving", "died")]).await;
    desk.press(&sure, "Yes, record it").await
}

async fn coordinator(hub: &Hub, name: &str) -> (Person, Client) {
    let person = given::account(&hub.app).named(name).coordinator_of(hub.pool).make().await;
    let desk = hub.app.browser_of(&person).await;
    (person, desk)
}

async fn sweep(app: &TestApp) {
    run_due(&app.app.db, app.now(), &rapport::app::sweeps(&app.app)).await;
}

#[tokio::test]
async fn a_coordinator_writes_first_and_each_mentee_is_offered_the_next() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 3).await;
    let owen = mentor(&hub, "Owen Price", 3).await;
    let (amina, ben) = (hub.mentee().await, hub.mentee().await);
    let sent = send(&hub.app, &amina, &grace).await.unwrap();
    let meeting = booked(&hub.app, &ben, &grace).await;
    within::<_, shortlist::Refusal>(&hub.app, async |db| {
        shortlist::add(db, hub.app.now(), amina.account_id, owen.account_id, Offering::Mentoring).await
    })
    .await
    .unwrap();
    let (cora, desk) = coordinator(&hub, "Cora Wells").await;
    let (dan, _) = coordinator(&hub, "Dan Reid").await;
    let before = (hub.app.mails_to(&amina.email).await.len(), hub.app.mails_to(&ben.email).await.len());

    let page = died(&hub, &desk, &grace).await;
    page.assert_ok().assert_heading("Write to people after the death of Grace Obi");
    for id in [sent, meeting] {
        assert_eq!(outcome(&hub.app, id).await.as_deref(), Some("left"));
    }
    assert_eq!(held(&hub.app, &grace).await, 0);
    // Nobody is told by a machine: the meeting leaves the calendar, and that is all.
    let mails = hub.app.mails_to(&ben.email).await;
    assert_eq!(mails.len(), before.1 + 1);
    let cancelled = mails.last().unwrap();
    assert!(
        cancelled.subject.starts_with("Cancelled: First conversation with Grace"),
        "{}",
        cancelled.subject
    );
    assert!(!cancelled.text.contains("died"), "{}", cancelled.text);
    assert_eq!(hub.app.mails_to(&amina.email).await.len(), before.0);
    assert!(hub.app.mails_to(&grace.email).await.is_empty(), "the hub writes to her no more");
    assert_eq!(told(&hub.app, &dan, "Please write to 2 people about Grace Obi").await, 1);
    assert_eq!(told(&hub.app, &cora, "Please write to").await, 0, "she is on the page already");

    let mentee = hub.app.browser_of(&amina).await;
    let shown = mentee.get(&format!("/chemistry/{sent}")).await;
    shown.assert_heading("The request between you and Grace has stopped");
    shown
        .assert_sees("A coordinator will write to you about it soon")
        .assert_sees_not("Next on your shortlist");
    mentee
        .get("/chemistry")
        .await
        .assert_sees("Nothing waits for you")
        .assert_sees_not("no longer available");
    let today = desk.get(&format!("/pools/{}/today", hub.pool)).await;
    today.assert_sees("Grace Obi has died").assert_sees("2 people");
    desk.get("/dashboard").await.assert_sees("after a death");

    // No reminder goes to anybody, however long it takes.
    hub.app.advance(DAY);
    sweep(&hub.app).await;
    assert_eq!(told(&hub.app, &amina, "Grace").await + told(&hub.app, &ben, "waiting").await, before.0);

    let (desk, mentee) = (hub.app.browser_of(&cora).await, hub.app.browser_of(&amina).await);
    // One by one: first Amina, in other words than those at hand.
    let page = desk.get(&format!("/pools/{}/condolences/{}", hub.pool, grace.account_id)).await;
    page.assert_sees("I am very sorry to have to tell you that Grace Obi has died.");
    let form = page.form_having(&[("words", "")]);
    let none = desk.submit_form(&form, &[("to", "")]).await;
    none.assert_status(422).assert_error("to", "Select whom to write to");
    let words = "Dear colleague, Grace died on Sunday.\n\nI am here if you would like to talk.";
    let (to, rest) = (sent.to_string(), meeting.to_string());
    let at = format!("/pools/{}/condolences/{}", hub.pool, grace.account_id);
    let after = desk.post(&at, &[("to", &to), ("words", words)]).await;
    after.assert_sees("Your letter is on its way to 1 person").assert_sees("Written to");
    let again = desk.post(&at, &[("to", &to), ("words", "Something else.")]).await;
    again.assert_sees("They had been written to already");
    let letter = hub.app.mail_to(&amina.email).await;
    assert_eq!(letter.subject, "About Grace Obi");
    for part in [
        "Grace died on Sunday.",
        "Cora Wells, coordinator of A pool for everybody",
        "next on your shortlist is Owen",
    ] {
        assert!(letter.text.contains(part), "{part} in {}", letter.text);
    }
    assert_eq!(told(&hub.app, &amina, "About Grace Obi").await, 1);
    let shown = mentee.get(&format!("/chemistry/{sent}")).await;
    shown.assert_sees("What Cora Wells wrote to you").assert_sees("I am here if you would like to talk.");
    shown.assert_sees("Next on your shortlist: Owen Price");

    // Then the last of them: nothing is left to do.
    let ready = desk.get(&at).await;
    let done = desk.submit_form(&ready.form_having(&[("words", "")]), &[("to", &rest)]).await;
    done.assert_path(&format!("/pools/{}/today", hub.pool)).assert_sees_not("has died");
    assert!(
        hub.app
            .mail_to(&ben.email)
            .await
            .text
            .contains("very sorry to have to tell you that Grace Obi has died")
    );
    hub.app.advance(DAY * 20);
    sweep(&hub.app).await;
    assert_eq!(told(&hub.app, &amina, "A request is closed").await, 0);
}

#[tokio::test]
async fn nobody_is_left_in_silence_when_no_coordinator_writes() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 3).await;
    let amina = hub.mentee().await;
    let id = met(&hub.app, &amina, &grace).await;
    let (cora, desk) = coordinator(&hub, "Cora Wells").await;
    died(&hub, &desk, &grace).await;
    // Thursday 4 March 2027 and what met() took: five working days, however many nights.
    let mut reminded = Vec::new();
    let mut day = 0;
    while told(&hub.app, &amina, "A request is closed").await == 0 {
        hub.app.advance(DAY);
        day += 1;
        sweep(&hub.app).await;
        reminded.push(told(&hub.app, &cora, "Please write to 1 person about Grace Obi").await);
        assert!(day <= 10, "still nothing");
    }
    assert!((6..=8).contains(&day), "five working days, a weekend among them: {day}");
    assert_eq!(reminded.last(), Some(&5), "each working day but the first: {reminded:?}");
    let letter = hub.app.mail_to(&amina.email).await;
    assert!(letter.text.contains("because one of you is not available any more"), "{}", letter.text);
    let shown = hub.app.browser_of(&amina).await.get(&format!("/chemistry/{id}")).await;
    shown.assert_heading("Grace is no longer available").assert_sees_not("will write to you");
    let desk = hub.app.browser_of(&cora).await;
    let at = format!("/pools/{}/condolences/{}", hub.pool, grace.account_id);
    desk.get(&at)
        .await
        .assert_sees("Everybody has been written to")
        .assert_sees("in neutral words, by itself");
    hub.app.advance(DAY);
    sweep(&hub.app).await;
    assert_eq!(told(&hub.app, &amina, "A request is closed").await, 1);
}

#[tokio::test]
async fn a_pool_without_anybody_to_write_sends_the_neutral_words_at_once() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 3).await;
    let amina = hub.mentee().await;
    send(&hub.app, &amina, &grace).await.unwrap();
    let by = By::Coordinator(hub.mentee().await.account_id, no_session());
    let at = at(hub.pool, membership(&hub, &grace).await);
    within::<_, MembershipError>(&hub.app, async |db| {
        leave(db, &hub.app.app.outbox, by, hub.app.now(), at, Leaving::Died).await
    })
    .await
    .unwrap();
    sweep(&hub.app).await;
    assert_eq!(told(&hub.app, &amina, "A request is closed").await, 1);
}

#[tokio::test]
async fn a_death_that_was_a_mistake_is_put_right_for_everybody() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 3).await;
    let (amina, ben) = (hub.mentee().await, hub.mentee().await);
    let written = send(&hub.app, &amina, &grace).await.unwrap();
    let waiting = send(&hub.app, &ben, &grace).await.unwrap();
    let (_, desk) = coordinator(&hub, "Cora Wells").await;
    died(&hub, &desk, &grace).await;
    let at = format!("/pools/{}/condolences/{}", hub.pool, grace.account_id);
    desk.post(&at, &[("to", &written.to_string()), ("words", "Grace has died.")]).await.assert_ok();
    let member_page = format!("/pools/{}/members/{}", hub.pool, membership(&hub, &grace).await);
    let page = desk.get(&member_page).await;
    desk.submit_form(&page.form_to(&format!("{member_page}/mistaken-death")), &[]).await.assert_ok();
    let letter = hub.app.mail_to(&amina.email).await;
    assert_eq!(letter.subject, "What we wrote about Grace Obi was a mistake");
    assert!(letter.text.contains("Grace has not died"), "{}", letter.text);
    assert_eq!(told(&hub.app, &ben, "A request is closed").await, 1, "the neutral words, at once");
    assert_eq!(told(&hub.app, &ben, "mistake").await, 0, "he never heard of it");
    let shown = hub.app.browser_of(&amina).await.get(&format!("/chemistry/{written}")).await;
    shown.assert_sees("was a mistake, and we are very sorry").assert_sees_not("Grace has died.");
    desk.get(&at).await.assert_not_found();
    hub.app.advance(DAY * 20);
    sweep(&hub.app).await;
    assert_eq!(
        told(&hub.app, &amina, "mistake").await + told(&hub.app, &ben, "A request is closed").await,
        2
    );
    assert_eq!(status(&hub.app, waiting).await, "closed");
}

#[tokio::test]
async fn whoever_is_taken_back_in_without_a_word_has_not_died_either() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 3).await;
    let amina = hub.mentee().await;
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    accept_offering(&hub.app, &grace, id, &[72]).await.unwrap();
    let (_, desk) = coordinator(&hub, "Cora Wells").await;
    died(&hub, &desk, &grace).await;
    member(&hub.app, hub.pool, &grace, &[Offering::Mentoring]).await;
    hub.app.advance(SignedDuration::from_mins(11));
    sweep(&hub.app).await;
    assert_eq!(told(&hub.app, &amina, "A request is closed").await, 1);
}

#[tokio::test]
async fn s1_a_coordinator_of_another_pool_sees_and_writes_nothing() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 3).await;
    let amina = hub.mentee().await;
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    let (_, desk) = coordinator(&hub, "Cora Wells").await;
    died(&hub, &desk, &grace).await;
    let other = given::pool(&hub.app, "South coaching pool").await;
    let sven = given::account(&hub.app).named("Sven Holm").coordinator_of(other).make().await;
    let theirs = hub.app.browser_of(&sven).await;
    for pool in [hub.pool, other] {
        let at = format!("/pools/{pool}/condolences/{}", grace.account_id);
        theirs.get(&at).await.assert_not_found();
        theirs.post(&at, &[("to", &id.to_string()), ("words", "Hello.")]).await.assert_not_found();
    }
    assert_eq!(told(&hub.app, &amina, "About Grace").await, 0);
}
