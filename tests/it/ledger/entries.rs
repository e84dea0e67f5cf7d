use jiff::SignedDuration;
use rapport::ledger;

use super::{added, coach, count, entry_path};
use crate::support::app::TestApp;
use crate::support::given;
use crate::support::page::Page;

const CANARY: &str = "The canary sang in the staff room at dawn.";

#[tokio::test]
async fn a_mentee_keeps_their_cpd_and_is_offered_nothing_else() {
    let app = TestApp::start().await;
    let amina = given::account(&app).named("Amina Khan").make().await;
    app.sign_in_as(&amina).await;
    let page = app.get("/supervision").await;
    page.assert_heading("CPD").assert_sees("Nothing yet.").assert_sees_not("Your passport");
    let cpd = [
        ("kind", "cpd"),
        ("held-day", "1"),
        ("held-month", "2"),
        ("held-year", "2027"),
        ("length", "90 min"),
        ("title", "Difficult conversations"),
        ("happened", "A morning of practice in threes."),
        ("next", "Ask first, then say what I think."),
    ];
    let done = app.submit(&page, &cpd).await;
    done.assert_path("/supervision")
        .assert_sees("It is in your ledger.")
        .assert_sees("1 entry, 1 hour 30 minutes.");
    done.assert_sees("With your reflection.");
    let path = entry_path(&app, "Difficult conversations").await;
    let entry = app.get(&path).await;
    let form = entry.form_to(&path);
    assert_eq!(form.value("length").as_deref(), Some("1 hour 30 minutes"));
    assert_eq!(form.value("next").as_deref(), Some("Ask first, then say what I think."));
    let other = ("kind", "supervision-given");
    let typed = crate::support::form::otherwise(&cpd, &[other]);
    app.post("/supervision", &typed).await.assert_status(422);
    app.get("/account").await.assert_sees("CPD and supervision");
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_the_field_and_everything_typed_is_kept() {
    let app = TestApp::start().await;
    let (_, _, browser) = coach(&app).await;
    let page = browser.get("/supervision").await;
    let empty = browser.submit_form(&page.form_to("/supervision"), &[]).await;
    empty.assert_error("kind", "Select what you are adding");
    empty.assert_error("held-day", "Enter the date on which it was held");
    empty.assert_error("length", "Enter how long it was, like 1.5 hours, 1:30 or 90 min");
    empty.assert_error("title", "Enter what it was about");
    let long = "x".repeat(3001);
    let wrong = [("held-year", "2028"), ("length", "90"), ("learned", long.as_str()), ("happened", CANARY)];
    let refused = added(&browser, &wrong).await;
    refused.assert_status(422).assert_error("held-day", "The date must be today or in the past");
    refused.assert_error("length", "Say whether these are hours or minutes, like 90 min or 1.5 hours");
    assert!(refused.error_on("learned").is_some());
    let form = refused.form_to("/supervision");
    assert_eq!(form.value("happened").as_deref(), Some(CANARY));
    assert_eq!(form.value("title").as_deref(), Some("Managing endings"));
    assert_eq!(count(&app, "select count(*) from ledger_entry").await, 0);
}

#[tokio::test]
async fn s1_an_entry_of_somebody_else_does_not_exist() {
    let app = TestApp::start().await;
    let (_, _, browser) = coach(&app).await;
    added(&browser, &[("learned", CANARY)]).await.assert_path("/supervision");
    let path = entry_path(&browser, "Managing endings").await;
    let owen = given::account(&app).named("Owen Price").make().await;
    let other = app.browser_of(&owen).await;
    other.get(&path).await.assert_not_found().assert_sees_not("canary");
    other.post(&path, &[("version", "1"), ("learned", "Mine")]).await.assert_not_found();
    other.post(&format!("{path}/deletion"), &[]).await.assert_not_found();
    other.get("/supervision").await.assert_sees_not("Managing endings");
    other.get("/cpd-statement").await.assert_sees_not("canary");
    assert_eq!(count(&app, "select count(*) from ledger_entry").await, 1);
}

#[tokio::test]
async fn r3_the_same_form_fifty_times_is_one_entry_and_one_piece_of_evidence() {
    let app = TestApp::start().await;
    let (_, grace, browser) = coach(&app).await;
    let page = browser.get("/supervision").await;
    let sent = page.form_to("/supervision").filled(&super::WHOLE);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (browser, sent) = (app.browser_of(&grace).await, sent.clone());
        tasks.spawn(async move {
            let sent: Vec<(&str, &str)> =
                sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            browser.post_only("/supervision", &sent).await.status.as_u16()
        });
    }
    let statuses = tasks.join_all().await;
    assert!(statuses.iter().all(|status| *status == 303), "{statuses:?}");
    assert_eq!(count(&app, "select count(*) from ledger_entry").await, 1);
    assert_eq!(count(&app, "select count(*) from evidence").await, 1);
    assert_eq!(count(&app, "select count(*) from event where kind = 'ledger-entry.recorded'").await, 1);
    // The same form with something else in it is not taken for the same.
    let other =
        browser.submit(&page, &crate::support::form::otherwise(&super::WHOLE, &[("length", "2")])).await;
    other.assert_status(422);
    assert!(other.error_on("title").is_some_and(|error| error.contains("this is different")), "{other}");
    browser.press(&other, "Add it").await.assert_path("/supervision");
    assert_eq!(count(&app, "select count(*) from ledger_entry").await, 2);
}

