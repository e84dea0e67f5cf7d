//! Who may ask whom, how many at once, and what each learns before a form is filled in.

use jiff::SignedDuration;
use rapport::chemistry::actions::{self, SendError};
use rapport::chemistry::asking::{Refusal, may_ask};
use rapport::chemistry::model::Declining;
use rapport::chemistry::{offers, sealed};
use rapport::platform::ids::SubmissionId;

use super::hub::{
    DAY, accept_offering, execute, held, in_hours, mentor, request, send, status, sweep, told, within,
};
use crate::search::hub::Hub;
use crate::support::given::Person;

async fn refusal(hub: &Hub, mentee: &Person, to: &Person) -> Option<Refusal> {
    let mut db = hub.app.app.db.acquire().await.unwrap();
    may_ask(&mut db, mentee.account_id, to.account_id, hub.app.now()).await.unwrap().refusal
}

#[tokio::test]
async fn a_request_reaches_the_mentor_without_what_the_mentee_wrote() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &mentee, &grace).await.unwrap();
    assert_eq!(status(&hub.app, id).await, "sent");
    let mail = hub.app.mail_to(&grace.email).await;
    assert_eq!(mail.subject, "Amina asks you for a first conversation");
    assert!(mail.text.contains("Amina (nursing)") && mail.text.contains("/act/"), "{}", mail.text);
    assert!(!mail.text.contains("board role") && !mail.html.contains("board role"));
    assert!(mail.text.contains("Please answer by the end of Thursday 18 March 2027."), "{}", mail.text);
    let kept: Vec<u8> =
        sqlx::query_scalar("select hope from chemistry_request").fetch_one(&hub.app.app.db).await.unwrap();
    assert!(!String::from_utf8_lossy(&kept).contains("board"), "sealed at rest");
    assert_eq!(
        sealed::read_hope(&hub.app.app.secret, id, &kept).as_deref(),
        Some("I would like to grow into a board role.")
    );
    assert_eq!(held(&hub.app, &grace).await, 0, "asking holds no place");
}

#[tokio::test]
async fn asking_counts_for_exposure_and_for_who_waited_longest() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    send(&hub.app, &mentee, &grace).await.unwrap();
    hub.app.app.exposure.flush(&hub.app.app.db).await.unwrap();
    let asked: (i32, i32) = sqlx::query_as(
        "select r.asked, e.asked from reply_record r join exposure e using (account_id) where account_id = $1",
    )
    .bind(grace.account_id)
    .fetch_one(&hub.app.app.db)
    .await
    .unwrap();
    assert_eq!(asked, (1, 1));
}

#[tokio::test]
async fn what_speaks_against_asking_is_known_before() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    assert_eq!(refusal(&hub, &mentee, &grace).await, None);
    assert_eq!(refusal(&hub, &hub.unproven().await, &grace).await, Some(Refusal::Unproven));
    let full = mentor(&hub, "Full Fox", 0).await;
    assert_eq!(refusal(&hub, &mentee, &full).await, Some(Refusal::Full));
    execute(&hub.app, "update place set accepting = false, resumes_on = '2027-03-01' where capacity = 0")
        .await;
    let said = refusal(&hub, &mentee, &full).await.unwrap();
    assert!(said.to_string().contains("1 March 2027"), "{said}");
    assert_eq!(refusal(&hub, &mentee, &mentee).await, Some(Refusal::NotAvailable));
    execute(&hub.app, "update membership set status = 'suspended', suspended_reason = 'x'").await;
    assert_eq!(refusal(&hub, &mentee, &grace).await, Some(Refusal::NotAvailable));
}

