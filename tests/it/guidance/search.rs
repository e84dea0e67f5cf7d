//! Search over the guidance, as a reader meets it. What finds what is tested beside the index.

use crate::support::app::TestApp;

#[tokio::test]
async fn the_list_of_guides_searches_and_marks_what_it_found() {
    let app = TestApp::start().await;
    let page = app.get("/guidance").await;
    let form = page.form_to("/guidance/search");
    assert_eq!(form.method, "get");
    let found = app.get("/guidance/search?q=chemistry+meeting").await;
    found.assert_ok().assert_heading("Guidance about “chemistry meeting”");
    assert_eq!(found.attributes(".app-found a", "href")[0], "/guidance/first-conversation");
    assert!(found.texts(".app-found mark").len() >= 3, "{found}");
    assert_eq!(found.form_to("/guidance/search").value("q").as_deref(), Some("chemistry meeting"));
}

#[tokio::test]
async fn nothing_asked_and_nothing_found_help_further() {
    let app = TestApp::start().await;
    let empty = app.get("/guidance/search").await;
    empty.assert_ok().assert_heading("Search the guidance").assert_sees("For example");
    let nothing = app.get("/guidance/search?q=zqxjkv").await;
    nothing.assert_ok().assert_sees("Nothing found").assert_sees("ask a coordinator");
    assert_eq!(nothing.forms().iter().filter(|form| form.action == "/guidance/search").count(), 1);
    let slip = app.get("/guidance/search?q=confidentialty").await;
    slip.assert_sees("We read “confidentialty” as “confidential");
}

#[tokio::test]
async fn a_heavy_question_shows_where_to_turn() {
    let app = TestApp::start().await;
    app.get("/guidance/search?q=i+feel+suicidal").await.assert_sees("116 123").assert_sees("Call 999");
    app.get("/guidance/search?q=goals").await.assert_sees_not("116 123");
}

#[tokio::test]
async fn s11_a_question_is_shown_as_text() {
    let app = TestApp::start().await;
    for attack in
        ["%3Cscript%3Ealert(1)%3C/script%3E", "%22%3E%3Cimg+src=x+onerror=alert(1)%3E", "goal%3Cb%3E%27%22"]
    {
        let page = app.get(&format!("/guidance/search?q={attack}")).await;
        page.assert_ok();
        assert_eq!(page.texts("main script, main img, main b").len(), 0, "{page}");
    }
    let long = "goal+".repeat(400);
    let page = app.get(&format!("/guidance/search?q={long}")).await;
    page.assert_ok();
    assert!(page.heading().chars().count() < 250);
}

#[tokio::test]
async fn the_reading_list_names_books_and_bodies_and_links_to_home_pages_alone() {
    let app = TestApp::start().await;
    let page = app.get("/guidance/reading").await;
    page.assert_ok();
    for book in [
        "The Good Mentoring Toolkit for Healthcare",
        "Coaching and Mentoring in Health and Social Care",
        "Coaching and Mentoring: Practical Methods to Improve Learning",
        "Coaching for Performance",
        "Co-Active Coaching",
    ] {
        page.assert_sees(book);
    }
    for body in [
        "European Mentoring and Coaching Council",
        "Association for Coaching",
        "International Coaching Federation",
        "Institute of Leadership",
    ] {
        page.assert_sees(body);
    }
    let outside: Vec<String> =
        page.attributes("main a", "href").into_iter().filter(|href| !href.starts_with('/')).collect();
    assert!(
        outside.iter().all(|href| href.starts_with("https://") && href.matches('/').count() == 3),
        "{outside:?}"
    );
}
