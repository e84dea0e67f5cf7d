//! The directory of pools and schemes, and what coordinators publish in it.

use jiff::SignedDuration;

use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::form::otherwise;
use crate::support::given;
use crate::support::page::Page;

const WHOLE: [(&str, &str); 8] = [
    ("name", "New ward managers"),
    ("kind", "profession"),
    ("summary", "A year of mentoring for newly appointed ward managers"),
    ("for_whom", "Band 7 nurses in their first two years"),
    ("offers", "A mentor from another trust.\n\nFour evenings together."),
    ("how_to_join", "Fill in the form by the last day."),
    ("contact", "Leadership team"),
    ("contact_email", "leadership@example.org"),
];

async fn added(browser: &Client, pool: rapport::platform::ids::PoolId, more: &[(&str, &str)]) -> Page {
    let form = browser.get(&format!("/pools/{pool}/schemes/new")).await;
    browser.submit(&form, &otherwise(&WHOLE, more)).await
}

#[tokio::test]
async fn a_coordinator_adds_a_scheme_and_everybody_finds_it_with_how_to_join() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North pool").await;
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pool).make().await;
    let browser = app.browser_of(&priya).await;
    browser.get(&format!("/pools/{pool}/schemes")).await.assert_sees("None yet.");
    added(&browser, pool, &[("link", "https://www.example.org/wards")])
        .await
        .assert_path(&format!("/pools/{pool}/schemes"));

    let visitor = app.another_browser();
    let directory = visitor.get("/schemes").await;
    directory.assert_sees("North pool").assert_sees("New ward managers").assert_sees("For one profession");
    let path =
        directory.attributes("h3 a", "href").into_iter().find(|href| href.starts_with("/schemes/")).unwrap();
    let page = visitor.get(&path).await;
    for text in [
        "A mentor from another trust.",
        "Band 7 nurses",
        "Fill in the form",
        "leadership@example.org",
        "Open now",
    ] {
        page.assert_sees(text);
    }
    assert!(page.attributes("a", "href").contains(&"https://www.example.org/wards".to_owned()));
}

#[tokio::test]
async fn the_directory_is_narrowed_by_words_kind_and_level_and_says_what_to_do_when_nothing_fits() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North pool").await;
    given::pool(&app, "South pool").await;
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pool).make().await;
    let browser = app.browser_of(&priya).await;
    added(&browser, pool, &[]).await;
    let shown =
        async |query: &str| app.another_browser().get(&format!("/schemes?{query}")).await.texts("h3 a");
    assert_eq!(shown("").await, ["North pool", "New ward managers", "South pool"]);
    assert_eq!(shown("q=ward+MANAGERS").await, ["New ward managers"]);
    assert_eq!(shown("kind=pool").await, ["North pool", "South pool"]);
    assert_eq!(shown("kind=profession&level=national").await, ["New ward managers"]);
    assert_eq!(shown("kind=peer").await, Vec::<String>::new());
    // What patterns give a meaning is taken as it stands, and what is no choice is no narrowing.
    assert_eq!(shown("q=%25").await, Vec::<String>::new());
    assert_eq!(shown("kind=nonsense&level=nonsense").await.len(), 3);
    let nothing = app.another_browser().get("/schemes?q=nowhere").await;
    nothing.assert_sees("Nothing in the directory is like that.").assert_sees("Show everything");
}

#[tokio::test]
async fn a_long_directory_has_pages_that_keep_what_it_is_narrowed_to() {
    let app = TestApp::start().await;
    for number in 0..45 {
        given::pool(&app, &format!("Pool {number:02}")).await;
    }
    let visitor = app.another_browser();
    let first = visitor.get("/schemes?kind=pool").await;
    assert_eq!(first.texts("h3 a").len(), 20);
    let last = visitor.get("/schemes?kind=pool&page=3").await;
    assert_eq!(last.texts("h3 a").len(), 5);
    assert!(last.attributes("nav a", "href").contains(&"/schemes?kind=pool&page=2".to_owned()));
    assert_eq!(visitor.get("/schemes?page=99").await.texts("h3 a").len(), 20);
    let (_, statements) = app.statements(async { visitor.get("/schemes?kind=pool").await }).await;
    assert!(statements.len() <= 3, "{statements:#?}");
}