#[tokio::test]
async fn a_stale_change_is_a_409_that_keeps_what_was_typed_and_the_same_change_twice_is_one() {
    let app = TestApp::start().await;
    let (_, _, browser) = coach(&app).await;
    added(&browser, &[]).await;
    let path = entry_path(&browser, "Managing endings").await;
    let page = browser.get(&path).await;
    let form = page.form_to(&path);
    for _ in 0..2 {
        browser.submit_form(&form, &[("title", "Beginnings")]).await.assert_path("/supervision");
    }
    assert_eq!(count(&app, "select version::bigint from ledger_entry").await, 2);
    let stale = browser.submit_form(&form, &[("title", "Middles"), ("learned", CANARY)]).await;
    stale.assert_status(409).assert_sees("This was not saved yet");
    let again = stale.form_to(&path);
    assert_eq!(again.value("learned").as_deref(), Some(CANARY));
    browser.submit_form(&again, &[]).await.assert_path("/supervision").assert_sees("Middles");
}

#[tokio::test]
async fn s14_reflections_are_unreadable_in_a_dump_and_in_no_event() {
    let app = TestApp::start().await;
    let (_, _, browser) = coach(&app).await;
    added(&browser, &[("happened", CANARY), ("learned", CANARY), ("next", CANARY)]).await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
    )
    .fetch_all(&mut app.database.owner().await)
    .await
    .unwrap();
    let hex = data_encoding::HEXLOWER.encode(CANARY.as_bytes());
    for table in tables {
        let sql = format!(
            "select count(*) from {table} t where t::text like '%{CANARY}%' or t::text like '%{hex}%'"
        );
        let found: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_one(&mut app.database.owner().await)
            .await
            .unwrap();
        assert_eq!(found, 0, "{table}");
    }
    assert_eq!(count(&app, "select count(*) from ledger_entry where length(reflection) > 100").await, 1);
    let path = entry_path(&browser, "Managing endings").await;
    browser.get(&path).await.assert_sees(CANARY);
    // Put under another entry, the sealed bytes do not open.
    added(&browser, &[("title", "Another")]).await;
    let other = entry_path(&browser, "Another").await;
    super::execute(
        &app,
        "update ledger_entry set reflection = (select reflection from ledger_entry where title = 'Managing endings')
         where title = 'Another'",
    )
    .await;
    browser.get(&other).await.assert_status(500).assert_sees_not("canary");
}

