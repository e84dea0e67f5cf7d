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
    assert!((9_000..=10_000).contains(&sessions), "{sessions}");
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
