use rapport::organisations::id_of;

use super::count;
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn what_people_named_waits_first_with_how_many_work_there() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).named("Ruth Adeyemi").administrator().make().await;
    let browser = app.browser_of(&ruth).await;
    browser.get("/admin/organisations").await.assert_ok().assert_sees("Nobody has named an employer");
    let hospice = provisional(&app, "Rainbow Hospice").await;
    given::account(&app).named("Amina Khan").employed_by(hospice).make().await;
    let page = browser.get("/admin/organisations").await;
    page.assert_ok().assert_sees("1 organisation waits for you").assert_sees("Rainbow Hospice");
    let found = browser.get("/admin/organisations?q=rainbow").await;
    found.assert_ok().assert_sees("Rainbow Hospice");
    let page = browser.get(&format!("/admin/organisations/{hospice}")).await;
    page.assert_ok().assert_sees("1 person works here");
    let listed = browser.press(&page, "List this employer").await;
    listed.assert_ok().assert_sees("It is in the list now");
    browser.get("/organisations?q=rainbow").await.assert_sees("Rainbow Hospice");
}

#[tokio::test]
async fn s1_only_administrators_find_these_pages() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North coaching pool").await;
    let mentee = given::account(&app).make().await;
    let coordinator = given::account(&app).named("Asha Patel").coordinator_of(pool).make().await;
    for person in [mentee, coordinator] {
        let browser = app.browser_of(&person).await;
        for path in [
            "/admin".to_owned(),
            "/admin/organisations".to_owned(),
            format!("/admin/organisations/{}", id_of("RX1")),
            format!("/admin/organisations/{}/details", id_of("RX1")),
            format!("/admin/organisations/{}/merger", id_of("RX1")),
            "/admin/roles".to_owned(),
            "/admin/pools".to_owned(),
            "/admin/employment".to_owned(),
        ] {
            browser.get_only(&path).await.assert_not_found();
        }
    }
}

#[tokio::test]
async fn details_are_edited_and_the_search_follows() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).administrator().make().await;
    let browser = app.browser_of(&ruth).await;
    let path = format!("/admin/organisations/{}/details", id_of("RX1"));
    let page = browser.get(&path).await;
    let form = page.form_to(&path);
    assert_eq!(form.value("name").as_deref(), Some("Nottingham University Hospitals NHS Trust"));
    assert_eq!(form.value("system").as_deref(), Some("E54000060"));
    browser
        .submit(&page, &[("name", "Trentside Hospitals"), ("kind", "acute")])
        .await
        .assert_heading("Trentside Hospitals");
    browser.get("/organisations?q=trentside").await.assert_sees("Trentside Hospitals");
    let kept: String =
        sqlx::query_scalar("select data->>'fields' from event where kind = 'organisation.edited'")
            .fetch_one(&app.app.db)
            .await
            .unwrap();
    assert_eq!(kept, r#"["name"]"#);
}

#[tokio::test]
async fn details_that_are_wrong_come_back_with_what_was_typed() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).administrator().make().await;
    let browser = app.browser_of(&ruth).await;
    let page = browser.get(&format!("/admin/organisations/{}/details", id_of("RX1"))).await;
    let back = browser.submit(&page, &[("name", ""), ("town", "Beeston")]).await;
    back.assert_error("name", "Enter the name of your employer");
    assert_eq!(back.form_having(&[("town", "")]).value("town").as_deref(), Some("Beeston"));
}

#[tokio::test]
async fn a_stale_edit_answers_409_with_both_texts_and_can_then_be_saved() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).named("Ruth Adeyemi").administrator().make().await;
    let sami = given::account(&app).named("Sami Aziz").administrator().make().await;
    let (one, other) = (app.browser_of(&ruth).await, app.browser_of(&sami).await);
    let path = format!("/admin/organisations/{}/details", id_of("RX1"));
    let (first, second) = (one.get(&path).await, other.get(&path).await);
    one.submit(&first, &[("name", "Trentside Hospitals")]).await.assert_ok();
    let conflict = other.submit(&second, &[("name", "Nottingham Hospitals")]).await;
    conflict.assert_status(409).assert_sees("Trentside Hospitals").assert_sees("Nottingham Hospitals");
    assert_eq!(count(&app, "select count(*) from organisation where name = 'Trentside Hospitals'").await, 1);
    let typed = conflict.form_to(&path);
    other.submit_form(&typed, &[]).await.assert_ok().assert_heading("Nottingham Hospitals");
}

#[tokio::test]
async fn a_list_and_a_page_cost_at_most_three_statements_beyond_the_viewers() {
    let app = TestApp::start().await;
    let ruth = given::account(&app).administrator().make().await;
    let browser = app.browser_of(&ruth).await;
    for name in ["Rainbow Hospice", "Sunrise Hospice", "Acorn Care Home"] {
        provisional(&app, name).await;
    }
    for path in [
        "/admin/organisations".to_owned(),
        "/admin/organisations?q=nottingham".to_owned(),
        format!("/admin/organisations/{}", id_of("RX1")),
        format!("/admin/organisations/{}/details", id_of("RX1")),
        format!("/admin/organisations/{}/merger", id_of("RX1")),
        "/admin/employment".to_owned(),
        format!("/admin/organisations/{}/employment", id_of("RX1")),
        "/admin/roles".to_owned(),
        format!("/admin/accounts/{}", ruth.account_id),
        "/admin/pools".to_owned(),
        "/admin/pools/new".to_owned(),
    ] {
        let (page, statements) = app.statements(browser.get(&path)).await;
        page.assert_ok();
        let own = statements.iter().filter(|sql| !sql.contains("login_session")).count();
        assert!(own <= 3, "{path}: {statements:#?}");
    }
}

pub async fn provisional(app: &TestApp, name: &str) -> rapport::platform::ids::OrganisationId {
    use rapport::organisations::{ChoiceForm, resolve, settle};
    use rapport::platform::ids::SubmissionId;
    use rapport::platform::web::FormErrors;
    let form = ChoiceForm {
        organisation: "not-listed".into(),
        employer_name: name.into(),
        employer_town: "Loughborough".into(),
        employer_type: "hospice".into(),
        employer_distinct: "yes".into(),
        ..ChoiceForm::default()
    };
    let mut db = app.app.db.acquire().await.unwrap();
    let choice =
        resolve(&mut db, &form, app.now(), &mut FormErrors::none()).await.unwrap().expect("a choice");
    settle(&mut db, rapport::events::Actor::Visitor, app.now(), SubmissionId::new(app.now()), &choice)
        .await
        .unwrap()
}
