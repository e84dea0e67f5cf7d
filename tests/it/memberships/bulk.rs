use jiff::SignedDuration;
use rapport::memberships::bulk::{Longer, Message, Sent, Why, extend, message, preview_extension};
use rapport::memberships::{By, EvidenceKind};
use rapport::platform::ids::{MembershipId, PoolId, SubmissionId};
use rapport::pools::Offering;
use uuid::Uuid;

use super::{ask_for_insurance, count, day, evidence, load, member, no_session, show, today};
use crate::support::app::TestApp;
use crate::support::given::{self, Person};

async fn three(app: &TestApp) -> (PoolId, Vec<(Person, MembershipId)>) {
    let pool = given::pool(app, "North coaching pool").await;
    let mut people = Vec::new();
    for name in ["Grace Obi", "Owen Price", "Asha Patel"] {
        let person = given::account(app).named(name).make().await;
        let id = member(app, pool, &person, &[Offering::Mentoring]).await;
        people.push((person, id));
    }
    (pool, people)
}

fn news() -> Message {
    Message {
        submission: SubmissionId(Uuid::new_v4()),
        subject: "Our next learning set".to_owned(),
        body: "Thursday at four.\n\nBring a question.".to_owned(),
    }
}

async fn send(app: &TestApp, pool: PoolId, to: &[MembershipId], news: &Message) -> Sent {
    let mut tx = app.app.db.begin().await.unwrap();
    let sent = message(&mut tx, &app.app.outbox, "Asha Patel", app.now(), pool, to, news).await.unwrap();
    tx.commit().await.unwrap();
    sent
}

#[tokio::test]
async fn r3_a_message_goes_to_each_member_once_in_a_letter_of_their_own() {
    let app = TestApp::start().await;
    let (pool, people) = three(&app).await;
    let ids: Vec<MembershipId> = people.iter().map(|(_, id)| *id).collect();
    let news = news();
    assert_eq!(send(&app, pool, &ids, &news).await, Sent::To(3));
    assert_eq!(send(&app, pool, &ids, &news).await, Sent::To(3));
    let mails = app.mails().await;
    assert_eq!(mails.len(), 3);
    for (person, _) in &people {
        let letter = app.mail_to(&person.email).await;
        assert_eq!(letter.subject, "Our next learning set");
        assert!(
            letter
                .text
                .contains("Thursday at four.\n\nBring a question.\n\nAsha Patel, coordinator of North")
        );
        assert!(letter.html.contains("<p>Bring a question.</p>"), "{}", letter.html);
    }
    // Somebody of another pool gets nothing, whatever ids are sent.
    let south = given::pool(&app, "South coaching pool").await;
    assert_eq!(send(&app, south, &ids, &super::bulk::news()).await, Sent::To(0));
}

#[tokio::test]
async fn s12_a_pool_sends_ten_messages_a_day() {
    let app = TestApp::start().await;
    let (pool, people) = three(&app).await;
    for _ in 0..10 {
        assert_eq!(send(&app, pool, &[people[0].1], &news()).await, Sent::To(1));
    }
    assert!(matches!(send(&app, pool, &[people[0].1], &news()).await, Sent::TooMany { .. }));
    app.advance(SignedDuration::from_hours(3));
    assert_eq!(send(&app, pool, &[people[0].1], &news()).await, Sent::To(1));
}

#[tokio::test]
async fn r3_expiries_move_once_for_whoever_has_some_and_never_ones_own() {
    let app = TestApp::start().await;
    let (pool, people) = three(&app).await;
    ask_for_insurance(&app, pool).await;
    let [grace, owen, asha] = &people[..] else { panic!() };
    let insurance = |to| evidence(EvidenceKind::Insurance, None, Some(to));
    show(&app, pool, &grace.0, &insurance("2027-03-31")).await;
    show(&app, pool, &grace.0, &insurance("2025-03-31")).await;
    show(&app, pool, &asha.0, &insurance("2027-03-31")).await;
    let ids: Vec<MembershipId> = people.iter().map(|(_, id)| *id).collect();
    let reader = asha.0.account_id;
    let mut db = app.app.db.acquire().await.unwrap();
    let kind = EvidenceKind::Insurance;
    let shown =
        preview_extension(&mut db, reader, today(&app), pool, &ids, kind, Longer::Months(2)).await.unwrap();
    drop(db);
    let told: Vec<_> = shown.iter().map(|one| (one.name.as_str(), one.changes.len(), one.own)).collect();
    assert_eq!(told, [("Asha Patel", 0, true), ("Grace Obi", 1, false), ("Owen Price", 0, false)]);
    assert_eq!((shown[1].changes[0].from, shown[1].changes[0].to), (day("2027-03-31"), day("2027-05-31")));

    let by = By::Coordinator(reader, no_session());
    let submission = SubmissionId(Uuid::new_v4());
    for _ in 0..2 {
        let mut tx = app.app.db.begin().await.unwrap();
        let done = extend(
            &mut tx,
            &app.app.outbox,
            by,
            app.now(),
            pool,
            &ids,
            kind,
            Longer::Months(2),
            Why::NoPlaces,
            submission,
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(done, 1);
    }
    assert_eq!(load(&app, pool, grace.1).await.evidence_to, Some(day("2027-05-31")));
    assert_eq!(load(&app, pool, asha.1).await.evidence_to, Some(day("2027-03-31")));
    let letter = app.mail_to(&grace.0.email).await;
    assert!(letter.text.contains("There were too few supervision or training places"), "{letter:#?}");
    assert_eq!(app.mails_to(&owen.0.email).await.len(), 0);
    assert_eq!(
        count(&app, "select count(*) from event where kind = 'membership.evidence-extended'").await,
        1
    );
}
