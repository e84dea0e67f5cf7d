//! How often somebody is seen is counted, by day and person, and forgotten in time.

use jiff::{SignedDuration, ToSpan};
use rapport::platform::clock::Day;
use rapport::platform::ids::AccountId;
use rapport::pools::Offering;
use rapport::profiles::exposure::Exposure;
use rapport::{app, platform};

use crate::memberships::{member, today};
use crate::support::app::TestApp;
use crate::support::given;

type Row = (AccountId, Day, i32, i32, i32, i32);

async fn rows(app: &TestApp) -> Vec<Row> {
    sqlx::query_as(
        "select account_id, day, shown, opened, shortlisted, asked from exposure order by account_id, day",
    )
    .fetch_all(&app.app.db)
    .await
    .expect("the counts")
}

#[tokio::test]
async fn opening_a_profile_counts_for_others_and_never_for_oneself_or_a_coordinator() {
    let app = TestApp::start().await;
    let employer = given::organisation(&app, "Riverside Community Trust").await;
    let pool = given::pool(&app, "North coaching pool").await;
    let grace = given::account(&app).named("Grace Obi").employed_by(employer).make().await;
    let asha =
        given::account(&app).named("Asha Patel").coordinator_of(pool).employed_by(employer).make().await;
    let amina = given::account(&app).employed_by(employer).make().await;
    let stranger = given::account(&app).named("Owen Price").make().await;
    member(&app, pool, &grace, &[Offering::Mentoring]).await;
    let page = format!("/practitioners/{}", grace.account_id);
    for person in [&grace, &asha] {
        app.browser_of(person).await.get(&page).await.assert_ok();
    }
    app.browser_of(&stranger).await.get(&page).await.assert_status(404);
    assert_eq!(app.app.exposure.flush(&app.app.db).await.unwrap(), 0);
    let browser = app.browser_of(&amina).await;
    browser.get(&page).await.assert_ok();
    browser.get(&page).await.assert_ok();
    assert_eq!(rows(&app).await, [], "nothing is written while a page is given");
    assert_eq!(app.app.exposure.flush(&app.app.db).await.unwrap(), 1);
    assert_eq!(rows(&app).await, [(grace.account_id, today(&app), 0, 2, 0, 0)]);
}

#[tokio::test]
async fn r8_counts_of_several_instances_add_up() {
    let app = TestApp::start().await;
    let (grace, owen) =
        (given::account(&app).make().await, given::account(&app).named("Owen Price").make().await);
    let (one, other) = (Exposure::new(), Exposure::new());
    let day = today(&app);
    for _ in 0..20 {
        one.shown(&[grace.account_id, owen.account_id], day);
        other.shown(&[owen.account_id, grace.account_id], day);
        other.opened(grace.account_id, day);
        one.shortlisted(grace.account_id, day);
        one.asked(owen.account_id, day);
        let (first, second) = tokio::join!(one.flush(&app.app.db), other.flush(&app.app.db));
        assert_eq!((first.unwrap(), second.unwrap()), (2, 2));
    }
    assert_eq!(
        rows(&app).await,
        [(grace.account_id, day, 40, 20, 20, 0), (owen.account_id, day, 40, 0, 0, 20)]
    );
}

#[tokio::test]
async fn counts_that_could_not_be_written_are_kept() {
    let app = TestApp::start().await;
    let grace = given::account(&app).make().await;
    let exposure = Exposure::new();
    exposure.asked(grace.account_id, today(&app));
    let closed = app.database.pool(1);
    closed.close().await;
    exposure.flush(&closed).await.unwrap_err();
    assert_eq!(exposure.flush(&app.app.db).await.unwrap(), 1);
    assert_eq!(rows(&app).await.len(), 1);
}

#[tokio::test]
async fn who_closed_their_account_is_counted_no_more_and_forgotten() {
    let app = TestApp::start().await;
    let grace = given::account(&app).make().await;
    app.app.exposure.opened(grace.account_id, today(&app));
    app.app.exposure.flush(&app.app.db).await.unwrap();
    sqlx::query("insert into view_budget (account_id, day, views) values ($1, $2, 3)")
        .bind(grace.account_id)
        .bind(today(&app))
        .execute(&app.app.db)
        .await
        .unwrap();
    let mut tx = app.app.db.begin().await.unwrap();
    app::forget_account(&mut tx, &app.app, app.now(), grace.account_id).await.unwrap();
    sqlx::query("update account set closed_at = $1").bind(app.now()).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    app.app.exposure.opened(grace.account_id, today(&app));
    app.app.exposure.flush(&app.app.db).await.unwrap();
    assert_eq!(rows(&app).await, []);
    let budgets: i64 =
        sqlx::query_scalar("select count(*) from view_budget").fetch_one(&app.app.db).await.unwrap();
    assert_eq!(budgets, 0);
}

#[tokio::test]
async fn counts_go_after_400_days_and_what_was_looked_at_after_two() {
    let app = TestApp::start().await;
    let grace = given::account(&app).make().await;
    let ago = |days: i32| Day::new(today(&app).date().saturating_sub(days.days()));
    for days in [0, 400, 401] {
        app.app.exposure.opened(grace.account_id, ago(days));
    }
    app.app.exposure.flush(&app.app.db).await.unwrap();
    for days in [0, 1, 2] {
        sqlx::query("insert into view_budget (account_id, day, views) values ($1, $2, 3)")
            .bind(grace.account_id)
            .bind(ago(days))
            .execute(&app.app.db)
            .await
            .unwrap();
    }
    platform::sweeps::run_due(&app.app.db, app.now(), &app::sweeps(&app.app)).await;
    let days: Vec<Day> = rows(&app).await.into_iter().map(|row| row.1).collect();
    assert_eq!(days, [ago(400), ago(0)]);
    let budgets: i64 =
        sqlx::query_scalar("select count(*) from view_budget").fetch_one(&app.app.db).await.unwrap();
    assert_eq!(budgets, 2);
    app.advance(SignedDuration::from_hours(24));
    platform::sweeps::run_due(&app.app.db, app.now(), &app::sweeps(&app.app)).await;
    assert_eq!(rows(&app).await.len(), 1);
}
