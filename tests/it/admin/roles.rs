use jiff::SignedDuration;

use super::count;
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn s5_a_role_is_given_by_exact_address_and_ends_the_persons_login_sessions() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North coaching pool").await;
    let ruth = given::account(&app).named("Ruth Adeyemi").administrator().make().await;
    let asha = given::account(&app).named("Asha Patel").with_email("asha@trust.example").make().await;
    let (admin, hers) = (app.browser_of(&ruth).await, app.browser_of(&asha).await);
    hers.get("/sign-in/again").await.assert_heading("Confirm it is you");
    let page = admin.get("/admin/roles").await;
    let page = admin.submit(&page, &[("email", "ASHA@trust.example")]).await;
    page.assert_ok().assert_heading("Roles of Asha Patel");
    assert!(!page.path.contains('@'), "{}", page.path);
    let page = admin.submit(&page, &[("role", &format!("coordinator:{pool}"))]).await;
    page.assert_ok().assert_sees("Coordinator of North coaching pool");
    assert_eq!(hers.get("/sign-in/again").await.heading(), "Sign in");
    let granted: (String, Option<uuid::Uuid>) =
        sqlx::query_as("select role, granted_by from account_role where account_id = $1")
            .bind(asha.account_id)
            .fetch_one(&app.app.db)
            .await
            .unwrap();
    assert_eq!(granted, ("coordinator".to_owned(), Some(ruth.account_id.0)));
    assert_eq!(
        count(&app, "select count(*) from event where kind = 'account.role-granted' and pool_id is not null")
            .await,
        1
    );
}

#[tokio::test]
async fn an_address_nobody_has_and_one_that_is_none_are_told_apart_from_finding() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).administrator().make().await;
    let browser = app.browser_of(&ruth).await;
    let page = browser.get("/admin/roles").await;
    browser
        .submit(&page, &[("email", "nobody@trust.example")])
        .await
        .assert_error("email", "Nobody has an account with this address. Ask them to register first");
    browser.submit(&page, &[("email", "")]).await.assert_error("email", "Enter an email address");
}

#[tokio::test]
async fn the_last_administrator_and_the_last_coordinator_of_a_pool_stay() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North coaching pool").await;
    let ruth = given::account(&app).named("Ruth Adeyemi").administrator().make().await;
    let asha = given::account(&app).named("Asha Patel").coordinator_of(pool).make().await;
    let browser = app.browser_of(&ruth).await;
    let own = format!("/admin/accounts/{}/role-removals", ruth.account_id);
    let page = browser.post_only(&own, &[("role", "administrator")]).await;
    page.assert_status(409).assert_sees("last administrator");
    let coordinator = format!("coordinator:{pool}");
    let hers = format!("/admin/accounts/{}/role-removals", asha.account_id);
    browser
        .post_only(&hers, &[("role", &coordinator)])
        .await
        .assert_status(409)
        .assert_sees("last coordinator");
    given::account(&app).named("Ben Lewis").coordinator_of(pool).make().await;
    browser.post_only(&hers, &[("role", &coordinator)]).await.assert_status(303);
    assert_eq!(count(&app, "select count(*) from account_role").await, 2);
}

#[tokio::test]
async fn s2_two_administrators_who_take_each_others_role_at_once_leave_one() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).named("Ruth Adeyemi").administrator().make().await;
    let sami = given::account(&app).named("Sami Aziz").administrator().make().await;
    let (one, other) = (app.browser_of(&ruth).await, app.browser_of(&sami).await);
    let at = |person: &given::Person| format!("/admin/accounts/{}/role-removals", person.account_id);
    let (sami_path, ruth_path) = (at(&sami), at(&ruth));
    let fields = [("role", "administrator")];
    tokio::join!(one.post_only(&sami_path, &fields), other.post_only(&ruth_path, &fields));
    assert_eq!(count(&app, "select count(*) from account_role where role = 'administrator'").await, 1);
}

#[tokio::test]
async fn s5_roles_change_only_after_a_fresh_sign_in() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).named("Ruth Adeyemi").administrator().make().await;
    let asha = given::account(&app).named("Asha Patel").make().await;
    let browser = app.browser_of(&ruth).await;
    app.advance(SignedDuration::from_mins(16));
    let path = format!("/admin/accounts/{}/roles", asha.account_id);
    browser.post_only(&path, &[("role", "administrator")]).await.assert_status(403);
    assert_eq!(count(&app, "select count(*) from account_role where role = 'administrator'").await, 1);
}

#[tokio::test]
async fn s1_roles_that_do_not_exist_and_extra_fields_give_nothing() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).named("Ruth Adeyemi").administrator().make().await;
    let asha = given::account(&app).named("Asha Patel").make().await;
    let browser = app.browser_of(&ruth).await;
    let path = format!("/admin/accounts/{}/roles", asha.account_id);
    for role in
        ["", "owner", "coordinator", "coordinator:", "coordinator:00000000-0000-0000-0000-000000000000"]
    {
        browser.post_only(&path, &[("role", role)]).await.assert_error("role", "Choose a role");
    }
    let hers = app.browser_of(&asha).await;
    hers.post_only(&path, &[("role", "administrator")]).await.assert_not_found();
    assert_eq!(count(&app, "select count(*) from account_role").await, 1);
}
