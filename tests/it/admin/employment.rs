use rapport::organisations::id_of;

use super::{LEICESTER, count, leeds, leicester, system_pool};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn a_coordinator_confirms_who_works_in_the_area_of_their_pool() {
    let app = TestApp::start().await;
    let pool = system_pool(&app, "Leicester pool", LEICESTER).await;
    let asha = given::account(&app).named("Asha Patel").coordinator_of(pool).make().await;
    let amina = given::account(&app)
        .named("Amina Khan")
        .with_email("amina@mail.example")
        .employed_by(leicester())
        .make()
        .await;
    given::account(&app).named("Leeds Person").employed_by(leeds()).make().await;
    let browser = app.browser_of(&asha).await;
    let list = browser.get("/coordination/employment").await;
    list.assert_ok().assert_sees("University Hospitals of Leicester").assert_sees_not("Leeds Teaching");
    let page = browser.get(&format!("/coordination/organisations/{}/employment", leicester())).await;
    page.assert_sees("Amina Khan")
        .assert_sees("Address at mail.example")
        .assert_sees_not("amina@mail.example");
    let after = browser.submit(&page, &[("account", &amina.account_id.to_string())]).await;
    after.assert_ok().assert_sees("You confirmed that they work here").assert_sees_not("Amina Khan");
    let proof: (String, uuid::Uuid) =
        sqlx::query_as("select employment_proof, employment_proven_by from account where account_id = $1")
            .bind(amina.account_id)
            .fetch_one(&app.app.db)
            .await
            .unwrap();
    assert_eq!(proof, ("person".to_owned(), asha.account_id.0));
    assert_eq!(count(&app, "select count(*) from event where kind = 'account.employment-proven'").await, 1);
}

#[tokio::test]
async fn s1_a_coordinator_of_another_area_finds_nothing_and_changes_nothing() {
    let app = TestApp::start().await;
    let pool = system_pool(&app, "Leicester pool", LEICESTER).await;
    let asha = given::account(&app).named("Asha Patel").coordinator_of(pool).make().await;
    let victim = given::account(&app).named("Leeds Person").employed_by(leeds()).make().await;
    let account = victim.account_id.to_string();
    let browser = app.browser_of(&asha).await;
    let base = format!("/coordination/organisations/{}", leeds());
    browser.get_only(&format!("{base}/employment")).await.assert_not_found();
    browser
        .post_only(&format!("{base}/employment/proofs"), &[("account", &account)])
        .await
        .assert_not_found();
    browser.post_only(&format!("{base}/join-codes"), &[("life", "7")]).await.assert_not_found();
    // The person of the other area, named under an organisation of one's own.
    let own = format!("/coordination/organisations/{}/employment/proofs", leicester());
    browser.post_only(&own, &[("account", &account)]).await.assert_not_found();
    browser
        .get("/coordination/employment?q=leeds+teaching")
        .await
        .assert_ok()
        .assert_sees_not("Leeds Teaching");
    browser.get_only("/admin/employment").await.assert_not_found();
    assert_eq!(count(&app, "select count(*) from account where employment_proof is not null").await, 0);
    assert_eq!(count(&app, "select count(*) from join_code").await, 0);
}

#[tokio::test]
async fn nobody_confirms_their_own_employment() {
    let app = TestApp::start().await;
    let pool = system_pool(&app, "Leicester pool", LEICESTER).await;
    let asha =
        given::account(&app).named("Asha Patel").employed_by(leicester()).coordinator_of(pool).make().await;
    let browser = app.browser_of(&asha).await;
    let path = format!("/coordination/organisations/{}/employment", leicester());
    browser.get(&path).await.assert_ok().assert_sees("Nobody who says that they work here waits");
    let page =
        browser.post_only(&format!("{path}/proofs"), &[("account", &asha.account_id.to_string())]).await;
    page.assert_status(409);
    assert_eq!(count(&app, "select count(*) from account where employment_proof is not null").await, 0);
}

#[tokio::test]
async fn a_coordinator_whose_role_is_taken_meanwhile_is_refused_at_once() {
    let app = TestApp::start().await;
    let pool = system_pool(&app, "Leicester pool", LEICESTER).await;
    let asha = given::account(&app).named("Asha Patel").coordinator_of(pool).make().await;
    let amina = given::account(&app).named("Amina Khan").employed_by(leicester()).make().await;
    let browser = app.browser_of(&asha).await;
    let page = browser.get(&format!("/coordination/organisations/{}/employment", leicester())).await;
    sqlx::query("delete from account_role where account_id = $1")
        .bind(asha.account_id)
        .execute(&app.app.db)
        .await
        .unwrap();
    let form = page.form_having(&[("account", "")]);
    browser.post_only(&form.action, &[("account", &amina.account_id.to_string())]).await.assert_not_found();
    assert_eq!(count(&app, "select count(*) from account where employment_proof is not null").await, 0);
}

#[tokio::test]
async fn an_area_follows_a_merger_of_systems() {
    let app = TestApp::start().await;
    // Cambridge's system merged into Central East; a pool of either serves it now.
    for system in ["E54000056", "E54000065"] {
        let pool = system_pool(&app, &format!("Pool of {system}"), system).await;
        let person = given::account(&app).named("Asha Patel").coordinator_of(pool).make().await;
        let browser = app.browser_of(&person).await;
        browser.get(&format!("/coordination/organisations/{}/employment", id_of("RGT"))).await.assert_ok();
        browser
            .get_only(&format!("/coordination/organisations/{}/employment", leicester()))
            .await
            .assert_not_found();
    }
}
