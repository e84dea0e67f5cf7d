//! The pages of a request, walked as a browser without JavaScript walks them.

use rapport::availability::{NewWindow, WallTime, Weekday, add_windows};
use rapport::events::Actor;
use rapport::platform::ids::{ChemistryId, SubmissionId};

use super::hub::{accept_offering, execute, held, mentor, outcome, send, status, told, within};
use crate::search::hub::Hub;
use crate::support::given::Person;
use crate::support::page::Page;

const HOPE: &str = "I lead a ward since May and put off every difficult conversation.";

/// Tuesdays from 6pm to 8pm.
pub async fn free_on_tuesdays(hub: &Hub, person: &Person) {
    let window = NewWindow::at(
        Weekday::from_number(2).unwrap(),
        WallTime::parse("6pm").unwrap(),
        WallTime::parse("8pm").unwrap(),
    );
    let (account, now) = (person.account_id, hub.app.now());
    let by = Actor::Account(account);
    within(&hub.app, async |db| {
        add_windows(db, by, now, account, &[window])
            .await
            .map_err(|error| sqlx::Error::Protocol(error.to_string()))
    })
    .await
    .unwrap();
}

fn new(to: &Person) -> String {
    format!("/chemistry/new?practitioner={}", to.account_id)
}

pub fn path(id: ChemistryId) -> String {
    format!("/chemistry/{id}")
}

async fn requests(hub: &Hub) -> i64 {
    sqlx::query_scalar("select count(*) from chemistry_request").fetch_one(&hub.app.app.db).await.unwrap()
}

fn slots(page: &Page) -> Vec<String> {
    page.attributes("input[name=slot]", "value")
}

#[tokio::test]
async fn a_mentee_asks_with_times_and_the_mentor_says_yes_from_the_inbox() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    free_on_tuesdays(&hub, &grace).await;
    let browser = hub.app.browser_of(&amina).await;
    let profile = browser.get(&format!("/practitioners/{}", grace.account_id)).await;
    profile.assert_sees("Ask for a first conversation");
    let form = browser.get(&new(&grace)).await;
    form.assert_ok()
        .assert_heading("Ask Grace Obi for a first conversation")
        .assert_sees("Your manager is not told.");
    let times = slots(&form);
    assert!(times.len() >= 4, "{times:?}");

    let wrong = browser.submit(&form, &[("hope", HOPE), ("times", "slots"), ("step", "send")]).await;
    wrong.assert_status(422).assert_sees(HOPE);
    wrong.assert_error("slot", "Choose at least one time, or ask for some to be suggested");
    let fields = [
        ("hope", HOPE),
        ("times", "slots"),
        ("slot", times[0].as_str()),
        ("related", "no"),
        ("step", "send"),
    ];
    let thread = browser.submit(&wrong, &fields).await;
    thread
        .assert_ok()
        .assert_heading("Waiting for Grace’s answer")
        .assert_sees("Grace answers by the end of")
        .assert_sees(HOPE);
    assert_eq!(
        (requests(&hub).await, told(&hub.app, &grace, "asks you for a first conversation").await),
        (1, 1)
    );
    browser.get(&format!("/practitioners/{}", grace.account_id)).await.assert_sees("See your request");

    let mentor = hub.app.browser_of(&grace).await;
    let inbox = mentor.get("/chemistry").await;
    inbox.assert_sees("Amina asks you for a first conversation").assert_sees("Answer by the end of");
    let answer = [("time", times[0].as_str()), ("related", "no")];
    let accepted = mentor.submit(&inbox, &answer).await;
    accepted.assert_ok().assert_sees("You meet Amina on Tuesday 9 March 2027, 6pm");
    browser.get("/chemistry").await.assert_sees("You meet Grace on Tuesday 9 March 2027, 6pm");
    browser.get("/dashboard").await.assert_sees("You meet Grace on Tuesday 9 March 2027, 6pm");
}

#[tokio::test]
async fn r3_the_same_form_fifty_times_is_one_request_and_one_mail() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let browser = hub.app.browser_of(&amina).await;
    let submission = SubmissionId::new(hub.app.now()).to_string();
    let to = grace.account_id.to_string();
    let fields = [
        ("practitioner", to.as_str()),
        ("hope", HOPE),
        ("times", "suggest"),
        ("related", "no"),
        ("submission", submission.as_str()),
    ];
    let answers =
        futures_util::future::join_all((0..50).map(|_| browser.post_only("/chemistry", &fields))).await;
    for answer in &answers {
        answer.assert_status(303);
    }
    assert_eq!(
        (requests(&hub).await, told(&hub.app, &grace, "asks you for a first conversation").await),
        (1, 1)
    );
}

