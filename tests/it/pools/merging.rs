use rapport::platform::ids::PoolId;

use crate::support::app::TestApp;
use crate::support::given::{self, Person};

async fn member(app: &TestApp, person: &Person, pool: PoolId, status: &str) {
    sqlx::query(
        "with made as (
           insert into membership (membership_id, pool_id, account_id, kind, status, since, terms_version, changed_at, left_at, leaving)
           values (gen_random_uuid(), $1, $2, 'employee', $3, $4::timestamptz, 1, $4::timestamptz,
             case when $3 = 'left' then $4::timestamptz end, case when $3 = 'left' then 'own-wish' end) returning membership_id
         )
         insert into membership_offering (pool_id, membership_id, offering) select $1, membership_id, 'mentoring' from made",
    )
    .bind(pool)
    .bind(person.account_id)
    .bind(status)
    .bind(app.now())
    .execute(&app.app.db)
    .await
    .expect("a membership");
}

async fn standing(app: &TestApp, pool: PoolId) -> Vec<(String, String)> {
    sqlx::query_as(
        "select a.name, m.status from membership m join account a using (account_id) where m.pool_id = $1 order by 1",
    )
    .bind(pool)
    .fetch_all(&app.app.db)
    .await
    .expect("memberships")
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, status)| ((*name).to_owned(), (*status).to_owned())).collect()
}

#[tokio::test]
async fn two_pools_become_one_with_members_coordinators_drafts_and_audience() {
    let app = TestApp::start().await;
    let (old, new) = (given::pool(&app, "Old pool").await, given::pool(&app, "New pool").await);
    let people = ["Ann", "Bea", "Cem", "Dan"].map(|name| given::account(&app).named(name).make());
    let [ann, bea, cem, dan] = {
        let [one, two, three, four] = people;
        [one.await, two.await, three.await, four.await]
    };
    member(&app, &ann, old, "active").await;
    member(&app, &bea, old, "lapsed").await;
    member(&app, &bea, new, "active").await;
    member(&app, &dan, old, "suspended").await;
    member(&app, &dan, new, "left").await;
    given::draft_application(&app, &cem, old).await;
    let keeper = given::account(&app).named("Priya Sharma").coordinator_of(old).make().await;
    let administrator = given::account(&app).named("Tom Ellis").administrator().make().await;
    let browser = app.browser_of(&administrator).await;

    let page = browser.get(&format!("/admin/pools/{old}/merger/{new}")).await;
    page.assert_sees("1 active coach or mentor");
    let done = browser.press(&page, "Make them one pool").await;
    done.assert_path(&format!("/pools/{new}"));

    assert_eq!(standing(&app, old).await, pairs(&[("Ann", "left"), ("Bea", "left"), ("Dan", "left")]));
    assert_eq!(
        standing(&app, new).await,
        pairs(&[("Ann", "active"), ("Bea", "active"), ("Dan", "suspended")])
    );
    let draft: PoolId =
        sqlx::query_scalar("select pool_id from application").fetch_one(&app.app.db).await.unwrap();
    assert_eq!(draft, new);
    app.browser_of(&keeper).await.get(&format!("/pools/{new}/applications")).await.assert_ok();
    browser.get(&format!("/pools/{old}")).await.assert_sees("It is now part of New pool");
    app.another_browser().get("/pools").await.assert_sees_not("Old pool");
    // Doing it again is refused with a sentence, and changes nothing.
    browser.post_only(&format!("/admin/pools/{old}/merger/{new}"), &[]).await.assert_status(409);
    browser.post_only(&format!("/admin/pools/{new}/merger/{new}"), &[]).await.assert_status(409);
}

#[tokio::test]
async fn a_pool_with_applications_that_wait_is_not_merged() {
    let app = TestApp::start().await;
    let (old, new) = (given::pool(&app, "Old pool").await, given::pool(&app, "New pool").await);
    let ann = given::account(&app).named("Ann").make().await;
    given::application(&app, &ann, old).await;
    let administrator = given::account(&app).named("Tom Ellis").administrator().make().await;
    let browser = app.browser_of(&administrator).await;
    let refused = browser.post_only(&format!("/admin/pools/{old}/merger/{new}"), &[]).await;
    refused.assert_status(409).assert_sees("1 of its applications wait");
    app.another_browser().get("/pools").await.assert_sees("Old pool");
}

/// What may stay with the pool that ended: what it was, who did what, and what was brought in.
const HISTORY: [&str; 15] = [
    "account_role",
    "agreement_template",
    "application",
    "application_message",
    "event",
    "meeting",
    "membership",
    "membership_offering",
    "pool",
    "pool_audience",
    "pool_contact",
    "pool_guidance",
    "pool_offering",
    "pool_qualification",
    "pool_setting",
];

