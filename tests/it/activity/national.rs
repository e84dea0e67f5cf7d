//! How long pages take in a hub the size of the nation's: 300,000 meetings over five years.
//! By hand: `bin/test --run-ignored only --no-capture activity_at_national`.

use std::time::{Duration, Instant};

use rapport::platform::ids::PoolId;

use crate::support::app::TestApp;
use crate::support::database::execute;
use crate::support::given;

const ROUNDS: usize = 40;

/// 3,500 coaches and mentors, 20,000 mentees and 300,000 meetings in eight pools, the first with half of all.
async fn nation(app: &TestApp) -> PoolId {
    let pool = given::pool(app, "Pool 0").await;
    for number in 1..8 {
        given::pool(app, &format!("Pool {number}")).await;
    }
    let mut owner = app.database.owner().await;
    for statement in [
        "insert into region (region_code, name, nation, position) select 'r' || n, 'Region ' || n, 'england', 90 + n from generate_series(0, 6) n",
        "insert into care_system (system_code, name, region_code, valid_from) select 's' || n, 'System ' || n, 'r' || n % 7, '2020-01-01' from generate_series(0, 41) n",
        "insert into organisation (organisation_id, name, system_code, region_code, created_at)
         select ('00000000-0000-7000-a000-' || lpad(n::text, 12, '0'))::uuid, 'Trust ' || n, 's' || n % 42, 'r' || n % 42 % 7, now() from generate_series(0, 999) n",
        "insert into account (account_id, name, email, organisation_id, created_at)
         select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Person ' || n, 'person' || n || '@example.org',
           ('00000000-0000-7000-a000-' || lpad((n * 7919 % 1000)::text, 12, '0'))::uuid, now() from generate_series(0, 23499) n",
        "insert into profile (account_id, created_at, updated_at) select account_id, now(), now() from account where name like 'Person %'",
        "insert into profile_term (account_id, term_id, position)
         select p.account_id, t.term_id, k.position from profile p cross join (values (0), (1), (2)) k (position)
         join (select term_id, row_number() over (order by term_id) as number, count(*) over () as many from term where vocabulary_code = 'profession') t
           on t.number = 1 + (hashtext(p.account_id::text || k.position) & 1048575) % t.many
         on conflict do nothing",
        "insert into relationship (relationship_id, pool_id, mentee_id, practitioner_id, offering, status, began_on, touched_at, created_at, submission_id)
         select ('00000000-0000-7000-b000-' || lpad(n::text, 12, '0'))::uuid, p.pool_id,
           ('00000000-0000-7000-8000-' || lpad((3500 + n % 20000)::text, 12, '0'))::uuid,
           ('00000000-0000-7000-8000-' || lpad((n * 31 % 3500)::text, 12, '0'))::uuid,
           (array['mentoring', 'coaching', 'supervision'])[1 + n % 3], 'active', '2022-04-01', now(), now(), gen_random_uuid()
         from generate_series(0, 29999) n
         join (select pool_id, row_number() over (order by name) - 1 as number from pool) p
           on p.number = case when n % 2 = 0 then 0 else 1 + n / 2 % 7 end",
        "insert into session (session_id, pool_id, relationship_id, status, starts_at, planned_minutes, minutes, created_at, submission_id)
         select gen_random_uuid(), r.pool_id, r.relationship_id, 'held', '2022-04-01'::timestamptz + make_interval(secs => n * 525 + 17), 60, 30 + n % 90, now(), gen_random_uuid()
         from generate_series(0, 299999) n
         join relationship r on r.relationship_id = ('00000000-0000-7000-b000-' || lpad((n * 7907::bigint % 30000)::text, 12, '0'))::uuid",
        "analyze",
    ] {
        let began = Instant::now();
        execute(&mut owner, statement).await;
        println!("{:6.1} s {}", began.elapsed().as_secs_f64(), statement.get(..40).unwrap_or(statement));
    }
    pool
}

fn shown(times: &mut [Duration]) -> String {
    times.sort();
    format!("p50 {:?}, p99 {:?}", times[times.len() / 2], times[times.len() * 99 / 100])
}

#[tokio::test]
#[ignore = "a measurement, run by hand"]
async fn activity_at_national() {
    let app = TestApp::start().await;
    let pool = nation(&app).await;
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pool).make().await;
    let ruth = given::account(&app).named("Ruth Adeyemi").administrator().make().await;
    let mut paths: Vec<(&given::Person, String)> =
        ["month", "offering", "organisation", "system", "region", "profession", "theme"]
            .iter()
            .map(|by| (&priya, format!("/pools/{pool}/activity?year=2026&by={by}")))
            .collect();
    paths.push((&priya, format!("/pools/{pool}/activity.csv?year=2026&by=organisation")));
    paths.push((&priya, format!("/pools/{pool}/report?year=2026")));
    paths
        .extend(["pool", "system", "region"].map(|by| (&ruth, format!("/admin/activity?year=2025&by={by}"))));
    for (person, path) in paths {
        let browser = app.browser_of(person).await;
        let (_, statements) = app.statements(browser.get_only(&path)).await;
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let began = Instant::now();
            browser.get_only(&path).await.assert_ok();
            times.push(began.elapsed());
        }
        let what = path.replace(&pool.to_string(), "…");
        println!("{what}: {}, {} statements with the viewer's", shown(&mut times), statements.len());
    }
    let mentor = given::account(&app).named("Grace Obi").make().await;
    let browser = app.browser_of(&mentor).await;
    for at in ["2026-09-01T00:05:00Z", "2026-09-01T01:05:00Z", "2026-09-10T00:05:00Z"] {
        let began = Instant::now();
        let (count, statements) = app.statements(crate::returns::given::sweep(&app, at)).await;
        println!("months at {at}: {count} returns in {:?}, {} statements", began.elapsed(), statements.len());
        // As a server does by itself; the one that tests run against does not.
        execute(&mut app.database.owner().await, "analyze").await;
    }
    let somebody: (uuid::Uuid, String) =
        sqlx::query_as("select account_id, name from monthly_return join account using (account_id) limit 1")
            .fetch_one(&app.app.db)
            .await
            .expect("a return");
    println!("of {}", somebody.1);
    sqlx::query("update monthly_return set account_id = $1 where account_id = $2")
        .bind(mentor.account_id)
        .bind(somebody.0)
        .execute(&app.app.db)
        .await
        .expect("made hers");
    sqlx::query("update relationship set practitioner_id = $1 where practitioner_id = $2")
        .bind(mentor.account_id)
        .bind(somebody.0)
        .execute(&app.app.db)
        .await
        .expect("made hers");
    for path in ["/returns", "/returns/2026-08"] {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let began = Instant::now();
            browser.get_only(path).await.assert_ok();
            times.push(began.elapsed());
        }
        println!("{path}: {}", shown(&mut times));
    }
}