#[tokio::test]
async fn what_speaks_against_asking_is_said_before_there_is_a_form() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let refused = async |person: &Person, sentence: &str| {
        let page = hub.app.browser_of(person).await.get(&new(&grace)).await;
        page.assert_ok().assert_sees(sentence);
        assert!(page.attributes("textarea", "name").is_empty(), "no form: {page}");
        page
    };
    refused(&hub.unproven().await, "Before you ask somebody, show where you work.")
        .await
        .assert_sees("join code");
    hub.set_active(&grace, 1).await;
    refused(&amina, "They have no place left at the moment.")
        .await
        .assert_sees("Tell me when Grace has a place");
    hub.set_active(&grace, 0).await;
    execute(
        &hub.app,
        "update place set accepting = false, resumes_on = '2027-04-05', closed_because = 'own-wish'",
    )
    .await;
    refused(&amina, "They are taking no new requests until Monday 5 April 2027.").await;
    execute(&hub.app, "update place set accepting = true, resumes_on = null, closed_because = null").await;
    execute(
        &hub.app,
        &format!("insert into contact_block values ('{}', '{}', now())", grace.account_id, amina.account_id),
    )
    .await;
    refused(&amina, "They are not available at the moment.").await;
    execute(&hub.app, "delete from contact_block").await;
    for name in ["Ann One", "Bea Two", "Cora Three"] {
        let other = mentor(&hub, name, 1).await;
        send(&hub.app, &amina, &other).await.unwrap();
    }
    refused(&amina, "You have 3 requests open").await.assert_sees("See your requests");
}

#[tokio::test]
async fn yes_to_managing_each_other_sends_nothing_and_is_kept() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let browser = hub.app.browser_of(&amina).await;
    let form = browser.get(&new(&grace)).await;
    let stopped = browser.submit(&form, &[("hope", HOPE), ("related", "yes"), ("step", "send")]).await;
    stopped.assert_ok().assert_sees("Nothing was sent.");
    assert_eq!((requests(&hub).await, hub.app.mails_to(&grace.email).await.len()), (0, 0));
    browser.get(&new(&grace)).await.assert_sees("They are not available at the moment.");
}

#[tokio::test]
async fn several_are_asked_at_once_up_to_the_cap() {
    let hub = Hub::new().await;
    let amina = hub.mentee().await;
    let mut people = Vec::new();
    for name in ["Ann One", "Bea Two", "Cora Three", "Dora Four"] {
        people.push(mentor(&hub, name, 1).await);
    }
    let query: Vec<String> = people.iter().map(|one| format!("practitioner={}", one.account_id)).collect();
    let browser = hub.app.browser_of(&amina).await;
    let form = browser.get(&format!("/chemistry/new?{}", query.join("&"))).await;
    form.assert_ok().assert_sees("Dora Four is left out here").assert_sees("Ann One, Bea Two and Cora Three");
    let list = browser
        .submit(&form, &[("hope", HOPE), ("times", "suggest"), ("related", "no"), ("step", "send")])
        .await;
    list.assert_path("/chemistry").assert_sees("Your requests are on their way.");
    assert_eq!(requests(&hub).await, 3);
    assert!(hub.app.mails_to(&people[3].email).await.is_empty());
}

#[tokio::test]
async fn declining_brings_ready_words_a_colleague_a_pause_and_the_next_on_the_list() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let helen = mentor(&hub, "Helen Next", 2).await;
    mentor(&hub, "Helen Other", 2).await;
    let browser = hub.app.browser_of(&amina).await;
    browser
        .post("/shortlist", &[("practitioner", &helen.account_id.to_string()), ("offering", "mentoring")])
        .await
        .assert_ok();
    let id = send(&hub.app, &amina, &grace).await.unwrap();

    let mentor = hub.app.browser_of(&grace).await;
    let thread = mentor.get(&path(id)).await;
    thread.assert_ok().assert_sees("I cannot give you the time you deserve at the moment.");
    let which =
        mentor.submit(&thread, &[("reason", "no-time"), ("colleague", "Helen"), ("pause", "month")]).await;
    which.assert_status(422).assert_error("colleague_id", "Select which of them you mean");
    assert_eq!(status(&hub.app, id).await, "sent", "nothing is done before it is clear");
    let chosen = helen.account_id.to_string();
    let done = mentor
        .submit(
            &which,
            &[("reason", "no-time"), ("colleague", "Helen"), ("colleague_id", &chosen), ("pause", "month")],
        )
        .await;
    done.assert_ok().assert_sees("You declined");
    let place: (bool, String) =
        sqlx::query_as("select accepting, resumes_on::text from place where account_id = $1")
            .bind(grace.account_id)
            .fetch_one(&hub.app.app.db)
            .await
            .unwrap();
    assert_eq!(place, (false, "2027-04-01".to_owned()));

    let told = browser.get(&path(id)).await;
    told.assert_sees("Grace cannot take this on")
        .assert_sees("I cannot give you the time")
        .assert_sees("Grace suggests Helen Next");
    let link = told
        .attributes("a.nhsuk-button", "href")
        .into_iter()
        .find(|href| href.contains("from="))
        .expect("the next");
    assert!(!link.contains("board"), "words never travel in addresses: {link}");
    let carried = browser.get(&link).await;
    carried.assert_ok().assert_sees("Ask Helen Next").assert_sees("I would like to grow into a board role.");
}