/// Nothing of a pool is left behind that its coordinators work with or count: each table with a pool moves, or is its history.
#[tokio::test]
async fn what_waits_and_what_is_counted_goes_along() {
    let app = TestApp::start().await;
    let (old, new) = (given::pool(&app, "Old pool").await, given::pool(&app, "New pool").await);
    let (amina, grace) =
        (given::account(&app).named("Amina").make().await, given::account(&app).named("Grace").make().await);
    let tom = given::account(&app).named("Tom Ellis").administrator().make().await;
    member(&app, &grace, old, "active").await;
    let relationship =
        crate::support::pairs::relationship(&app.app, old, amina.account_id, grace.account_id, "mentoring")
            .await;
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "insert into unmet_search (pool_id, month, term_id, count)
           select pool, '2027-02-01', (select min(term_id) from term), 3 from unnest(array['{old}', '{new}']::uuid[]) pool;
         insert into unmet_search (pool_id, month, term_id, count) select '{old}', '2027-01-01', min(term_id), 2 from term;
         insert into proposal (proposal_id, pool_id, mentee_id, proposed_by, offering, proposed_at, submission_id)
           values (gen_random_uuid(), '{old}', '{a}', '{t}', 'mentoring', '{now}', gen_random_uuid());
         insert into pairing (pairing_id, pool_id, recorded_by, offering, began_on, email, status, hushed, created_at, submission_id)
           values (gen_random_uuid(), '{old}', '{g}', 'mentoring', '2026-09-01', 'a@b.example', 'waiting', false, '{now}', gen_random_uuid());
         insert into agreement_template (agreement_template_id, pool_id, offering, template_version, minutes, review_after, review_months,
             purpose, how, contact, confidentiality, difficulty, data_kept, published_at)
           select gen_random_uuid(), pool, offering, 1, 60, 3, 3, '', '', '', 'Ours', '', '', '{now}'
           from (values ('{old}'::uuid, 'mentoring'), ('{old}', 'coaching'), ('{new}', 'coaching')) given (pool, offering);",
        a = amina.account_id,
        g = grace.account_id,
        t = tom.account_id,
        now = app.now().in_london().timestamp(),
    )))
    .execute(&app.app.db)
    .await
    .expect("what waits");
    let browser = app.browser_of(&tom).await;
    let page = browser.get(&format!("/admin/pools/{old}/merger/{new}")).await;
    browser.press(&page, "Make them one pool").await.assert_path(&format!("/pools/{new}"));
    let counts: Vec<(String, i32)> =
        sqlx::query_as("select month::text, count from unmet_search where pool_id = $1 order by 1")
            .bind(new)
            .fetch_all(&app.app.db)
            .await
            .unwrap();
    assert_eq!(
        counts,
        [("2027-01-01".to_owned(), 2), ("2027-02-01".to_owned(), 6)],
        "the sum where both have rows"
    );
    let tables: Vec<String> = sqlx::query_scalar(
        "select c.table_name::text from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
         where c.column_name = 'pool_id' and c.table_schema = 'public' and t.table_type = 'BASE TABLE' order by 1",
    )
    .fetch_all(&app.app.db)
    .await
    .unwrap();
    for table in tables {
        let kept = HISTORY.contains(&table.as_str())
            || table == "pool_wording"
            || table.starts_with("register_import")
            || table == "register_mapping";
        let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "select count(*) from {table} where pool_id = $1"
        )))
        .bind(old)
        .fetch_one(&app.app.db)
        .await
        .unwrap();
        assert!(
            kept || rows == 0,
            "{table} keeps {rows} of the pool that ended: move them, or say why they stay"
        );
    }
    let pool: PoolId = sqlx::query_scalar("select pool_id from relationship where relationship_id = $1")
        .bind(relationship)
        .fetch_one(&app.app.db)
        .await
        .unwrap();
    let moved: i64 = sqlx::query_scalar(
        "select count(*) from agreement_template where pool_id = $1 and offering = 'mentoring'",
    )
    .bind(new)
    .fetch_one(&app.app.db)
    .await
    .unwrap();
    assert_eq!((pool, moved), (new, 1));
}

/// What somebody's ledger showed to both pools is one event in the one they become: the one that was checked.
#[tokio::test]
async fn one_event_shown_to_both_pools_counts_once_in_the_one() {
    let app = TestApp::start().await;
    let (old, new) = (given::pool(&app, "Old pool").await, given::pool(&app, "New pool").await);
    let grace = given::account(&app).named("Grace").make().await;
    let tom = given::account(&app).named("Tom Ellis").administrator().make().await;
    member(&app, &grace, old, "active").await;
    member(&app, &grace, new, "active").await;
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "insert into ledger_entry (ledger_entry_id, account_id, kind, held_on, minutes, title, counts, created_at, submission_id)
           values ('00000000-0000-7000-8000-000000000001', '{g}', 'cpd', '2027-01-10', 60, 'A day', true, '{now}', gen_random_uuid());
         insert into evidence (evidence_id, pool_id, account_id, kind, title, dated_on, submission_id, created_at, checked_at, checked_by)
           values ('00000000-0000-7000-8000-000000000002', '{old}', '{g}', 'cpd', 'A day', '2027-01-10', gen_random_uuid(), '{now}', '{now}', '{t}'),
                  ('00000000-0000-7000-8000-000000000003', '{new}', '{g}', 'cpd', 'A day', '2027-01-10', gen_random_uuid(), '{now}', null, null);
         insert into ledger_evidence (ledger_entry_id, evidence_id)
           values ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'),
                  ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000003');",
        g = grace.account_id,
        t = tom.account_id,
        now = app.now().in_london().timestamp(),
    )))
    .execute(&app.app.db)
    .await
    .expect("evidence in both");
    let browser = app.browser_of(&tom).await;
    let page = browser.get(&format!("/admin/pools/{old}/merger/{new}")).await;
    browser.press(&page, "Make them one pool").await.assert_path(&format!("/pools/{new}"));
    let left: Vec<(uuid::Uuid, bool)> =
        sqlx::query_as("select pool_id, checked_at is not null from evidence where account_id = $1")
            .bind(grace.account_id)
            .fetch_all(&app.app.db)
            .await
            .unwrap();
    assert_eq!(left, [(new.0, true)]);
}
