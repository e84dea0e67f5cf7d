//! Somebody's own months, over HTTP.

use futures_util::future::join_all;
use rapport::organisations::day_of;

use super::given::{Pair, figures, held, pair, standing, sweep};
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::given;

/// A mentor with an hour and a half in February, told on the 1st.
async fn february(app: &TestApp) -> (Pair, Client) {
    let pair = pair(app, "2027-02-01").await;
    held(app, pair.relationship, "2027-02-10T09:00Z", 90).await;
    sweep(app, "2027-03-01T00:00:00Z").await;
    let browser = app.browser_of(&pair.mentor).await;
    (pair, browser)
}

fn mentoring(pair: &Pair) -> String {
    format!("mentoring-{}", pair.pool)
}

#[tokio::test]
async fn a_month_is_confirmed_in_two_clicks_from_the_mail() {
    let app = TestApp::start().await;
    let (pair, browser) = february(&app).await;
    let link = app.mail_to(&pair.mentor.email).await.link("/returns");
    let month = browser.get(&link).await;
    month
        .assert_heading("Your monthly activity February 2027")
        .assert_sees("Sessions recorded here: 1 hour 30 minutes");
    let list = browser.press(&month, "Confirm February 2027").await;
    list.assert_path("/returns")
        .assert_sees("February 2027 is confirmed. Thank you.")
        .assert_sees("Confirmed");
    assert_eq!(standing(&app, pair.mentor.account_id).await[0].1, "submitted");
    browser.get("/returns/2027-02").await.assert_sees("You confirmed this month on");
}

#[tokio::test]
async fn r3_confirming_again_and_at_once_is_one_confirmation() {
    let app = TestApp::start().await;
    let (pair, browser) = february(&app).await;
    let month = browser.get("/returns/2027-02").await;
    let form = month.form_with_button("Confirm February 2027");
    let theme = form.options("theme")[0].clone();
    let sent = form.filled(&[("theme", theme.as_str()), ("step", "confirm")]);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answers = join_all((0..50).map(|_| browser.post_only("/returns/2027-02", &sent))).await;
    for answer in answers {
        answer.assert_status(303);
    }
    let counted = super::given::counted(&app, pair.pool).await;
    assert_eq!(counted.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [1]);
    let events: i64 =
        sqlx::query_scalar("select count(*) from event where kind = 'monthly-return.submitted'")
            .fetch_one(&app.app.db)
            .await
            .expect("events");
    assert_eq!(events, 1);
}

#[tokio::test]
async fn hours_are_taken_as_people_write_them_and_what_is_wrong_is_said_beside_it() {
    let app = TestApp::start().await;
    let (pair, browser) = february(&app).await;
    let field = mentoring(&pair);
    let month = browser.get("/returns/2027-02").await;
    for (typed, message) in [
        ("two", "enter how long it was, like 1.5 hours, 1:30 or 90 min"),
        ("90", "say whether these are hours or minutes, like 90 min or 1.5 hours"),
    ] {
        let back = browser.submit(&month, &[(field.as_str(), typed), ("cpd", "1:15")]).await;
        back.assert_status(422).assert_error(&field, &format!("Mentoring, North pool: {message}"));
        assert_eq!(back.attributes("#cpd", "value"), ["1:15"], "what was typed is kept");
    }
    browser.submit(&month, &[(field.as_str(), "90 min"), ("cpd", "1.25")]).await.assert_path("/returns");
    let expected = [("cpd".to_owned(), 75, 0), ("mentoring".to_owned(), 90, 90)];
    assert_eq!(figures(&app, pair.mentor.account_id, "2027-02").await, expected);
}