#[tokio::test]
async fn a_question_is_answered_and_comes_back() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    let (mentee, mentor) = (hub.app.browser_of(&amina).await, hub.app.browser_of(&grace).await);
    let thread = mentor.get(&path(id)).await;
    mentor
        .submit(&thread, &[("question", "What would be different?")])
        .await
        .assert_sees("Waiting for Amina’s answer");
    let asked = mentee.get(&path(id)).await;
    asked.assert_sees("Grace asked you a question").assert_sees("What would be different?");
    mentee.submit(&asked, &[("reply", "I would sleep.")]).await.assert_sees("Waiting for Grace’s answer");
    mentor.get(&path(id)).await.assert_sees("I would sleep.");
    let back = mentee.get(&path(id)).await;
    mentee.press(&back, "Take it back").await.assert_sees("You withdrew this request");
    assert_eq!(outcome(&hub.app, id).await.as_deref(), Some("withdrawn"));
}

#[tokio::test]
async fn r1_who_comes_too_late_is_told_so_and_keeps_what_was_typed() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    let mentor = hub.app.browser_of(&grace).await;
    let stale = mentor.get(&path(id)).await;
    let mentee = hub.app.browser_of(&amina).await;
    let own = mentee.get(&path(id)).await;
    mentee.press(&own, "Take it back").await.assert_ok();
    let late = mentor.submit(&stale, &[("question", "What would be different?")]).await;
    late.assert_status(409)
        .assert_sees("this request is closed now")
        .assert_sees("What would be different?")
        .assert_sees("Amina withdrew the request");
    assert_eq!(held(&hub.app, &grace).await, 0);
}

#[tokio::test]
async fn s1_a_request_exists_for_its_two_alone() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    let other = hub.app.browser_of(&mentor(&hub, "Luke Fox", 2).await).await;
    for page in ["", "/move", "/cancellation"] {
        other.get(&format!("{}{page}", path(id))).await.assert_not_found();
    }
    for verb in ["acceptance", "decline", "question", "withdrawal", "decision", "booking"] {
        other
            .post_only(&format!("{}/{verb}", path(id)), &[("related", "no"), ("time", "message")])
            .await
            .assert_not_found();
    }
    assert_eq!(status(&hub.app, id).await, "sent");
}

#[tokio::test]
async fn the_number_in_the_navigation_is_what_the_list_says() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 5).await);
    let (mentee, mentor) = (hub.app.browser_of(&amina).await, hub.app.browser_of(&grace).await);
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    let agree = async || {
        for browser in [&mentee, &mentor] {
            let page = browser.get("/chemistry").await;
            let tags =
                page.texts(".app-thread .nhsuk-tag").iter().filter(|tag| *tag == "Waits for you").count();
            let number = page.texts(".app-nav .app-count").first().map_or(0, |text| text.parse().unwrap());
            assert_eq!(tags, number, "{page}");
        }
    };
    agree().await;
    accept_offering(&hub.app, &grace, id, &[72]).await.unwrap();
    agree().await;
    let span = super::hub::in_hours(&hub.app, 72);
    within(&hub.app, async |db| {
        rapport::chemistry::actions::book(db, &hub.app.app, amina.account_id, id, span).await
    })
    .await
    .unwrap();
    agree().await;
    hub.app.advance(jiff::SignedDuration::from_hours(74));
    let (mentee, mentor) = (hub.app.browser_of(&amina).await, hub.app.browser_of(&grace).await);
    for browser in [&mentee, &mentor] {
        let page = browser.get("/chemistry").await;
        assert_eq!(page.texts(".app-nav .app-count"), ["1"], "{page}");
    }
    let form = mentor.get(&path(id)).await;
    mentor.submit(&form, &[("happened", "yes")]).await.assert_ok();
    let form = mentor.get(&path(id)).await;
    mentor.submit(&form, &[("answer", "yes")]).await.assert_ok();
    assert!(mentor.get("/chemistry").await.texts(".app-nav .app-count").is_empty());
    assert_eq!(mentee.get("/chemistry").await.texts(".app-nav .app-count"), ["1"]);
}
