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