#[tokio::test]
async fn a_change_after_sending_keeps_and_shows_what_was_said_before() {
    let app = TestApp::start().await;
    let (pair, browser) = february(&app).await;
    let field = mentoring(&pair);
    let month = browser.get("/returns/2027-02").await;
    browser.press(&month, "Confirm February 2027").await;
    let month = browser.get("/returns/2027-02").await;
    assert!(!month.forms().iter().any(|form| form.has("theme")), "themes are asked once");
    let changed = browser.submit(&month, &[(field.as_str(), "3:00")]).await;
    changed
        .assert_path("/returns/2027-02")
        .assert_sees("What it said before")
        .assert_sees("Mentoring, North pool: 1 hour 30 minutes");
    assert_eq!(standing(&app, pair.mentor.account_id).await[0].1, "amended");
    let changed = browser.submit(&changed, &[(field.as_str(), "2:00")]).await;
    changed.assert_sees("Mentoring, North pool: 3 hours");
    assert_eq!(changed.texts("h3").len(), 2, "each change is kept");
    // The first form, sent again, says something else than the return does now.
    let stale = browser.submit(&month, &[(field.as_str(), "5:00")]).await;
    stale.assert_status(409).assert_sees("It changed while you typed");
    assert_eq!(stale.attributes(&format!("[id='{field}']"), "value"), ["5:00"], "what was typed is kept");
    browser.press(&stale, "Change the figures").await.assert_path("/returns/2027-02");
    assert_eq!(figures(&app, pair.mentor.account_id, "2027-02").await[0].1, 300);
}

#[tokio::test]
async fn what_was_taken_unconfirmed_can_be_confirmed_with_its_themes_or_changed() {
    let app = TestApp::start().await;
    let (pair, browser) = february(&app).await;
    let open = browser.get("/returns/2027-02").await;
    sweep(&app, "2027-03-10T00:00:00Z").await;
    let mut db = app.app.db.acquire().await.expect("a connection");
    let names =
        rapport::returns::unconfirmed(&mut db, pair.pool, day_of(app.now())).await.expect("the unconfirmed");
    assert_eq!(
        names.iter().map(|one| (one.name.as_str(), one.month.code())).collect::<Vec<_>>(),
        [("Grace Obi", "2027-02".to_owned())]
    );
    let other = given::pool(&app, "South pool").await;
    assert_eq!(rapport::returns::unconfirmed(&mut db, other, day_of(app.now())).await.expect("none"), []);
    // A form from before, with another figure, is not taken without another look.
    browser.submit(&open, &[(mentoring(&pair).as_str(), "4:00")]).await.assert_status(409);
    let month = browser.get("/returns/2027-02").await;
    month.assert_sees("nobody has confirmed it");
    let theme = month.form_with_button("Confirm February 2027").options("theme")[0].clone();
    browser.submit(&month, &[("theme", theme.as_str())]).await.assert_path("/returns");
    assert_eq!(standing(&app, pair.mentor.account_id).await[0].1, "submitted");
    assert_eq!(super::given::counted(&app, pair.pool).await.len(), 1);
    assert_eq!(rapport::returns::unconfirmed(&mut db, pair.pool, day_of(app.now())).await.expect("none"), []);
}

#[tokio::test]
async fn s1_a_month_of_somebody_else_is_as_one_that_does_not_exist() {
    let app = TestApp::start().await;
    let (pair, _) = february(&app).await;
    let other = given::account(&app).named("Owen Price").make().await;
    let browser = app.browser_of(&other).await;
    for path in ["/returns/2027-02", "/returns/2026-02", "/returns/february", "/returns/2027-02-01"] {
        browser.get(path).await.assert_not_found();
    }
    browser.post("/returns/2027-02", &[(mentoring(&pair).as_str(), "9:00")]).await.assert_not_found();
    browser.get("/returns").await.assert_sees("There is nothing to say yet.");
    // Figures of a pool that is not in the return are not taken.
    let foreign = given::pool(&app, "South pool").await;
    let own = app.browser_of(&pair.mentor).await;
    own.post("/returns/2027-02", &[(format!("mentoring-{foreign}").as_str(), "9:00")])
        .await
        .assert_path("/returns");
    assert_eq!(figures(&app, pair.mentor.account_id, "2027-02").await, [("mentoring".to_owned(), 90, 90)]);
}

