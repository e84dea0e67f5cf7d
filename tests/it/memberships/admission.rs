use rapport::accounts::roles::Granter;
use rapport::events::Actor;
use rapport::memberships::{
    AdmitError, By, EvidenceKind, Leaving, NewMembership, Status, add_evidence, admit, leave,
};
use rapport::pools::{MembershipKind, Offering};

use super::{
    ask_for_insurance, at, count, day, evidence, load, member, mentor, new_member, no_session, show,
};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn admitting_makes_a_member_and_a_coach_or_mentor_of_the_account() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    let member = load(&app, pool, id).await;
    assert_eq!((member.status, member.evidence_to, member.grace_to), (Status::Active, None, None));
    assert_eq!(member.offerings, [Offering::Mentoring]);
    assert_eq!(count(&app, "select count(*) from account_role where role = 'practitioner'").await, 1);
    assert_eq!(count(&app, "select count(*) from event where kind = 'membership.admitted'").await, 1);

    // Admitted for coaching too, she is still one member.
    let again = super::member(&app, pool, &grace, &[Offering::Coaching]).await;
    assert_eq!(again, id);
    assert_eq!(load(&app, pool, id).await.offerings, [Offering::Coaching, Offering::Mentoring]);
}

#[tokio::test]
async fn whoever_is_admitted_with_something_missing_has_time_to_catch_up() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North coaching pool").await;
    let grace = given::account(&app).named("Grace Obi").make().await;
    let id = member(&app, pool, &grace, &[Offering::Coaching]).await;
    let found = load(&app, pool, id).await;
    assert_eq!(found.evidence_to, Some(day("2027-03-03")));
    // Sixty days from Thursday 4 March 2027.
    assert_eq!(found.grace_to, Some(day("2027-05-03")));
    assert_eq!(found.stays_to(), Some(day("2027-05-03")));
}

#[tokio::test]
async fn nobody_approves_themselves_and_nobody_is_admitted_without_an_account() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North coaching pool").await;
    let asha = given::account(&app).named("Asha Patel").coordinator_of(pool).make().await;
    let ghost = given::account(&app).named("Owen Price").unconfirmed().make().await;
    let mut db = app.app.db.acquire().await.unwrap();
    let own = NewMembership {
        approved_by: Some(asha.account_id),
        ..new_member(pool, &asha, &[Offering::Mentoring])
    };
    let refused = admit(&mut db, &app.app, Granter::system(), &own).await;
    assert!(matches!(refused, Err(AdmitError::Oneself)), "{refused:?}");
    let refused =
        admit(&mut db, &app.app, Granter::system(), &new_member(pool, &ghost, &[Offering::Mentoring])).await;
    assert!(matches!(refused, Err(AdmitError::NoAccount)), "{refused:?}");
    let refused = admit(&mut db, &app.app, Granter::system(), &new_member(pool, &asha, &[])).await;
    assert!(matches!(refused, Err(AdmitError::NothingOffered)), "{refused:?}");
}

#[tokio::test]
async fn somebody_who_left_is_taken_back_with_the_same_membership() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    let by = By::Member(grace.account_id, no_session());
    let mut tx = app.app.db.begin().await.unwrap();
    leave(&mut tx, &app.app.outbox, by, app.now(), at(pool, id), Leaving::Retired).await.unwrap();
    tx.commit().await.unwrap();
    let left = load(&app, pool, id).await;
    assert_eq!((left.status, left.leaving), (Status::Left, Some(Leaving::Retired)));
    assert_eq!(count(&app, "select count(*) from account_role where role = 'practitioner'").await, 0);

    let retired = NewMembership {
        kind: MembershipKind::RetiredVolunteer,
        ..new_member(pool, &grace, &[Offering::Mentoring])
    };
    let mut tx = app.app.db.begin().await.unwrap();
    assert_eq!(admit(&mut tx, &app.app, Granter::system(), &retired).await.unwrap(), id);
    tx.commit().await.unwrap();
    let back = load(&app, pool, id).await;
    assert_eq!((back.status, back.leaving, back.left_at), (Status::Active, None, None));
    assert_eq!(back.kind, MembershipKind::RetiredVolunteer);
    assert_eq!(count(&app, "select count(*) from event where kind = 'membership.rejoined'").await, 1);
}

