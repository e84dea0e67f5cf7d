//! Themes: counted for a pool, and leading back to nobody.

use super::given::{counted, held, pair, relationship, sweep};
use crate::support::app::TestApp;
use crate::support::given;

#[tokio::test]
async fn s13_themes_are_counted_for_each_pool_worked_through_and_kept_nowhere_else() {
    let app = TestApp::start().await;
    let pair = pair(&app, "2027-02-01").await;
    held(&app, pair.relationship, "2027-02-10T09:00Z", 90).await;
    let south = given::pool(&app, "South pool").await;
    let quiet = given::pool(&app, "Quiet pool").await;
    let mentee = given::account(&app).named("Owen Price").make().await.account_id;
    let coaching = relationship(&app, south, pair.mentor.account_id, mentee, "coaching", "2027-02-01").await;
    relationship(&app, quiet, pair.mentor.account_id, mentee, "mentoring", "2027-02-01").await;
    held(&app, coaching, "2027-02-11T09:00Z", 60).await;
    sweep(&app, "2027-03-01T00:00:00Z").await;
    let browser = app.browser_of(&pair.mentor).await;
    let month = browser.get("/returns/2027-02").await;
    month.assert_sees("These are never shown beside your name.");
    let term: i32 = sqlx::query_scalar(
        "select term_id from term where vocabulary_code = 'theme' and term_code = 'bullying'",
    )
    .fetch_one(&app.app.db)
    .await
    .expect("a theme");
    let elsewhere: i32 =
        sqlx::query_scalar("select term_id from term where vocabulary_code = 'profession' limit 1")
            .fetch_one(&app.app.db)
            .await
            .expect("no theme");
    let form = month.form_with_button("Confirm February 2027");
    let sent = form.filled(&[("theme", term.to_string().as_str()), ("step", "confirm")]);
    let mut sent: Vec<(String, String)> = sent;
    sent.push(("theme".to_owned(), elsewhere.to_string()));
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post("/returns/2027-02", &sent).await.assert_path("/returns");
    for (pool, expected) in [(pair.pool, 1), (south, 1), (quiet, 0)] {
        let themes = counted(&app, pool).await;
        assert_eq!(themes.iter().map(|(_, count)| *count).sum::<i32>(), expected);
        assert!(themes.iter().all(|(code, _)| code == "bullying"), "{themes:?}");
    }
    // The return knows that themes were given; no row with a person, a relationship or a return names one.
    let given: bool = sqlx::query_scalar("select themes_given from monthly_return")
        .fetch_one(&app.app.db)
        .await
        .expect("it");
    assert!(given);
    let columns: Vec<String> = sqlx::query_scalar(
        "select table_name || '.' || column_name from information_schema.columns
         where table_schema = 'public' and table_name in ('theme_count', 'monthly_return', 'monthly_return_figure', 'monthly_return_amendment')
           and (table_name = 'theme_count' or column_name like '%term%') order by 1",
    )
    .fetch_all(&app.app.db)
    .await
    .expect("columns");
    assert_eq!(
        columns,
        ["theme_count.count", "theme_count.month", "theme_count.pool_id", "theme_count.term_id"]
    );
    let data: Vec<serde_json::Value> =
        sqlx::query_scalar("select data from event where kind like 'monthly-return%'")
            .fetch_all(&app.app.db)
            .await
            .expect("events");
    assert!(data.iter().all(serde_json::Value::is_null), "{data:?}");
    browser.get("/returns/2027-02").await.assert_sees_not("Bullying");
}

/// What is shown by now stays as it is: a theme named late counts for the month that is not shown yet, so that whoever looked before
/// and after cannot tell who named what.
#[tokio::test]
async fn s13_a_theme_named_late_does_not_change_what_is_shown() {
    let app = TestApp::start().await;
    let pair = pair(&app, "2027-02-01").await;
    held(&app, pair.relationship, "2027-02-10T09:00Z", 90).await;
    sweep(&app, "2027-03-01T00:00:00Z").await;
    sweep(&app, "2027-03-10T00:10:00Z").await;
    let now = app.now();
    let late = rapport::platform::clock::Instant::new("2027-03-20T09:00:00Z".parse().unwrap());
    app.advance(late.since(now));
    let browser = app.browser_of(&pair.mentor).await;
    let month = browser.get("/returns/2027-02").await;
    let theme = month.form_with_button("Confirm February 2027").options("theme")[0].clone();
    browser.submit(&month, &[("theme", theme.as_str())]).await.assert_ok();
    let counted: Vec<(String, i32)> =
        sqlx::query_as("select to_char(month, 'YYYY-MM'), count from theme_count where pool_id = $1")
            .bind(pair.pool)
            .fetch_all(&app.app.db)
            .await
            .unwrap();
    assert_eq!(counted, [("2027-03".to_owned(), 1)]);
}

/// Several months of one person, confirmed late on one day, are one person of the month in which they count.
#[tokio::test]
async fn s13_one_who_is_late_with_three_months_is_not_three_people() {
    let app = TestApp::start().await;
    let pair = pair(&app, "2026-12-01").await;
    for (month, at) in [("2026-12", "2027-01-01"), ("2027-01", "2027-02-01"), ("2027-02", "2027-03-01")] {
        held(&app, pair.relationship, &format!("{month}-10T09:00Z"), 60).await;
        sweep(&app, &format!("{at}T00:00:00Z")).await;
        sweep(&app, &format!("{}-10T00:10:00Z", &at[..7])).await;
    }
    let late = rapport::platform::clock::Instant::new("2027-03-20T09:00:00Z".parse().unwrap());
    app.advance(late.since(app.now()));
    let browser = app.browser_of(&pair.mentor).await;
    for month in ["2026-12", "2027-01", "2027-02"] {
        let page = browser.get(&format!("/returns/{month}")).await;
        let theme = page.form_to(&format!("/returns/{month}")).options("theme")[0].clone();
        browser.submit(&page, &[("theme", theme.as_str()), ("step", "confirm")]).await.assert_ok();
    }
    let (named, givers): (i64, i64) = sqlx::query_as(
        "select (select sum(count) from theme_count)::bigint, (select coalesce(sum(givers), 0) from theme_giver_count)::bigint",
    )
    .fetch_one(&app.app.db)
    .await
    .unwrap();
    assert_eq!(named, 3);
    assert!(givers <= 1, "{givers} people where there is one");
}
