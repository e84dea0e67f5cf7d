use super::{added, coach, held};
use crate::support::app::TestApp;
use crate::support::given;
use crate::support::page::Page;
use crate::support::{nu, rules};

#[tokio::test]
async fn a_year_says_thank_you_with_hours_by_month() {
    let app = TestApp::start().await;
    let (pool, grace, browser) = coach(&app).await;
    browser
        .get("/passport/year/2027")
        .await
        .assert_sees("No session was held through this hub in 2027 so far.");
    let [amina, owen] = ["Amina Khan", "Owen Price"].map(|name| given::account(&app).named(name).make());
    let (amina, owen) = (amina.await, owen.await);
    for (mentee, at, minutes) in [
        (&amina, "2026-03-03T10:00:00Z", 60),
        (&amina, "2026-03-17T10:00:00Z", 75),
        (&owen, "2026-07-31T23:30:00Z", 45),
        (&owen, "2027-01-05T10:00:00Z", 50),
    ] {
        held(&app, pool, (mentee, &grace), at, minutes).await;
    }
    added(&browser, &[("kind", "cpd"), ("held-year", "2026"), ("held-month", "10"), ("length", "3")]).await;
    let page = browser.get("/passport/year/2026").await;
    page.assert_heading("Grace Obi: coaching and mentoring in 2026");
    for text in [
        "Thank you, Grace. Two people had 3 hours of your attention in 2026, in 3 sessions of coaching.",
        "March, coaching",
        "2 sessions",
        "2 hours 15 minutes",
        // Half past eleven at night in UTC was the next day in London.
        "August, coaching",
        "3 sessions with 2 people, 3 hours in all.",
        "Continuing development (CPD)",
    ] {
        page.assert_sees(text);
    }
    page.assert_sees_not("Amina").assert_sees_not("Owen").assert_sees_not("July");
    browser.get("/passport/year/2027").await.assert_sees("The year so far, until Thursday 4 March 2027");
    for year in ["2028", "1989", "x", "-1", "99999"] {
        browser.get(&format!("/passport/year/{year}")).await.assert_not_found();
    }
}

#[tokio::test]
async fn a_mentees_statement_has_their_sessions_and_reflections_and_names_nobody_unless_asked() {
    let app = TestApp::start().await;
    let (pool, grace, _) = coach(&app).await;
    let amina = given::account(&app).named("Amina Khan").make().await;
    let browser = app.browser_of(&amina).await;
    browser.get("/cpd-statement").await.assert_sees("Nothing is recorded for this time yet.");
    held(&app, pool, (&amina, &grace), "2027-02-03T10:00:00Z", 60).await;
    held(&app, pool, (&amina, &grace), "2026-02-03T10:00:00Z", 50).await;
    let cpd = [
        ("kind", "cpd"),
        ("title", "Difficult conversations"),
        ("with_whom", "Learning team"),
        ("happened", "We practised in threes."),
        ("learned", "To ask first."),
    ];
    added(&browser, &cpd).await.assert_path("/supervision");
    let page = browser.get("/cpd-statement").await;
    for text in [
        "Amina Khan: continuing professional development",
        "From 5 March 2026 to 4 March 2027",
        "2 hours 30 minutes in all, of which 1 hour in coaching, mentoring and supervision",
        "1 reflective account.",
        "3 February 2027: Coaching, 1 hour",
        "1 February 2027: Difficult conversations",
        "What happened: We practised in threes.",
        "What I learned: To ask first.",
    ] {
        page.assert_sees(text);
    }
    page.assert_sees_not("Grace").assert_sees_not("Learning team").assert_sees_not("What I will do");
    let named = browser.submit_form(&page.form_to("/cpd-statement"), &[("names", "yes")]).await;
    named.assert_sees("Coaching, 1 hour, with Grace Obi").assert_sees("with Learning team.");
    let form = named.form_to("/cpd-statement");
    let fields = [
        ("from-day", "1"),
        ("from-month", "January"),
        ("from-year", "2026"),
        ("to-day", "31"),
        ("to-month", "12"),
        ("to-year", "2026"),
    ];
    let before = browser.submit_form(&form, &fields).await;
    before
        .assert_sees("From 1 January 2026 to 31 December 2026")
        .assert_sees("3 February 2026: Coaching, 50 minutes, with Grace Obi")
        .assert_sees("50 minutes, all of it learning with others")
        .assert_sees("None entered for this time.")
        .assert_sees("There is no reflection in it yet.");
    let later = browser.submit_form(&form, &[("to-year", "2028"), ("from-month", "Smarch")]).await;
    later.assert_status(422).assert_sees("Check the month of the first day");
    assert_eq!(later.attributes("#from-month", "value"), ["Smarch"], "what was typed is kept");
    let owen = given::account(&app).named("Owen Price").make().await;
    app.browser_of(&owen)
        .await
        .get("/cpd-statement")
        .await
        .assert_sees_not("threes")
        .assert_sees_not("Grace");
}

#[tokio::test]
async fn a3_every_page_is_valid_html_empty_full_and_refused() {
    let app = TestApp::start().await;
    let mut pages: Vec<Page> = Vec::new();
    let addresses = [
        "/supervision",
        "/supervision/group",
        "/passport",
        "/passport/year/2027",
        "/cpd-statement",
        "/passport/check",
    ];
    let owen = given::account(&app).named("Owen Price").make().await;
    let empty = app.browser_of(&owen).await;
    let (pool, grace, full) = coach(&app).await;
    held(&app, pool, (&owen, &grace), "2027-02-03T10:00:00Z", 60).await;
    added(&full, &[("learned", "To wait <b>now</b>.\n\nAnd then?")]).await;
    pages.push(added(&full, &[("length", "x"), ("title", "<script>alert(1)</script>")]).await);
    added(&full, &[("title", "<script>alert(1)</script>"), ("with_whom", "\"><img src=x>")]).await;
    let (_, at_tom) = super::groups::supervised(&app, pool, &["Grace Obi"]).await;
    let form = at_tom.get("/supervision/group").await;
    pages.push(at_tom.submit(&form, &[("attendees", "<b>\nNobody")]).await);
    pages.push(at_tom.get("/supervision/group").await);
    for browser in [&empty, &full, &at_tom] {
        for address in addresses {
            pages.push(browser.get(address).await);
        }
    }
    for path in full.get("/supervision").await.attributes(".app-entry strong a", "href") {
        pages.push(full.get(&path).await);
    }
    let passport = full.get("/passport.json").await.body;
    let check = full.get("/passport/check").await;
    pages.push(full.submit(&check, &[("document", &passport)]).await);
    pages.push(full.submit(&check, &[("document", "<script>")]).await);
    let mut wrong = Vec::new();
    for page in &pages {
        rules::check(page, &mut |what| wrong.push(format!("{}: {what}", page.path)));
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<img src=x"), "{page}");
    }
    let texts: Vec<&str> = pages.iter().map(|page| page.body.as_str()).collect();
    for finding in nu::check(&texts) {
        wrong.push(format!("{}: {}: {}", pages[finding.page].path, finding.message, finding.extract));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
