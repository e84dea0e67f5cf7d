//! The public search, as a page and as the JSON the form fetches while somebody types.

use crate::support::app::TestApp;

#[tokio::test]
async fn anybody_can_look_an_employer_up() {
    let app = TestApp::start().await;
    let page = app.get("/organisations").await;
    page.assert_ok().assert_heading("Find an employer");
    let page = app.get("/organisations?q=notingham").await;
    page.assert_ok().assert_sees("Nottingham University Hospitals NHS Trust").assert_sees("Nottingham, NG7");
    app.get("/organisations?q=zzzzqqq").await.assert_ok().assert_sees("No employer we know fits");
}

#[tokio::test]
async fn the_form_gets_the_same_as_json() {
    let app = TestApp::start().await;
    let (status, found) = app.get_json("/organisations?q=uhl").await;
    assert_eq!(status, 200);
    assert_eq!(found["organisations"][0]["name"], "University Hospitals of Leicester NHS Trust");
    assert_eq!(found["organisations"][0]["id"], rapport::organisations::id_of("RWE").to_string());
    assert_eq!(app.get_json("/organisations").await.1["organisations"].as_array().map(Vec::len), Some(0));
}

#[tokio::test]
async fn s11_what_is_searched_for_comes_back_as_text() {
    let app = TestApp::start().await;
    let page = app.get("/organisations?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    page.assert_ok().assert_sees_not("<script>alert");
}

#[tokio::test]
async fn a_search_costs_two_statements_however_many_fit() {
    let app = TestApp::start().await;
    let (_, statements) = app.statements(app.get("/organisations?q=london")).await;
    assert!(statements.len() <= 2, "{statements:#?}");
}
