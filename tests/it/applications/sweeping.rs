use jiff::SignedDuration;
use rapport::applications::{forget, remind};

use super::{count, pool, status};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn coordinators_are_told_once_of_an_application_that_waits_too_long() {
    let app = TestApp::start().await;
    let (pool, priya, coordinator) = pool(&app, "Example pool").await;
    let grace = given::account(&app).named("Grace Okafor").make().await;
    given::application(&app, &grace, pool).await;
    let sweep = async || {
        let mut tx = app.app.db.begin().await.expect("a transaction");
        let many = remind(&mut tx, &app.app, app.now()).await.expect("the sweep");
        tx.commit().await.expect("a commit");
        many
    };
    assert_eq!(sweep().await, 0);
    app.advance(SignedDuration::from_hours(12 * 24));
    assert_eq!((sweep().await, sweep().await), (1, 0));
    let letters = app.mails_to(&priya.email).await;
    assert_eq!(letters.len(), 1);
    assert!(letters[0].subject.starts_with("Somebody waits for your answer"));
    app.advance(SignedDuration::from_hours(10 * 24));
    let again = app.browser_of(&priya).await;
    again.get(&format!("/pools/{pool}/applications")).await.assert_sees("1 of them longer than was promised");
    drop(coordinator);
}

#[tokio::test]
async fn drafts_go_after_90_days_and_declined_ones_after_a_year() {
    let app = TestApp::start().await;
    let (pool, ..) = pool(&app, "Example pool").await;
    let grace = given::account(&app).named("Grace Okafor").make().await;
    let owen = given::account(&app).named("Owen Price").make().await;
    given::draft_application(&app, &grace, pool).await;
    let waits = given::application(&app, &owen, pool).await;
    let sweep = async || {
        let mut db = app.app.db.acquire().await.expect("a connection");
        forget(&mut db, app.now()).await.expect("the sweep")
    };
    app.advance(SignedDuration::from_hours(89 * 24));
    assert_eq!(sweep().await, 0);
    app.advance(SignedDuration::from_hours(2 * 24));
    assert_eq!(sweep().await, 1, "the draft");
    assert_eq!(status(&app, waits).await, "submitted", "what waits stays");
    sqlx::query("update application set status = 'withdrawn'").execute(&app.app.db).await.expect("withdrawn");
    app.advance(SignedDuration::from_hours(366 * 24));
    assert_eq!(sweep().await, 1);
    assert_eq!(count(&app, "select count(*) from application").await, 0);
}
