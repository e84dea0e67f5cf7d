//! Presets: the same made-up people every time, whole and believable, and never among real ones.

use jiff::SignedDuration;
use rapport::presets::{PlantError, Planted, Preset, plant};

use crate::support::app::TestApp;
use crate::support::given;

async fn make_up(app: &TestApp) -> Result<Planted, PlantError> {
    let mut tx = app.app.db.begin().await.unwrap();
    let planted = plant(&mut tx, app.now(), app.app.site.demo, Preset::System, &mut |_, _| {}).await?;
    tx.commit().await.unwrap();
    Ok(planted)
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&app.app.db).await.expect("a count")
}

/// Everything about everybody, as one text.
async fn digest(app: &TestApp) -> String {
    sqlx::query_scalar(
        "select md5(string_agg(line, '' order by line)) from (
           select account::text as line from account union all select profile::text from profile
           union all select membership::text from membership union all select evidence::text from evidence
           union all select application::text from application union all select profile_term::text from profile_term
           union all select availability_window::text from availability_window union all select place::text from place
           union all select reply_record::text from reply_record
           union all select relationship::text from relationship union all select session::text from session
           union all select pool_id::text || name from pool) everything",
    )
    .fetch_one(&app.app.db)
    .await
    .expect("a digest")
}

#[tokio::test]
async fn the_same_people_are_made_up_all_day_long_and_once() {
    let (one, other) = (TestApp::start().await, TestApp::start().await);
    other.advance(SignedDuration::from_hours(3));
    assert!(matches!(make_up(&one).await.unwrap(), Planted::Now { people: 496 }));
    make_up(&other).await.unwrap();
    assert_eq!(digest(&one).await, digest(&other).await);
    assert_eq!(make_up(&one).await.unwrap(), Planted::Before);
    assert_eq!(digest(&one).await, digest(&other).await);
}

#[tokio::test]
async fn a_preset_never_goes_among_real_people() {
    let app = TestApp::start().await;
    given::account(&app).named("Amina Khan").make().await;
    assert!(matches!(make_up(&app).await, Err(PlantError::RealPeople)));
    assert_eq!(count(&app, "select count(*) from account").await, 1);
}

#[tokio::test]
async fn everybody_is_whole_and_believable() {
    let app = TestApp::start().await;
    make_up(&app).await.unwrap();
    assert_eq!(count(&app, "select count(*) from profile").await, 80 + 16);
    let sessions = count(&app, "select count(*) from session where status = 'held'").await;
    assert!((9_000..=10_500).contains(&sessions), "{sessions}");
    assert!(count(&app, "select count(distinct account_id) from membership").await >= 80);
    assert_eq!(count(&app, "select count(*) from account where email not like '%.example'").await, 0);
    assert_eq!(count(&app, "select count(*) - count(distinct biography) from profile").await, 0);
    assert!(count(&app, "select count(distinct status) from membership").await >= 3);
    assert!(count(&app, "select count(distinct status) from application").await >= 5);
    assert!(
        count(
            &app,
            "select count(*) from membership where evidence_to between '2027-03-04' and '2027-05-03'"
        )
        .await
            > 0
    );
    assert!(
        count(&app, "select count(*) from application where status = 'submitted' and due_at < '2027-03-04'")
            .await
            > 0
    );
    assert_eq!(
        count(
            &app,
            "select count(*) from membership m where status <> 'left' and not exists
               (select from account_role r where r.account_id = m.account_id and r.role = 'practitioner')"
        )
        .await,
        0
    );
    assert_eq!(
        count(&app, "select count(*) from membership where not exists (select from membership_offering o where o.membership_id = membership.membership_id)").await,
        0
    );
}