#[tokio::test]
async fn r3_evidence_sent_twice_is_kept_once_and_the_earliest_end_decides() {
    let app = TestApp::start().await;
    let (pool, grace, id) = mentor(&app).await;
    ask_for_insurance(&app, pool).await;
    let insurance = evidence(EvidenceKind::Insurance, Some("2027-01-01"), Some("2027-12-31"));
    let first = show(&app, pool, &grace, &insurance).await;
    assert_eq!(show(&app, pool, &grace, &insurance).await, first);
    assert_eq!(count(&app, "select count(*) from evidence").await, 1);
    assert_eq!(load(&app, pool, id).await.evidence_to, Some(day("2027-12-31")));

    // Somebody else's submission is not answered with this one.
    let owen = given::account(&app).named("Owen Price").make().await;
    let mut db = app.app.db.acquire().await.unwrap();
    let by = Actor::Account(owen.account_id);
    let stolen = add_evidence(&mut db, by, app.now(), pool, owen.account_id, &insurance).await;
    assert!(stolen.is_err(), "{stolen:?}");
}

#[tokio::test]
async fn s2_the_database_refuses_moves_that_the_model_does_not_make() {
    let app = TestApp::start().await;
    let (_, _, id) = mentor(&app).await;
    for (before, after) in [
        (
            "update membership set status = 'paused', paused_to = '2027-06-01' where membership_id = $1",
            "lapsed",
        ),
        ("update membership set status = 'suspended', paused_to = null where membership_id = $1", "lapsed"),
    ] {
        sqlx::query(before).bind(id).execute(&app.app.db).await.unwrap();
        let refused =
            sqlx::query("update membership set status = $2, paused_to = null where membership_id = $1")
                .bind(id)
                .bind(after)
                .execute(&app.app.db)
                .await;
        let message = refused.unwrap_err().to_string();
        assert!(message.contains("cannot go from"), "{message}");
    }
}

#[tokio::test]
async fn a_member_admitted_for_more_belongs_as_agreed_and_comes_back_from_a_lapse() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North coaching pool").await;
    let grace = given::account(&app).named("Grace Obi").make().await;
    let associate = NewMembership {
        kind: MembershipKind::Associate,
        contract_ends: Some(day("2027-12-31")),
        hours_cap: Some(20),
        ..new_member(pool, &grace, &[Offering::Mentoring])
    };
    let mut db = app.app.db.acquire().await.unwrap();
    let id = admit(&mut db, &app.app, Granter::system(), &associate).await.unwrap();
    rapport::memberships::lapse(&mut db, app.now(), at(pool, id)).await.unwrap();
    ask_for_insurance(&app, pool).await;
    let more = new_member(pool, &grace, &[Offering::Coaching]);
    admit(&mut db, &app.app, Granter::system(), &more).await.unwrap();
    assert_eq!(load(&app, pool, id).await.status, Status::Lapsed);
    let more = NewMembership { grace_to: Some(day("2027-06-01")), ..more };
    admit(&mut db, &app.app, Granter::system(), &more).await.unwrap();
    let back = load(&app, pool, id).await;
    assert_eq!((back.status, back.stays_to()), (Status::Active, Some(day("2027-06-01"))));
    assert_eq!(
        (back.kind, back.contract_ends, back.hours_cap),
        (MembershipKind::Associate, Some(day("2027-12-31")), Some(20))
    );
    assert_eq!(count(&app, "select count(*) from event where kind = 'membership.renewed'").await, 1);
}