#[tokio::test]
async fn closing_an_account_takes_its_ledger_and_its_name_from_those_of_others() {
    let app = TestApp::start().await;
    let (pool, grace, browser) = coach(&app).await;
    added(&browser, &[("learned", CANARY)]).await;
    super::groups::supervised(&app, pool, &["Grace Obi"]).await;
    let tom: rapport::platform::ids::AccountId =
        sqlx::query_scalar("select supervisor_id from supervision_group")
            .fetch_one(&app.app.db)
            .await
            .unwrap();
    let traces = async |account: rapport::platform::ids::AccountId| {
        let mut found = 0;
        for table in ["ledger_entry", "supervision_group"] {
            found += count(&app, &format!("select count(*) from {table} t where t::text like '%{account}%'"))
                .await;
        }
        found
    };
    assert!(traces(tom).await > 0 && traces(grace.account_id).await > 0);
    for account in [tom, grace.account_id] {
        let mut tx = app.app.db.begin().await.unwrap();
        rapport::app::forget_account(&mut tx, &app.app, app.now(), account).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(traces(account).await, 0);
    }
    assert_eq!(count(&app, "select count(*) from ledger_entry").await, 0);
}

#[tokio::test]
async fn pages_take_three_statements_and_show_one_year_at_a_time() {
    let app = TestApp::start().await;
    let (_, grace, browser) = coach(&app).await;
    for number in 1..=12 {
        let (title, day) = (format!("Number {number}"), number.to_string());
        let year = if number == 12 { "2025" } else { "2027" };
        added(&browser, &[("title", &title), ("held-day", &day), ("held-year", year)]).await;
    }
    let within = |page: Page, statements: Vec<String>| {
        page.assert_ok();
        assert!(statements.len() <= 4, "the viewer, and three: {}: {statements:#?}", page.path);
        page
    };
    let path = entry_path(&browser, "Number 1").await;
    for path in [
        "/supervision",
        "/supervision?year=2025",
        path.as_str(),
        "/supervision/group",
        "/passport",
        "/passport.json",
        "/passport/year/2027",
        "/cpd-statement",
        "/passport/check",
    ] {
        let (page, statements) = app.statements(browser.get_only(path)).await;
        within(page, statements);
    }
    let now = browser.get("/supervision").await;
    now.assert_sees("11 entries, 16 hours 30 minutes.").assert_sees_not("Number 12");
    let then = browser.get("/supervision?year=2025").await;
    then.assert_sees("Number 12").assert_sees("1 entry, 1 hour 30 minutes.");
    let minutes: Vec<(String, i64)> = sqlx::query_as(
        "select kind, minutes from ledger_minutes($1, '2027-02-01', '2027-02-04') where pool_id is null",
    )
    .bind(grace.account_id)
    .fetch_all(&app.app.db)
    .await
    .unwrap();
    assert_eq!(minutes, [("supervision-received".to_owned(), 270)], "the last day does not belong to it");
    app.advance(SignedDuration::from_hours(24));
    let mut db = app.app.db.acquire().await.unwrap();
    let today = rapport::organisations::day_of(app.now());
    let pools = ledger::progress(&mut db, grace.account_id, today).await.unwrap();
    let asked: Vec<(i64, i64)> = pools[0].asked().iter().map(|one| (one.counted, one.wanted)).collect();
    assert_eq!(asked, [(11, 2), (0, 2)]);
}

#[tokio::test]
async fn the_same_entry_from_another_form_is_asked_about_and_a_meeting_is_of_one_day() {
    let app = TestApp::start().await;
    let (_, _, browser) = coach(&app).await;
    let cpd = [("kind", "cpd"), ("title", "Endings and letting go")];
    added(&browser, &cpd).await.assert_path("/supervision");
    let again = added(&browser, &[("kind", "cpd"), ("title", "endings and letting go")]).await;
    again.assert_status(422).assert_sees("You entered the same already");
    assert_eq!(count(&app, "select count(*) from ledger_entry").await, 1);
    let form = again.form_to("/supervision");
    browser.submit_form(&form, &[("apart", "yes")]).await.assert_path("/supervision");
    assert_eq!(count(&app, "select count(*) from ledger_entry").await, 2);
    let long = added(&browser, &[("kind", "supervision-received"), ("length", "25 hours")]).await;
    long.assert_status(422);
    assert_eq!(
        long.error_on("length").as_deref(),
        Some("That is long for one meeting: check it, or enter each day on its own")
    );
    added(&browser, &[("kind", "cpd"), ("length", "25 hours"), ("title", "A course")])
        .await
        .assert_path("/supervision");
}
