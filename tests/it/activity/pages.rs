//! Pages of activity: whose they are, themes, the report.

use super::given::town;
use crate::returns::given::{held, relationship};
use crate::support::app::TestApp;
use crate::support::browser::{Browser, serve};
use crate::support::given;
use rapport::platform::ids::PoolId;

async fn themes(app: &TestApp, pool: PoolId, counts: &[(&str, i32)]) {
    for (code, count) in counts {
        sqlx::query(
            "insert into theme_count (pool_id, month, term_id, count)
             select $1, '2026-10-01', term_id, $3 from term where vocabulary_code = 'theme' and term_code = $2",
        )
        .bind(pool)
        .bind(code)
        .bind(count)
        .execute(&app.app.db)
        .await
        .expect("a count");
    }
    named_by(app, pool, 9).await;
}

/// So many coaches and mentors named themes in that month.
async fn named_by(app: &TestApp, pool: PoolId, givers: i32) {
    sqlx::query(
        "insert into theme_giver_count (pool_id, month, givers) values ($1, '2026-10-01', $2)
         on conflict (pool_id, month) do update set givers = excluded.givers",
    )
    .bind(pool)
    .bind(givers)
    .execute(&app.app.db)
    .await
    .expect("givers");
}

#[tokio::test]
async fn s1_activity_is_for_the_coordinators_of_the_pool_alone() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North pool").await;
    let other = given::pool(&app, "South pool").await;
    let ben = given::account(&app).named("Ben Lewis").coordinator_of(other).make().await;
    let ruth = given::account(&app).named("Ruth Adeyemi").administrator().make().await;
    for person in [&ben, &ruth] {
        let browser = app.browser_of(person).await;
        for page in ["activity", "activity.csv", "report"] {
            browser.get(&format!("/pools/{pool}/{page}")).await.assert_not_found();
        }
    }
    app.browser_of(&ben).await.get("/admin/activity").await.assert_not_found();
    let taken: i64 = sqlx::query_scalar("select count(*) from event where kind like 'activity%'")
        .fetch_one(&app.app.db)
        .await
        .expect("events");
    assert_eq!(taken, 0);
}

#[tokio::test]
async fn an_empty_year_says_what_to_do_and_an_address_of_nonsense_shows_this_year_by_month() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North pool").await;
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pool).make().await;
    let browser = app.browser_of(&priya).await;
    let page = browser.get(&format!("/pools/{pool}/activity?year=x&by=name")).await;
    page.assert_heading("North pool Activity, April 2026 to March 2027")
        .assert_sees("There is no year x here, so this is April 2026 to March 2027.")
        .assert_sees("No meetings are recorded in this year.");
    for by in ["organisation", "region", "profession"] {
        browser
            .get(&format!("/pools/{pool}/activity?by={by}"))
            .await
            .assert_sees("No meetings are recorded in this year.");
    }
    browser
        .get(&format!("/pools/{pool}/activity?by=theme"))
        .await
        .assert_sees("No themes are named in this year.");
    browser.get(&format!("/pools/{pool}/report")).await.assert_sees("No meetings are recorded in this year.");
}

#[tokio::test]
async fn s13_themes_are_rounded_and_what_few_named_is_not_listed_on_any_page() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North pool").await;
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pool).make().await;
    let browser = app.browser_of(&priya).await;
    themes(&app, pool, &[("workload", 23), ("staffing", 8), ("bullying", 7), ("discrimination", 1)]).await;
    for path in ["activity?by=theme", "activity.csv?by=theme", "report"] {
        let page = browser.get_only(&format!("/pools/{pool}/{path}")).await;
        for (text, there) in
            [("Workload", true), ("Staffing", true), ("Bullying", false), ("Discrimination", false)]
        {
            assert_eq!(page.body.contains(text), there, "{text} in {path}");
        }
        assert!(page.body.contains("25") && !page.body.contains(">23<"), "{path}");
    }
    let page = browser.get(&format!("/pools/{pool}/activity?by=theme")).await;
    // Those of a month that is still being confirmed are not among them.
    sqlx::query("insert into theme_count (pool_id, month, term_id, count) select $1, '2027-02-01', term_id, 50 from theme_count where count = 8")
        .bind(pool)
        .execute(&app.app.db)
        .await
        .expect("a count of February");
    assert_eq!(
        browser.get(&format!("/pools/{pool}/activity?by=theme")).await.texts("tbody td"),
        ["25", "10"]
    );
    page.assert_sees("Other themes were named fewer than eight times. Which they are is not shown.");
    assert_eq!(page.texts("tbody td"), ["25", "10"]);
}