#[tokio::test]
async fn what_the_presets_say_of_evidence_is_what_the_hub_reckons() {
    let app = TestApp::start().await;
    make_up(&app).await.unwrap();
    let kept = count(&app, "select hashtext(string_agg(membership_id || ':' || coalesce(evidence_to::text, ''), ',' order by membership_id))::bigint from membership where evidence_to >= '2027-03-04' or evidence_to is null").await;
    let pools: Vec<uuid::Uuid> =
        sqlx::query_scalar("select pool_id from pool").fetch_all(&app.app.db).await.unwrap();
    let mut tx = app.app.db.begin().await.unwrap();
    for pool in pools {
        rapport::memberships::recompute_pool(&mut tx, rapport::platform::ids::PoolId(pool), app.now())
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let reckoned = count(&app, "select hashtext(string_agg(membership_id || ':' || coalesce(evidence_to::text, ''), ',' order by membership_id))::bigint from membership where evidence_to >= '2027-03-04' or evidence_to is null").await;
    assert_eq!(kept, reckoned);
}

/// The worker opens months of the demonstration's six before their region is there; some of the six get made-up mentees as well.
#[tokio::test]
async fn a_region_is_made_up_though_months_were_opened_before_it() {
    let app = TestApp::start_demo().await;
    rapport::demo::seed(&app.app).await.unwrap();
    let six: Vec<rapport::platform::ids::AccountId> =
        sqlx::query_scalar("select distinct account_id from membership where status <> 'left'")
            .fetch_all(&app.app.db)
            .await
            .unwrap();
    let pool: rapport::platform::ids::PoolId =
        sqlx::query_scalar("select pool_id from membership where status <> 'left' limit 1")
            .fetch_one(&app.app.db)
            .await
            .unwrap();
    let mentee = given::account(&app).named("Owen Price").make().await;
    for coach in &six {
        let id = crate::returns::given::relationship(
            &app,
            pool,
            *coach,
            mentee.account_id,
            "mentoring",
            "2026-10-01",
        )
        .await;
        crate::returns::given::held(&app, id, "2027-02-10T09:00Z", 60).await;
    }
    assert!(crate::returns::given::sweep(&app, "2027-03-04T12:00:00Z").await > 0);
    let opened = count(&app, "select count(*) from monthly_return where status = 'open'").await;
    assert!(opened > 0);
    assert!(matches!(make_up(&app).await.unwrap(), Planted::Now { people: 496 }));
    assert_eq!(
        count(&app, "select count(*) from monthly_return where status = 'open'").await,
        opened,
        "what was opened is left to its owner"
    );
    assert!(count(&app, "select count(*) from monthly_return where status = 'submitted'").await > 100);
    assert!(count(&app, "select count(*) from monthly_return where status = 'unconfirmed'").await > 0);
    assert_eq!(
        count(
            &app,
            "select count(*) from monthly_return m where status = 'submitted' and not exists
               (select from monthly_return_figure f where f.monthly_return_id = m.monthly_return_id)"
        )
        .await,
        0
    );
    // What was opened follows what is recorded; nothing is opened anew and nobody else is written to.
    let letters = app.mails().await.len();
    crate::returns::given::sweep(&app, "2027-03-04T13:00:00Z").await;
    assert_eq!(app.mails().await.len(), letters);
}

#[tokio::test]
async fn coordinators_of_made_up_pools_have_something_to_look_at() {
    let app = TestApp::start().await;
    make_up(&app).await.unwrap();
    let running = count(&app, "select count(*) from relationship where status = 'active'").await;
    assert!((10..=60).contains(&running), "{running}");
    assert!(
        count(&app, "select count(*) from relationship where status = 'active' and nudges > 1").await > 0
    );
    assert_eq!(
        count(
            &app,
            "select count(*) from relationship r where status = 'active' and not exists
               (select from session s where s.relationship_id = r.relationship_id and s.status = 'held')"
        )
        .await,
        0
    );
    assert_eq!(
        count(
            &app,
            "select count(*) from place p where p.active <> (select count(*) from relationship r
               where r.practitioner_id = p.account_id and r.status = 'active')"
        )
        .await,
        0
    );
    let pool: rapport::platform::ids::PoolId =
        sqlx::query_scalar("select pool_id from relationship where nudges > 1 order by pool_id limit 1")
            .fetch_one(&app.app.db)
            .await
            .unwrap();
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pool).make().await;
    let browser = app.browser_of(&priya).await;
    let home = browser.get("/dashboard").await;
    home.assert_ok().assert_sees("This year in").assert_sees("(about ").assert_sees("silent for long");
}
