use rapport::memberships::{
    By, EvidenceKind, Leaving, MembershipError, Status, Target, change_kind, check_evidence, close_account,
    drop_offering, leave, pause, recompute_pool, reinstate, resume, suspend,
};
use rapport::pools::{MembershipKind, Offering};

use super::{ask_for_insurance, at, count, day, evidence, load, member, mentor, no_session, show};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn a_pause_has_a_return_date_within_the_limit_and_gives_time_on_return() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    let mut db = app.app.db.acquire().await.unwrap();
    let by = By::Member(grace.account_id, no_session());
    for (until, says) in [("2027-03-04", "after today"), ("2028-03-05", "at most 12 months")] {
        let refused = pause(&mut db, by, app.now(), at(pool, id), day(until)).await.unwrap_err();
        assert!(refused.to_string().contains(says), "{refused}");
    }
    pause(&mut db, by, app.now(), at(pool, id), day("2028-03-04")).await.unwrap();
    assert_eq!(load(&app, pool, id).await.paused_to, Some(day("2028-03-04")));
    resume(&mut db, by, app.now(), at(pool, id)).await.unwrap();
    let back = load(&app, pool, id).await;
    assert_eq!((back.status, back.paused_to, back.grace_to), (Status::Active, None, Some(day("2027-05-03"))));
}

#[tokio::test]
async fn s1_members_act_on_their_own_and_coordinators_on_anybodys_but_their_own() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    let owen = given::account(&app).named("Owen Price").make().await;
    let mut db = app.app.db.acquire().await.unwrap();
    let stranger = By::Member(owen.account_id, no_session());
    let refused = pause(&mut db, stranger, app.now(), at(pool, id), day("2027-04-01")).await;
    assert!(matches!(refused, Err(MembershipError::NotFound)), "{refused:?}");
    let herself = By::Coordinator(grace.account_id, no_session());
    let refused = suspend(&mut db, &app.app.outbox, herself, app.now(), at(pool, id), "x").await;
    assert!(matches!(refused, Err(MembershipError::Oneself)), "{refused:?}");
    let other_pool = given::pool(&app, "South coaching pool").await;
    let other = By::Coordinator(owen.account_id, no_session());
    let refused = suspend(&mut db, &app.app.outbox, other, app.now(), at(other_pool, id), "x").await;
    assert!(matches!(refused, Err(MembershipError::NotFound)), "{refused:?}");
    let shown = show(&app, pool, &grace, &evidence(EvidenceKind::Training, None, None)).await;
    let refused = check_evidence(&mut db, grace.account_id, app.now(), pool, grace.account_id, shown).await;
    assert!(matches!(refused, Err(MembershipError::Oneself)), "{refused:?}");
    assert!(
        check_evidence(&mut db, owen.account_id, app.now(), pool, grace.account_id, shown).await.unwrap()
    );
}

#[tokio::test]
async fn a_suspension_tells_its_reason_and_ends_with_time_to_catch_up() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    let asha = given::account(&app).named("Asha Patel").coordinator_of(pool).make().await;
    let by = By::Coordinator(asha.account_id, no_session());
    let mut tx = app.app.db.begin().await.unwrap();
    suspend(&mut tx, &app.app.outbox, by, app.now(), at(pool, id), "A concern is being looked into.")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let letter = app.mail_to(&grace.email).await;
    assert!(letter.text.contains("A concern is being looked into."), "{letter:#?}");
    assert_eq!(load(&app, pool, id).await.status, Status::Suspended);
    let mut tx = app.app.db.begin().await.unwrap();
    reinstate(&mut tx, &app.app.outbox, by, app.now(), at(pool, id)).await.unwrap();
    tx.commit().await.unwrap();
    let back = load(&app, pool, id).await;
    assert_eq!((back.status, back.suspended_reason.as_str()), (Status::Active, ""));
    assert!(app.mail_to(&grace.email).await.subject.contains("is over"));
}

#[tokio::test]
async fn r3_a_stale_page_is_refused_and_a_repeat_is_a_success() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    let by = By::Member(grace.account_id, no_session());
    let seen = Target { version: Some(load(&app, pool, id).await.version), ..at(pool, id) };
    let mut db = app.app.db.acquire().await.unwrap();
    pause(&mut db, by, app.now(), seen, day("2027-04-01")).await.unwrap();
    pause(&mut db, by, app.now(), seen, day("2027-04-01")).await.unwrap();
    assert_eq!(count(&app, "select count(*) from event where kind = 'membership.paused'").await, 1);
    let kind = MembershipKind::RetiredVolunteer;
    let asha = given::account(&app).named("Asha Patel").make().await;
    let coordinator = By::Coordinator(asha.account_id, no_session());
    let stale = change_kind(&mut db, coordinator, app.now(), seen, kind, None, None).await;
    assert!(matches!(stale, Err(MembershipError::Changed)), "{stale:?}");
}

#[tokio::test]
async fn one_offering_ends_but_not_the_last() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    member(&app, pool, &grace, &[Offering::Coaching]).await;
    assert!(load(&app, pool, id).await.evidence_to.is_some());
    let by = By::Member(grace.account_id, no_session());
    let mut db = app.app.db.acquire().await.unwrap();
    drop_offering(&mut db, by, app.now(), at(pool, id), Offering::Coaching).await.unwrap();
    let found = load(&app, pool, id).await;
    assert_eq!((found.offerings.as_slice(), found.evidence_to), (&[Offering::Mentoring][..], None));
    let refused = drop_offering(&mut db, by, app.now(), at(pool, id), Offering::Mentoring).await.unwrap_err();
    assert!(refused.to_string().contains("Leave the pool"), "{refused}");
}