#[tokio::test]
async fn a_block_either_way_reads_like_anything_else_that_is_not_available() {
    let hub = Hub::new().await;
    let mentee = hub.mentee().await;
    for (index, name) in ["Grace Obi", "Hal Reed", "Ivy Shaw"].into_iter().enumerate() {
        let person = mentor(&hub, name, 2).await;
        let (one, other) =
            (mentee.account_id.min(person.account_id), mentee.account_id.max(person.account_id));
        let sql = match index {
            0 => format!(
                "insert into contact_block values ('{}', '{}', now())",
                person.account_id, mentee.account_id
            ),
            1 => format!(
                "insert into contact_block values ('{}', '{}', now())",
                mentee.account_id, person.account_id
            ),
            _ => format!("insert into declared_conflict values ('{one}', '{other}', '{one}', now())"),
        };
        execute(&hub.app, &sql).await;
        assert_eq!(refusal(&hub, &mentee, &person).await, Some(Refusal::NotAvailable), "{name}");
        assert!(matches!(
            send(&hub.app, &mentee, &person).await,
            Err(SendError::Refused(_, Refusal::NotAvailable))
        ));
    }
}

#[tokio::test]
async fn three_may_be_open_at_once_and_all_or_none_are_sent() {
    let hub = Hub::new().await;
    let mentee = hub.mentee().await;
    let mut mentors = Vec::new();
    for name in ["Grace Obi", "Hal Reed", "Ivy Shaw", "Jo Tate"] {
        mentors.push(mentor(&hub, name, 2).await);
    }
    let all: Vec<&Person> = mentors.iter().collect();
    let four = request(&all, &[], hub.app.now());
    let refused =
        within(&hub.app, async |db| actions::send(db, &hub.app.app, mentee.account_id, &four).await).await;
    assert!(matches!(refused, Err(SendError::Refused(_, Refusal::Cap(3)))), "{refused:?}");
    let open: i64 = sqlx::query_scalar("select count(*) from chemistry_request")
        .fetch_one(&hub.app.app.db)
        .await
        .unwrap();
    assert_eq!(open, 0);
    let three = request(&all[..3], &[], hub.app.now());
    let sent = within(&hub.app, async |db| actions::send(db, &hub.app.app, mentee.account_id, &three).await)
        .await
        .unwrap();
    assert_eq!(sent.len(), 3);
    assert_eq!(refusal(&hub, &mentee, &mentors[3]).await, Some(Refusal::Cap(3)));
    assert_eq!(refusal(&hub, &mentee, &mentors[0]).await, Some(Refusal::AlreadyOpen(sent[0])));
}

#[tokio::test]
async fn r3_one_submission_sent_fifty_times_at_once_is_one_request_and_one_mail() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let new = request(&[&grace], &[], hub.app.now());
    let sending = (0..50)
        .map(|_| within(&hub.app, async |db| actions::send(db, &hub.app.app, mentee.account_id, &new).await));
    let sent = futures_util::future::join_all(sending).await;
    let first = sent[0].as_ref().unwrap();
    assert!(sent.iter().all(|one| one.as_ref().unwrap() == first));
    assert_eq!(told(&hub.app, &grace, "asks you").await, 1);
}

#[tokio::test]
async fn a_time_that_is_not_offered_is_refused_and_one_that_is_goes_along() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let new = request(&[&grace], &[in_hours(&hub.app, 72)], hub.app.now());
    let sent =
        within(&hub.app, async |db| actions::send(db, &hub.app.app, mentee.account_id, &new).await).await;
    assert!(matches!(sent, Err(SendError::NotOffered(_))), "{sent:?}");
    // Noon on Saturday 28 November 2026: an hour inside a window from nine to one.
    for (day, from, to) in [(6, "09:00", "13:00")] {
        execute(
            &hub.app,
            &format!("insert into availability_window (availability_window_id, account_id, weekday, from_time, to_time)
                      values (gen_random_uuid(), '{}', {day}, '{from}', '{to}')", grace.account_id),
        )
        .await;
    }
    let mut db = hub.app.app.db.acquire().await.unwrap();
    let slots =
        rapport::availability::slots_of(&mut db, grace.account_id, hub.app.now(), 30, None).await.unwrap();
    drop(db);
    let chosen = slots.first().expect("a slot").span;
    let new = request(&[&grace], &[chosen], hub.app.now());
    let sent = within(&hub.app, async |db| actions::send(db, &hub.app.app, mentee.account_id, &new).await)
        .await
        .unwrap();
    let mut db = hub.app.app.db.acquire().await.unwrap();
    assert_eq!(offers(&mut db, sent[0], rapport::chemistry::model::Side::Mentee).await.unwrap(), [chosen]);
}

