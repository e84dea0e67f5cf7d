//! Help me decide: the questions, the answers with their reasons, the way into a search; and that nothing is kept.

use crate::support::app::TestApp;
use crate::support::given;

const PATH: &str = "/guidance/coaching-or-mentoring";

/// What somebody answers who wants a mentor for their next step.
const NEXT_STEP: [(&str, &str); 7] = [
    ("change", "next-step"),
    ("when", "years"),
    ("shape", "direction"),
    ("agenda", "me"),
    ("experience", "yes"),
    ("help", "stories"),
    ("health", "no"),
];

#[tokio::test]
async fn seven_questions_lead_to_an_answer_with_its_reasons_and_a_search_filled_in() {
    let app = TestApp::start().await;
    app.follow().await;
    let page = app.get(PATH).await;
    page.assert_ok();
    assert_eq!(page.texts("form[method='post'] fieldset").len(), 7, "{page}");
    let answer = app.submit(&page, &NEXT_STEP).await;
    answer.assert_ok().assert_path(PATH).assert_heading("Mentoring looks right for this");
    assert!(answer.texts("main h2 + ul li").len() >= 5, "the reasons. {answer}");
    answer.assert_sees("You want somebody who has been there.").assert_sees("not therapy or counselling");
    let links = answer.attributes("main .app-actions a", "href");
    assert_eq!(links, ["/find?offering=mentoring&area=career-progression&seniority=above-1"]);
    let find = app.get(&links[0]).await;
    find.assert_ok();
    for (name, value) in [("offering", "mentoring"), ("area", "career-progression"), ("seniority", "above-1")]
    {
        let checked = format!(
            "[name='{name}'][value='{value}'][checked], [name='{name}'] option[value='{value}'][selected]"
        );
        assert_eq!(find.texts(&checked).len(), 1, "{name} is filled in. {find}");
    }
}

#[tokio::test]
async fn an_answer_is_the_same_page_again_when_it_is_sent_again_and_can_be_changed() {
    let app = TestApp::start().await;
    let page = app.get(PATH).await;
    let (first, again) = (app.submit(&page, &NEXT_STEP).await, app.submit(&page, &NEXT_STEP).await);
    assert_eq!(first.body, again.body);
    let chosen = first.attributes("details input[checked]", "value");
    assert_eq!(chosen.len(), 7, "{first}");
    let other = app.submit(&first, &[("change", "conditions"), ("help", "decision")]).await;
    other.assert_heading("Talk with your line manager first");
    assert!(other.attributes("main a", "href").iter().all(|href| !href.starts_with("/find?")), "{other}");
}

#[tokio::test]
async fn health_and_safety_come_first_and_the_three_numbers_are_on_every_answer() {
    let app = TestApp::start().await;
    let page = app.get(PATH).await;
    for (answers, heading) in [
        (
            vec![("health", "yes"), ("change", "next-step"), ("experience", "yes")],
            "Another kind of help comes first",
        ),
        (vec![("change", "behaviour")], "Tell somebody who can act on it"),
        (vec![("change", "conditions")], "Talk with your line manager first"),
        (vec![("help", "questions"), ("experience", "no")], "Coaching looks right for this"),
        (vec![("health", "partly")], "Either could be right for this"),
    ] {
        let answer = app.submit(&page, &answers).await;
        answer
            .assert_ok()
            .assert_heading(heading)
            .assert_sees("999")
            .assert_sees("111")
            .assert_sees("116 123");
        assert_eq!(answer.text().matches("Checked 29 November 2026").count(), 3, "{answer}");
        assert!(super::telephone_numbers(&answer.text()).is_empty(), "{answer}");
    }
    app.submit(&page, &[("health", "partly")]).await.assert_sees("If it wears you down");
    let empty = app.submit(&page, &[]).await;
    empty.assert_error("change", "Answer at least one of the questions");
}

#[tokio::test]
async fn s13_answers_leave_no_trace_in_addresses_cookies_or_the_database() {
    let app = TestApp::start().await;
    let mentee = given::account(&app).make().await;
    for browser in [app.another_browser(), app.browser_of(&mentee).await] {
        let page = browser.get(PATH).await;
        let (cookies, rows) = (browser.cookies(), rows(&app).await);
        let answer = browser.submit(&page, &[("health", "yes"), ("change", "behaviour")]).await;
        assert_eq!(answer.path, PATH, "no answer is in the address");
        assert!(answer.redirects.is_empty(), "{answer}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("set-cookie"), None);
        assert_eq!(browser.cookies(), cookies);
        assert_eq!(self::rows(&app).await, rows);
        for href in answer.attributes("a", "href") {
            assert!(!href.contains("health") && !href.contains("behaviour"), "{href}");
        }
    }
}

/// How many rows every table has, but for what any request may touch.
async fn rows(app: &TestApp) -> Vec<(String, i64)> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1",
    )
    .fetch_all(&app.app.db)
    .await
    .expect("the tables");
    let mut counted = Vec::new();
    for table in tables.into_iter().filter(|table| table != "_sqlx_migrations") {
        let count = format!("select count(*) from {table}");
        let rows: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(count)).fetch_one(&app.app.db).await.expect("a count");
        counted.push((table, rows));
    }
    counted
}

#[tokio::test]
async fn the_old_address_leads_to_the_new_one_for_good() {
    let app = TestApp::start().await;
    let page = app.get_only("/coaching-or-mentoring").await;
    page.assert_status(308);
    assert_eq!(page.header("location"), Some(PATH));
}

#[tokio::test]
async fn every_area_an_answer_suggests_may_stand_in_an_address() {
    let app = TestApp::start().await;
    let open: Vec<String> = sqlx::query_scalar(
        "select term_code from term
         where vocabulary_code = 'development-area' and not sensitive and valid_to is null",
    )
    .fetch_all(&app.app.db)
    .await
    .expect("the areas");
    let suggested = rapport::guidance::decide::QUESTIONS
        .iter()
        .flat_map(|question| question.answers)
        .filter_map(|answer| answer.area)
        .collect::<Vec<_>>();
    assert!(suggested.len() >= 5);
    for area in suggested {
        assert!(open.iter().any(|code| code == area), "{area} is no area, or a private one");
    }
}