#[tokio::test]
async fn every_page_makes_few_statements_however_much_there_is() {
    let app = TestApp::start().await;
    let town = town(&app, 5, 40).await;
    let browser = app.browser_of(&town.coordinator).await;
    for path in
        ["activity", "activity?by=organisation", "activity?by=profession", "activity?by=theme", "report"]
    {
        let (page, statements) = app.statements(browser.get(&format!("/pools/{}/{path}", town.pool))).await;
        page.assert_ok();
        assert!(statements.len() <= 4, "{path}: the viewer's and three: {statements:#?}");
    }
}

#[tokio::test]
async fn the_report_says_how_the_year_went_and_leaves_out_what_few_are_behind() {
    let app = TestApp::start().await;
    let town = town(&app, 6, 60).await;
    let browser = app.browser_of(&town.coordinator).await;
    let mentor = given::account(&app).named("Hal Reed").make().await.account_id;
    let mentee = given::account(&app).named("Sam Birch").make().await.account_id;
    for (status, answered, outcome) in
        [("sent", None, None), ("closed", Some(2), Some("declined")), ("arranging", Some(4), None)]
    {
        sqlx::query(
            "insert into chemistry_request (chemistry_request_id, pool_id, mentee_id, practitioner_id, offering, status, hope, times,
               clock_from, clock_wd, until, outcome, created_at, sent_at, answered_at, closed_at, submission_id)
             values (gen_random_uuid(), $1, $2, $3, $7, $4, '', 'suggest', case when $4 <> 'closed' then $6::timestamptz end,
               case when $4 <> 'closed' then 10 end, case when $4 <> 'closed' then $6 + interval '14 days' end, $8, $6, $6,
               $6 + make_interval(days => $5), case when $4 = 'closed' then $6 + interval '2 days' end, gen_random_uuid())",
        )
        .bind(town.pool)
        .bind(given::account(&app).named("Ada Moss").make().await.account_id)
        .bind(mentor)
        .bind(status)
        .bind(answered)
        .bind(app.now())
        .bind(if status == "arranging" { "coaching" } else { "mentoring" })
        .bind(outcome)
        .execute(&app.app.db)
        .await
        .expect("a request");
    }
    let quiet = relationship(&app, town.other, mentor, mentee, "mentoring", "2026-05-01").await;
    held(&app, quiet, "2026-06-01T09:00Z", 60).await;
    let report = browser.get(&format!("/pools/{}/report", town.pool)).await;
    report
        .assert_sees("Requests sentfewer than eight Time to an answerfewer than eight were answered")
        .assert_sees_not("of which")
        .assert_sees("Months up to January 2027; later ones are not in yet.")
        .assert_sees("No monthly activity has been sent for this year yet.")
        .assert_sees("This report leaves the pool.");
    let waiting = report.texts(".app-sums dd");
    assert_eq!(waiting[3], "fewer than eight", "one waits");
    for row in report.texts("tbody tr") {
        let people: Option<i64> =
            row.rsplit(' ').next().and_then(|people| people.replace(',', "").parse().ok());
        assert!(people.is_none_or(|people| people == 0 || people >= 8), "{row}");
    }
}

/// One who names the same each month is not several, however often it was.
#[tokio::test]
async fn s13_what_only_two_named_between_them_is_not_shown_however_often() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North pool").await;
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pool).make().await;
    themes(&app, pool, &[("bullying", 40)]).await;
    for (givers, shown) in [(2, false), (3, true)] {
        named_by(&app, pool, givers).await;
        let browser = app.browser_of(&priya).await;
        for path in ["activity?year=2026&by=theme", "report?year=2026", "activity.csv?year=2026&by=theme"] {
            let page = browser.get(&format!("/pools/{pool}/{path}")).await;
            assert_eq!(page.assert_ok().body.contains("Bullying"), shown, "{path}, {givers}");
        }
    }
}