#[tokio::test]
async fn after_a_no_the_same_person_cannot_be_asked_for_ninety_days_unless_it_was_time() {
    let hub = Hub::new().await;
    let mentee = hub.mentee().await;
    for (name, why, again) in
        [("Grace Obi", Declining::SomebodyElse, false), ("Hal Reed", Declining::NoTime, true)]
    {
        let person = mentor(&hub, name, 2).await;
        let id = send(&hub.app, &mentee, &person).await.unwrap();
        let how = actions::Refusing { why, words: "All the best".to_owned(), suggested: None };
        within(&hub.app, async |db| actions::decline(db, &hub.app.app, person.account_id, id, &how).await)
            .await
            .unwrap();
        let refused = refusal(&hub, &mentee, &person).await;
        assert_eq!(refused.is_none(), again, "{name}: {refused:?}");
        if let Some(refused) = refused {
            assert!(refused.to_string().contains("You can ask them again from"), "{refused}");
            hub.app.advance(DAY * 91);
            assert_eq!(refusal(&hub, &mentee, &person).await, None);
        }
    }
}

#[tokio::test]
async fn what_a_coordinator_enters_is_sent_when_the_mentee_says_so() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let coordinator =
        crate::support::given::account(&hub.app).named("Cora").coordinator_of(hub.pool).make().await;
    let new = request(&[&grace], &[], hub.app.now());
    let (by, whose) = (coordinator.account_id, mentee.account_id);
    let entered =
        within(&hub.app, async |db| actions::enter(db, &hub.app.app, by, hub.pool, whose, &new).await)
            .await
            .unwrap();
    assert_eq!(status(&hub.app, entered[0]).await, "entered");
    assert!(hub.app.mails_to(&grace.email).await.is_empty());
    assert_eq!(told(&hub.app, &mentee, "prepared a request for you").await, 1);
    within(&hub.app, async |db| actions::confirm(db, &hub.app.app, whose, entered[0]).await).await.unwrap();
    assert_eq!(status(&hub.app, entered[0]).await, "sent");
    assert_eq!(told(&hub.app, &grace, "asks you for a first conversation").await, 1);
}

#[tokio::test]
async fn an_expired_request_names_who_is_next_on_the_shortlist() {
    let hub = Hub::new().await;
    let mentee = hub.mentee().await;
    let (grace, hal) = (mentor(&hub, "Grace Obi", 2).await, mentor(&hub, "Hal Reed", 2).await);
    for (position, person) in [&grace, &hal].into_iter().enumerate() {
        execute(
            &hub.app,
            &format!(
                "insert into shortlist_entry values ('{}', '{}', {position}, 'mentoring', now())",
                mentee.account_id, person.account_id
            ),
        )
        .await;
    }
    let id = send(&hub.app, &mentee, &grace).await.unwrap();
    hub.app.advance(DAY * 15);
    sweep(&hub.app).await;
    assert_eq!(super::hub::outcome(&hub.app, id).await.as_deref(), Some("expired"));
    let mail = hub.app.mail_to(&mentee.email).await;
    assert!(mail.text.contains("Next on your shortlist is Hal"), "{}", mail.text);
    assert_eq!(refusal(&hub, &mentee, &grace).await, None, "no cool-off after silence");
}

#[tokio::test]
async fn the_same_form_again_after_it_was_accepted_is_no_second_request() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let mut new = request(&[&grace], &[], hub.app.now());
    let send = async |new: &actions::NewRequest| {
        within(&hub.app, async |db| actions::send(db, &hub.app.app, mentee.account_id, new).await).await
    };
    let id = send(&new).await.unwrap()[0];
    accept_offering(&hub.app, &grace, id, &[48]).await.unwrap();
    hub.app.advance(SignedDuration::from_mins(1));
    assert_eq!(send(&new).await.unwrap(), [id]);
    new.submission = SubmissionId::new(hub.app.now());
    assert!(send(&new).await.is_err());
}