#[tokio::test]
async fn the_list_and_a_month_make_few_statements_and_looking_changes_nothing() {
    let app = TestApp::start().await;
    let (pair, browser) = february(&app).await;
    held(&app, pair.relationship, "2027-03-02T09:00Z", 45).await;
    let before = app.database.everything_as_text().await;
    for path in ["/returns", "/returns/2027-02"] {
        let (page, statements) = app.statements(browser.get(path)).await;
        page.assert_ok();
        assert!(statements.len() <= 4, "{path}: the viewer's and three: {statements:#?}");
    }
    assert_eq!(before, app.database.everything_as_text().await);
    browser.get("/returns").await.assert_sees("March 2027 so far").assert_sees("45 minutes");
    let mut db = app.app.db.acquire().await.expect("a connection");
    let so_far =
        rapport::returns::month_so_far(&mut db, pair.mentor.account_id, app.now()).await.expect("the month");
    let minutes: Vec<(&str, i64)> = so_far.iter().map(|one| (one.kind.code(), one.minutes)).collect();
    assert_eq!(minutes, [("mentoring", 45), ("supervision-received", 0), ("cpd", 0)]);
    let open = rapport::returns::open_returns(&mut db, pair.mentor.account_id).await.expect("what is open");
    assert_eq!(open.iter().map(|one| one.month.code()).collect::<Vec<_>>(), ["2027-02"]);
}

#[tokio::test]
async fn nothing_of_a_month_outlives_the_account() {
    let app = TestApp::start().await;
    let (pair, browser) = february(&app).await;
    let month = browser.get("/returns/2027-02").await;
    browser.press(&month, "Confirm February 2027").await;
    let month = browser.get("/returns/2027-02").await;
    browser.submit(&month, &[(mentoring(&pair).as_str(), "2:00")]).await;
    let mut db = app.app.db.acquire().await.expect("a connection");
    rapport::returns::erase(&mut db, pair.mentor.account_id).await.expect("erased");
    let left: i64 = sqlx::query_scalar(
        "select (select count(*) from monthly_return) + (select count(*) from monthly_return_figure)
           + (select count(*) from monthly_return_amendment)",
    )
    .fetch_one(&app.app.db)
    .await
    .expect("what is left");
    assert_eq!(left, 0);
}

#[tokio::test]
async fn hours_and_themes_go_with_a_pool_that_becomes_part_of_another() {
    let app = TestApp::start().await;
    let (pair, browser) = february(&app).await;
    let month = browser.get("/returns/2027-02").await;
    let theme = month.form_with_button("Confirm February 2027").options("theme")[0].clone();
    browser.submit(&month, &[("theme", theme.as_str())]).await;
    let into = given::pool(&app, "South pool").await;
    let mut db = app.app.db.acquire().await.expect("a connection");
    sqlx::query("insert into monthly_return_figure select monthly_return_id, $1, kind, 30, 30 from monthly_return_figure where kind = 'mentoring'")
        .bind(into)
        .execute(&mut *db)
        .await
        .expect("hours in both");
    sqlx::query("insert into theme_count select $1, month, term_id, 4 from theme_count")
        .bind(into)
        .execute(&mut *db)
        .await
        .expect("themes in both");
    rapport::returns::move_to_pool(&mut db, pair.pool, into).await.expect("moved");
    assert_eq!(figures(&app, pair.mentor.account_id, "2027-02").await, [("mentoring".to_owned(), 120, 120)]);
    assert_eq!(super::given::counted(&app, into).await.iter().map(|(_, count)| *count).sum::<i32>(), 5);
    assert_eq!(super::given::counted(&app, pair.pool).await, []);
}