#[tokio::test]
async fn only_associates_have_a_contract_and_hours() {
    let app = TestApp::start().await;
    let (pool, _, id) = mentor(&app).await;
    let asha = given::account(&app).named("Asha Patel").make().await;
    let by = By::Coordinator(asha.account_id, no_session());
    let mut db = app.app.db.acquire().await.unwrap();
    let ends = Some(day("2027-09-30"));
    change_kind(&mut db, by, app.now(), at(pool, id), MembershipKind::Associate, ends, Some(40))
        .await
        .unwrap();
    let found = load(&app, pool, id).await;
    assert_eq!((found.contract_ends, found.hours_cap), (ends, Some(40)));
    change_kind(&mut db, by, app.now(), at(pool, id), MembershipKind::Employee, ends, Some(40))
        .await
        .unwrap();
    let found = load(&app, pool, id).await;
    assert_eq!((found.contract_ends, found.hours_cap), (None, None));
}

#[tokio::test]
async fn after_a_death_no_mail_goes_out_any_more() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    let asha = given::account(&app).named("Asha Patel").make().await;
    let by = By::Coordinator(asha.account_id, no_session());
    let mut tx = app.app.db.begin().await.unwrap();
    // A letter of another kind waits already.
    suspend(&mut tx, &app.app.outbox, by, app.now(), at(pool, id), "Waiting.").await.unwrap();
    leave(&mut tx, &app.app.outbox, by, app.now(), at(pool, id), Leaving::Died).await.unwrap();
    let letter = rapport::memberships::bulk::Message {
        submission: rapport::platform::ids::SubmissionId(uuid::Uuid::new_v4()),
        subject: "News".to_owned(),
        body: "News".to_owned(),
    };
    rapport::memberships::bulk::message(&mut tx, &app.app.outbox, "Asha", app.now(), pool, &[id], &letter)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(app.mails_to(&grace.email).await.is_empty());

    // It was a mistake: whoever is taken back gets mail again.
    member(&app, pool, &grace, &[Offering::Mentoring]).await;
    assert_eq!(count(&app, "select count(*) from mail_silence").await, 0);
}

#[tokio::test]
async fn closing_an_account_ends_every_membership_and_deletes_the_evidence() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    let south = given::pool(&app, "South coaching pool").await;
    let second = member(&app, south, &grace, &[Offering::Mentoring]).await;
    show(&app, pool, &grace, &evidence(EvidenceKind::Training, None, None)).await;
    let mut tx = app.app.db.begin().await.unwrap();
    close_account(&mut tx, app.now(), grace.account_id).await.unwrap();
    tx.commit().await.unwrap();
    for (pool, id) in [(pool, id), (south, second)] {
        assert_eq!(load(&app, pool, id).await.leaving, Some(Leaving::AccountClosed));
    }
    assert_eq!(count(&app, "select count(*) from evidence").await, 0);
    assert_eq!(count(&app, "select count(*) from account_role where role = 'practitioner'").await, 0);
}

#[tokio::test]
async fn new_requirements_give_everybody_time_to_meet_them() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    ask_for_insurance(&app, pool).await;
    let mut tx = app.app.db.begin().await.unwrap();
    assert_eq!(recompute_pool(&mut tx, pool, app.now()).await.unwrap(), 1);
    assert_eq!(recompute_pool(&mut tx, pool, app.now()).await.unwrap(), 0);
    tx.commit().await.unwrap();
    let found = load(&app, pool, id).await;
    assert_eq!((found.evidence_to, found.grace_to), (Some(day("2027-03-03")), Some(day("2027-05-03"))));
    show(&app, pool, &grace, &evidence(EvidenceKind::Insurance, None, Some("2027-12-31"))).await;
    assert_eq!(load(&app, pool, id).await.stays_to(), Some(day("2027-12-31")));
}

#[tokio::test]
async fn r3_a_stale_form_that_says_something_else_is_no_repeat() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    let asha = given::account(&app).named("Asha Patel").make().await;
    let (her, by) =
        (By::Member(grace.account_id, no_session()), By::Coordinator(asha.account_id, no_session()));
    let outbox = &app.app.outbox;
    let seen = Target { version: Some(load(&app, pool, id).await.version), ..at(pool, id) };
    let mut db = app.app.db.acquire().await.unwrap();
    pause(&mut db, her, app.now(), seen, day("2027-04-01")).await.unwrap();
    let longer = pause(&mut db, her, app.now(), seen, day("2027-05-01")).await;
    assert!(matches!(longer, Err(MembershipError::Changed)), "{longer:?}");
    suspend(&mut db, outbox, by, app.now(), at(pool, id), "A concern.").await.unwrap();
    suspend(&mut db, outbox, by, app.now(), seen, "A concern.").await.unwrap();
    let other = suspend(&mut db, outbox, by, app.now(), seen, "Another.").await;
    assert!(matches!(other, Err(MembershipError::Changed)), "{other:?}");
    leave(&mut db, outbox, her, app.now(), at(pool, id), Leaving::Retired).await.unwrap();
    leave(&mut db, outbox, her, app.now(), seen, Leaving::Retired).await.unwrap();
    let removed = leave(&mut db, outbox, by, app.now(), seen, Leaving::Removed).await;
    assert!(matches!(removed, Err(MembershipError::Changed)), "{removed:?}");
    assert_eq!(load(&app, pool, id).await.leaving, Some(Leaving::Retired));
}
