//! Who may look in which pool: the one statement that a search makes agrees with the rule that profiles keep to.

use rapport::platform::ids::{OrganisationId, PoolId};
use rapport::search::asker::{self, Also, Reader, Stated};

use super::hub::{Hub, leeds};
use crate::memberships::today;
use crate::support::app::TestApp;

/// Pools of every level, some with a wider audience, one that has ended; and two employers that became one.
async fn pools(app: &TestApp) -> Vec<PoolId> {
    let db = &app.app.db;
    let statements = [
        "insert into pool (pool_id, name, level, valid_from, created_at)
         values ('01900000-0000-7000-8000-000000000001', 'National', 'national', '2026-01-01', now())",
        "insert into pool (pool_id, name, level, region_code, valid_from, created_at)
         select '01900000-0000-7000-8000-000000000002', 'Regional', 'region', 'midlands', '2026-01-01', now()",
        "insert into pool (pool_id, name, level, system_code, valid_from, created_at)
         values ('01900000-0000-7000-8000-000000000003', 'West Yorkshire', 'system', 'E54000054', '2026-01-01', now())",
        "insert into pool (pool_id, name, level, organisation_id, valid_from, created_at)
         select '01900000-0000-7000-8000-000000000004', 'Leicester', 'organisation', organisation_id, '2026-01-01', now()
         from organisation where ods_code = 'RWE'",
        "insert into pool (pool_id, name, level, region_code, valid_from, valid_to, created_at)
         values ('01900000-0000-7000-8000-000000000005', 'Ended', 'region', 'midlands', '2026-01-01', '2027-01-01', now())",
        "insert into pool_audience (pool_audience_id, pool_id, system_code)
         values (gen_random_uuid(), '01900000-0000-7000-8000-000000000004', 'E54000054')",
        "insert into pool_audience (pool_audience_id, pool_id, region_code)
         values (gen_random_uuid(), '01900000-0000-7000-8000-000000000003', 'midlands')",
        "update organisation set valid_to = '2027-01-01',
           successor_id = (select organisation_id from organisation where ods_code = 'RR8') where ods_code = 'RAE'",
    ];
    for statement in statements {
        sqlx::query(statement).execute(db).await.expect(statement);
    }
    sqlx::query_scalar("select pool_id from pool order by pool_id").fetch_all(db).await.unwrap()
}

#[tokio::test]
async fn the_pools_of_a_search_are_those_that_are_open_to_the_employer() {
    let app = TestApp::start().await;
    let all = pools(&app).await;
    let (day, now) = (today(&app), app.now());
    let employers: Vec<OrganisationId> =
        sqlx::query_scalar("select organisation_id from organisation order by organisation_id")
            .fetch_all(&app.app.db)
            .await
            .unwrap();
    assert!(employers.len() > 150, "{}", employers.len());
    let mut open_somewhere = 0;
    for employer in employers {
        let expected: Vec<PoolId> = sqlx::query_scalar(
            "select pool_id from pool where pool_open_to(pool_id, organisation_on($1, $2), $2) order by pool_id",
        )
        .bind(employer)
        .bind(day)
        .fetch_all(&app.app.db)
        .await
        .unwrap();
        let stated = Stated { organisation: Some(employer), ..Stated::default() };
        let mut db = app.app.db.acquire().await.unwrap();
        let asking = asker::load(&mut db, &app.app.secret, Reader::Visitor(&stated), Also::default(), now)
            .await
            .unwrap();
        let mut found = asking.pools.clone();
        found.sort();
        assert_eq!(found, expected, "{employer}");
        open_somewhere += usize::from(found.len() > 1);
    }
    assert!(open_somewhere > 20 && all.len() == 5);
}

#[tokio::test]
async fn a_pool_for_the_senior_is_open_to_the_senior_alone() {
    let hub = Hub::new().await;
    sqlx::query("update pool set minimum_level = 9 where pool_id = $1")
        .bind(hub.pool)
        .execute(&hub.app.app.db)
        .await
        .unwrap();
    let now = hub.app.now();
    let band = async |code: &str| Some(hub.term(rapport::vocabulary::List::Seniority, code).await);
    for (seniority, open) in
        [(None, 0), (band("afc-6").await, 0), (band("afc-8b").await, 1), (band("vsm").await, 1)]
    {
        let stated = Stated { organisation: Some(leeds()), seniority, ..Stated::default() };
        let mut db = hub.app.app.db.acquire().await.unwrap();
        let asking =
            asker::load(&mut db, &hub.app.app.secret, Reader::Visitor(&stated), Also::default(), now)
                .await
                .unwrap();
        assert_eq!(asking.pools.len(), open, "{seniority:?}");
    }
}

#[tokio::test]
async fn who_says_nothing_about_where_they_work_may_look_nowhere() {
    let hub = Hub::new().await;
    let mut db = hub.app.app.db.acquire().await.unwrap();
    let stated = Stated::default();
    let now = hub.app.now();
    let asking = asker::load(&mut db, &hub.app.app.secret, Reader::Visitor(&stated), Also::default(), now)
        .await
        .unwrap();
    assert!(asking.pools.is_empty() && !asking.has_place());
    let stated = Stated { region: Some("wales".to_owned()), ..Stated::default() };
    let asking = asker::load(&mut db, &hub.app.app.secret, Reader::Visitor(&stated), Also::default(), now)
        .await
        .unwrap();
    assert_eq!(asking.pools, [hub.pool]);
}
