//! S1: a coordinator who is one of the two of a request is a mentee or a mentor there, and no coordinator.

use rapport::availability::{self, NewPlace};
use rapport::events::Actor;
use rapport::platform::ids::SubmissionId;
use rapport::pools::Offering;

use crate::memberships::member;
use crate::support::app::TestApp;
use crate::support::given;
use crate::support::threads::thread;

#[tokio::test]
async fn s1_ones_own_requests_are_no_coordinators_work() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "Open mentoring pool").await;
    let trust = given::organisation(&app, "Example Trust").await;
    let amina = given::account(&app).named("Amina Khan").employed_by(trust).make().await;
    let grace = given::account(&app).named("Grace Obi").practitioner().make().await;
    let asha = given::account(&app)
        .named("Asha Patel")
        .employed_by(trust)
        .practitioner()
        .coordinator_of(pool)
        .make()
        .await;
    let ben = given::account(&app).named("Ben Lewis").coordinator_of(pool).make().await;
    for person in [&grace, &asha] {
        member(&app, pool, person, &[Offering::Mentoring]).await;
        let place = NewPlace { capacity: 2, seen_elsewhere: 0, accepting: true };
        let mut db = app.app.db.acquire().await.unwrap();
        availability::save_place(&mut db, Actor::System, app.now(), person.account_id, None, &place)
            .await
            .unwrap();
    }
    sqlx::query("update account set employment_proof = 'mail-domain', employment_proven_at = created_at where account_id = $1")
        .bind(amina.account_id)
        .execute(&app.app.db)
        .await
        .unwrap();
    let to_her = thread(&app.app, pool, amina.account_id, asha.account_id, "entered").await;
    let of_hers = thread(&app.app, pool, asha.account_id, grace.account_id, "sent").await;
    sqlx::query("update chemistry_request set until = clock_from + interval '1 day'")
        .execute(&app.app.db)
        .await
        .unwrap();
    let desk = app.browser_of(&asha).await;
    let today = format!("/pools/{pool}/today");
    let page = desk.get(&today).await;
    page.assert_sees("Nothing needs you today").assert_sees_not("the mentee is to confirm");
    desk.get("/dashboard").await.assert_sees("Nothing is stuck");
    for id in [to_her, of_hers] {
        desk.post_only(&format!("/pools/{pool}/requests/{id}/reminder"), &[]).await.assert_not_found();
    }
    assert!(app.mails_to(&grace.email).await.is_empty() && app.mails_to(&amina.email).await.is_empty());
    let colleague = app.browser_of(&ben).await;
    colleague.get(&today).await.assert_sees("Requests that do not move: 2");

    let matching = format!("/pools/{pool}/matching/{}", amina.account_id);
    let look = async |who: &str| desk.post(&matching, &[("step", "find"), ("who", who)]).await;
    look("grace").await.assert_ok().assert_sees("Grace Obi");
    look("asha").await.assert_sees("Nobody found");
    let own = asha.account_id.to_string();
    let chosen = [("step", "find"), ("who", "grace"), ("person", own.as_str())];
    desk.post(&matching, &chosen).await.assert_sees("Somebody who cannot be proposed any more");
    let submission = SubmissionId::new(app.now()).to_string();
    let fields = [
        ("submission", submission.as_str()),
        ("asked", own.as_str()),
        ("request-offering", "mentoring"),
        ("hope", "To find her feet."),
    ];
    let refused = desk.post_only(&format!("{matching}/request"), &fields).await;
    refused.assert_status(422);
    let proposal = [
        ("submission", submission.as_str()),
        ("offering", "mentoring"),
        ("person", own.as_str()),
        ("why", ""),
        ("step", "propose"),
    ];
    desk.post_only(&matching, &proposal).await.assert_status(422);
    let made: i64 = sqlx::query_scalar(
        "select (select count(*) from proposal) + (select count(*) from chemistry_request)",
    )
    .fetch_one(&app.app.db)
    .await
    .unwrap();
    assert_eq!(made, 2, "the two that were there");
}