#[tokio::test]
async fn what_serves_the_place_where_somebody_works_comes_first() {
    let app = TestApp::start().await;
    let trust = given::organisation(&app, "Riverside Trust").await;
    given::pool(&app, "A national pool").await;
    let own = given::pool(&app, "Zeal pool").await;
    sqlx::query("update pool set level = 'organisation', organisation_id = $2 where pool_id = $1")
        .bind(own)
        .bind(trust)
        .execute(&app.app.db)
        .await
        .expect("a pool of the trust");
    let other = given::organisation(&app, "Hillside Trust").await;
    let theirs = given::pool(&app, "Another trust’s pool").await;
    sqlx::query("update pool set level = 'organisation', organisation_id = $2 where pool_id = $1")
        .bind(theirs)
        .bind(other)
        .execute(&app.app.db)
        .await
        .expect("a pool of another trust");
    let amina = given::account(&app).named("Amina Khan").employed_by(trust).make().await;
    let page = app.browser_of(&amina).await.get("/schemes").await;
    assert_eq!(page.texts("h3 a"), ["Zeal pool", "A national pool", "Another trust’s pool"]);
    assert_eq!(page.texts("main h2"), ["Where you work", "Elsewhere"]);
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_the_field_and_everything_typed_is_kept() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North pool").await;
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pool).make().await;
    let browser = app.browser_of(&priya).await;
    let wrong = [
        ("link", "javascript:alert(1)"),
        ("contact_email", "nobody"),
        ("opens-day", "4"),
        ("opens-month", "3"),
        ("opens-year", "2027"),
        ("closes-day", "3"),
        ("closes-month", "3"),
        ("closes-year", "2027"),
    ];
    let refused = added(&browser, pool, &wrong).await;
    refused.assert_status(422);
    refused.assert_error("link", "The link must be a whole address, like https://www.example.org/courses");
    refused.assert_error("closes-day", "The last day must not be before the first");
    assert!(refused.error_on("contact_email").is_some());
    let form = refused.form_having(&[("name", "")]);
    assert_eq!(form.value("name").as_deref(), Some("New ward managers"));
    assert_eq!(form.value("link").as_deref(), Some("javascript:alert(1)"));
    let empty = browser.get(&format!("/pools/{pool}/schemes/new")).await.form_having(&[("name", "")]);
    let refused = browser.submit_form(&empty, &[]).await;
    for field in ["name", "kind", "summary", "for_whom", "offers", "how_to_join", "contact"] {
        assert!(refused.error_on(field).is_some(), "{field}");
    }
}

#[tokio::test]
async fn r3_the_same_form_twice_adds_one_and_a_second_of_the_same_name_is_refused() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North pool").await;
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pool).make().await;
    let browser = app.browser_of(&priya).await;
    let form = browser.get(&format!("/pools/{pool}/schemes/new")).await;
    for _ in 0..2 {
        browser.submit(&form, &WHOLE).await.assert_path(&format!("/pools/{pool}/schemes"));
    }
    added(&browser, pool, &[("name", "NEW ward managers")])
        .await
        .assert_error("name", "This pool already has a scheme of this name");
    let many: i64 =
        sqlx::query_scalar("select count(*) from scheme").fetch_one(&app.app.db).await.expect("a count");
    assert_eq!(many, 1);
}