#[tokio::test]
async fn a_year_that_is_none_is_said_on_pages_and_is_no_file() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North pool").await;
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pool).administrator().make().await;
    let browser = app.browser_of(&priya).await;
    for year in ["1999", "2031"] {
        for path in ["activity", "report"] {
            browser
                .get(&format!("/pools/{pool}/{path}?year={year}"))
                .await
                .assert_sees(&format!("There is no year {year} here, so this is April 2026 to March 2027."));
        }
        browser.get(&format!("/admin/activity?year={year}")).await.assert_sees("There is no year");
        browser.get(&format!("/pools/{pool}/activity.csv?year={year}")).await.assert_not_found();
    }
    for year in ["", "2026", "2019"] {
        let page = browser.get(&format!("/pools/{pool}/activity?year={year}")).await;
        page.assert_ok().assert_sees_not("There is no year");
        browser.get_only(&format!("/pools/{pool}/activity.csv?year={year}")).await.assert_ok();
    }
    let page = browser.get(&format!("/pools/{pool}/activity?year=2019")).await;
    assert_eq!(page.texts("nav strong[aria-current]"), ["April 2019 to March 2020", "Month"]);
}

/// A year in full: every month, all themes, and more searches than fit.
async fn full_year(app: &TestApp, pool: PoolId) {
    let mentor = given::account(app).named("Hal Reed").make().await.account_id;
    for number in 0..9 {
        let mentee = given::account(app).named("Sam Birch").make().await.account_id;
        let id = relationship(app, pool, mentor, mentee, "mentoring", "2025-04-01").await;
        for month in 4..16 {
            let (year, month) = if month > 12 { (2026, month - 12) } else { (2025, month) };
            held(app, id, &format!("{year}-{month:02}-10T{:02}:00Z", 8 + number), 60).await;
        }
    }
    for statement in [
        "insert into theme_count (pool_id, month, term_id, count)
         select $1, '2025-10-01', term_id, 20 + term_id % 50 from term where vocabulary_code = 'theme'",
        "insert into theme_giver_count (pool_id, month, givers) values ($1, '2025-10-01', 9)",
        "insert into unmet_search (pool_id, month, term_id, count)
         select $1, '2025-10-01', term_id, 20 + term_id % 50 from term where vocabulary_code = 'development-area' order by position limit 13",
    ] {
        sqlx::query(statement).bind(pool).execute(&app.app.db).await.expect(statement);
    }
}

#[tokio::test]
async fn the_report_names_the_first_themes_and_searches_and_the_page_has_the_others() {
    let app = TestApp::start().await;
    let pool = given::pool(&app, "North pool").await;
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pool).make().await;
    full_year(&app, pool).await;
    let themes: i64 =
        sqlx::query_scalar("select count(*) from theme_count").fetch_one(&app.app.db).await.unwrap();
    let browser = app.browser_of(&priya).await;
    let report = browser.get(&format!("/pools/{pool}/report?year=2025")).await;
    assert_eq!(report.texts(".app-report__list li").len(), 10);
    report
        .assert_sees(&format!("And {} more, on the activity page.", themes - 5))
        .assert_sees("And 8 more, on the activity page.")
        .assert_sees_not("later ones are not in yet");
    assert_eq!(report.texts("tbody tr").len(), 13);
    let (page, statements) =
        app.statements(browser.get(&format!("/pools/{pool}/activity?year=2025&by=theme"))).await;
    assert_eq!(page.texts("#unmet + table tbody tr").len(), 13);
    assert!(statements.len() <= 4, "{statements:#?}");
}

/// Needs a browser: the report is one sheet of A4, however much there is to say.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_report_prints_on_one_page() {
    let (app, served) = serve(false).await;
    let pool = given::pool(&app, "North East and Yorkshire coaching and mentoring for everybody").await;
    let priya = given::account(&app).named("Priya Sharma").coordinator_of(pool).make().await;
    full_year(&app, pool).await;
    let browser = Browser::start(&app.app.site.base_url).await;
    browser.take_cookies(app.browser_of(&priya).await.cookies()).await;
    browser.open(&format!("/pools/{pool}/report?year=2025")).await;
    let printed = browser
        .command("Page.printToPDF", serde_json::json!({"paperWidth": 8.27, "paperHeight": 11.69}))
        .await;
    browser.quit().await;
    served.stop().await;
    let pdf = data_encoding::BASE64.decode(printed["data"].as_str().unwrap().as_bytes()).unwrap();
    let text = String::from_utf8_lossy(&pdf).replace("/Type /Pages", "");
    assert_eq!(text.matches("/Type /Page").count(), 1, "sheets of paper");
    if let Ok(folder) = std::env::var("RAPPORT_TEST_SCREENSHOTS") {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(std::path::Path::new(&folder).join("report.pdf"), pdf).unwrap();
    }
}
