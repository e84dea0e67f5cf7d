use jiff::SignedDuration;
use rapport::accounts::roles::Granter;
use rapport::memberships::{By, EvidenceKind, Leaving, NewMembership, Status, admit, leave, pause};
use rapport::platform::sweeps::run_due;
use rapport::pools::{MembershipKind, Offering};

use super::{
    ask_for_insurance, at, count, day, evidence, load, member, mentor, new_member, no_session, show,
};
use crate::support::app::TestApp;
use crate::support::given;

async fn sweep(app: &TestApp) {
    run_due(&app.app.db, app.now(), &rapport::app::sweeps(&app.app)).await;
}

async fn days_pass(app: &TestApp, days: i64) {
    for _ in 0..days {
        app.advance(SignedDuration::from_hours(24));
        sweep(app).await;
    }
}

#[tokio::test]
async fn somebody_is_reminded_three_times_lapses_and_is_back_within_a_minute() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    ask_for_insurance(&app, pool).await;
    // 4 March to 13 May 2027: 70 days.
    show(&app, pool, &grace, &evidence(EvidenceKind::Insurance, None, Some("2027-05-13"))).await;
    sweep(&app).await;
    assert_eq!(app.mails_to(&grace.email).await.len(), 0);
    for (days, letters) in [(9, 0), (1, 1), (29, 1), (1, 2), (22, 2), (1, 3), (7, 3)] {
        days_pass(&app, days).await;
        assert_eq!(app.mails_to(&grace.email).await.len(), letters, "{}", app.now().timestamp());
    }
    let reminder = app.mail_to(&grace.email).await;
    assert!(reminder.text.contains("Until Thursday 13 May 2027 mentees find you"), "{reminder:#?}");
    assert!(reminder.text.contains("Insurance: Until 13 May 2027."), "{reminder:#?}");
    assert_eq!(load(&app, pool, id).await.status, Status::Active);

    days_pass(&app, 1).await;
    assert_eq!(load(&app, pool, id).await.status, Status::Lapsed);
    let lapsed = app.mail_to(&grace.email).await;
    assert_eq!(lapsed.kind, "membership-lapsed");
    assert!(lapsed.text.contains("It ran out on 13 May 2027."), "{lapsed:#?}");
    days_pass(&app, 2).await;
    assert_eq!(app.mails_to(&grace.email).await.len(), 4);

    show(&app, pool, &grace, &evidence(EvidenceKind::Insurance, None, Some("2028-05-13"))).await;
    assert_eq!(load(&app, pool, id).await.status, Status::Active);
    assert_eq!(count(&app, "select count(*) from event where kind = 'membership.renewed'").await, 1);
}

#[tokio::test]
async fn nobody_lapses_in_a_pause_nor_before_their_time_to_catch_up_is_over() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    ask_for_insurance(&app, pool).await;
    show(&app, pool, &grace, &evidence(EvidenceKind::Insurance, None, Some("2027-03-10"))).await;
    let mut db = app.app.db.acquire().await.unwrap();
    let by = By::Member(grace.account_id, no_session());
    pause(&mut db, by, app.now(), at(pool, id), day("2027-03-20")).await.unwrap();
    drop(db);
    days_pass(&app, 16).await;
    assert_eq!(load(&app, pool, id).await.status, Status::Paused);
    assert!(app.mails_to(&grace.email).await.is_empty());

    days_pass(&app, 1).await;
    let back = load(&app, pool, id).await;
    assert_eq!((back.status, back.grace_to), (Status::Active, Some(day("2027-05-20"))));
    let letters = app.mails_to(&grace.email).await;
    let welcome = letters.iter().find(|mail| mail.kind == "membership-standing").unwrap();
    assert!(welcome.text.contains("until Thursday 20 May 2027"), "{welcome:#?}");
    days_pass(&app, 60).await;
    assert_eq!(load(&app, pool, id).await.status, Status::Active);
    days_pass(&app, 1).await;
    assert_eq!(load(&app, pool, id).await.status, Status::Lapsed);
}

#[tokio::test]
async fn an_associate_leaves_when_the_contract_is_over() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North coaching pool").await;
    let grace = given::account(&app).named("Grace Obi").make().await;
    let associate = NewMembership {
        kind: MembershipKind::Associate,
        contract_ends: Some(day("2027-03-05")),
        hours_cap: Some(20),
        ..new_member(pool, &grace, &[Offering::Mentoring])
    };
    let mut tx = app.app.db.begin().await.unwrap();
    let id = admit(&mut tx, &app.app, Granter::system(), &associate).await.unwrap();
    tx.commit().await.unwrap();
    days_pass(&app, 1).await;
    assert_eq!(load(&app, pool, id).await.status, Status::Active);
    days_pass(&app, 1).await;
    assert_eq!(load(&app, pool, id).await.status, Status::Left);
    assert!(app.mail_to(&grace.email).await.text.contains("Your contract as an associate"));
}

#[tokio::test]
async fn what_ended_two_years_ago_is_deleted_with_its_evidence() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    show(&app, pool, &grace, &evidence(EvidenceKind::Training, None, None)).await;
    let mut tx = app.app.db.begin().await.unwrap();
    let by = By::Member(grace.account_id, no_session());
    leave(&mut tx, &app.app.outbox, by, app.now(), at(pool, id), Leaving::OwnWish).await.unwrap();
    tx.commit().await.unwrap();
    app.advance(SignedDuration::from_hours(24 * 730));
    sweep(&app).await;
    assert_eq!(count(&app, "select count(*) from membership").await, 1);
    // Somebody else left then too, and applies again with what they showed.
    let owen = given::account(&app).named("Owen Price").make().await;
    let again = member(&app, pool, &owen, &[Offering::Mentoring]).await;
    show(&app, pool, &owen, &evidence(EvidenceKind::Training, None, None)).await;
    sqlx::query(
        "update membership m set status = 'left', leaving = 'own-wish',
           left_at = (select left_at from membership where left_at is not null) where membership_id = $1",
    )
    .bind(again)
    .execute(&app.app.db)
    .await
    .unwrap();
    given::application(&app, &owen, pool).await;
    app.advance(SignedDuration::from_hours(24 * 2));
    sweep(&app).await;
    assert_eq!(count(&app, "select count(*) from membership").await, 0);
    let kept: Vec<uuid::Uuid> =
        sqlx::query_scalar("select account_id from evidence").fetch_all(&app.app.db).await.unwrap();
    assert_eq!(kept, [owen.account_id.0]);
}