#[tokio::test]
async fn a_stale_change_is_a_409_with_everything_typed_and_goes_through_when_it_is_sent_again() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North pool").await;
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pool).make().await;
    let (one, other) = (app.browser_of(&priya).await, app.browser_of(&priya).await);
    added(&one, pool, &[]).await;
    let path = edit_path(&one, pool).await;
    let stale = other.get(&path).await;
    one.submit(&one.get(&path).await, &[("summary", "First")]).await.assert_sees("First");
    let refused = other.submit(&stale, &[("summary", "Second")]).await;
    refused.assert_status(409).assert_sees("This was changed meanwhile");
    let again = refused.form_having(&[("name", "")]);
    other.submit_form(&again, &[]).await.assert_path(&format!("/pools/{pool}/schemes")).assert_sees("Second");
}

async fn edit_path(browser: &Client, pool: rapport::platform::ids::PoolId) -> String {
    let desk = browser.get(&format!("/pools/{pool}/schemes")).await;
    desk.attributes(".app-actions a", "href").remove(0)
}

#[tokio::test]
async fn an_ended_scheme_leaves_the_directory_and_its_page_says_so() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North pool").await;
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pool).make().await;
    let browser = app.browser_of(&priya).await;
    added(&browser, pool, &[]).await;
    let edit = edit_path(&browser, pool).await;
    let page = edit.replace(&format!("/pools/{pool}"), "");
    let desk = browser.get(&format!("/pools/{pool}/schemes")).await;
    browser.press(&desk, "End it: New ward managers").await.assert_sees("The scheme has ended");
    browser.post(&format!("{edit}/ending"), &[]).await.assert_path(&format!("/pools/{pool}/schemes"));
    app.another_browser().get("/schemes").await.assert_sees_not("New ward managers");
    app.another_browser()
        .get(&page)
        .await
        .assert_sees("This scheme has ended")
        .assert_sees_not("How to join");
    browser.get(&edit).await.assert_not_found();
    // The name is free again.
    added(&browser, pool, &[]).await.assert_path(&format!("/pools/{pool}/schemes"));
}

#[tokio::test]
async fn s1_a_coordinator_keeps_the_schemes_of_their_own_pool_only() {
    let app = TestApp::start().await;
    let (ours, theirs) = (given::pool(&app, "North pool").await, given::pool(&app, "South pool").await);
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(ours).make().await;
    let ben = given::account(&app).named("Ben Lewis").coordinator_of(theirs).make().await;
    let (browser, other) = (app.browser_of(&priya).await, app.browser_of(&ben).await);
    added(&browser, ours, &[]).await;
    let edit = edit_path(&browser, ours).await;
    let scheme = edit.rsplit('/').next().unwrap().to_owned();
    for pool in [ours, theirs] {
        let path = format!("/pools/{pool}/schemes/{scheme}");
        other.get(&path).await.assert_not_found();
        other.post_only(&path, &WHOLE).await.assert_not_found();
        other.post_only(&format!("{path}/ending"), &[]).await.assert_not_found();
    }
    other.post_only(&format!("/pools/{ours}/schemes"), &WHOLE).await.assert_not_found();
    browser.get(&edit).await.assert_ok();
}

#[tokio::test]
async fn joining_opens_and_closes_by_the_day() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North pool").await;
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pool).make().await;
    let browser = app.browser_of(&priya).await;
    let opens = app.now().plus(SignedDuration::from_hours(24 * 3)).in_london().date();
    let closes = app.now().plus(SignedDuration::from_hours(24 * 5)).in_london().date();
    let texts = [opens.day(), opens.month(), closes.day(), closes.month()].map(|part| part.to_string());
    let years = [opens.year().to_string(), closes.year().to_string()];
    let dates = [
        ("opens-day", texts[0].as_str()),
        ("opens-month", &texts[1]),
        ("opens-year", &years[0]),
        ("closes-day", &texts[2]),
        ("closes-month", &texts[3]),
        ("closes-year", &years[1]),
    ];
    added(&browser, pool, &dates).await;
    let visitor = app.another_browser();
    for sentence in ["open from", "open until", "closed to new people"] {
        visitor.get("/schemes").await.assert_sees(sentence);
        app.advance(SignedDuration::from_hours(24 * 3));
    }
}
