//! A first conversation from the home page to both saying yes: with a finger, with keys alone, without scripts (A2, A4).

use std::time::Duration;

use jiff::SignedDuration;
use rapport::chemistry::actions;
use rapport::platform::ids::ChemistryId;
use rapport::platform::span::Span;

use thirtyfour::prelude::*;

use super::hands::{self, Finger};
use crate::chemistry::hub::{mentor, outcome, request, status, within};
use crate::chemistry::web::free_on_tuesdays;
use crate::search::hub::Hub;
use crate::support::browser::{Browser, DESK, PHONE, Served, serve};
use crate::support::given::{self, Person};

const HOPE: &str = "I lead a ward now and put off every difficult conversation.";

struct Here {
    hub: Hub,
    served: Served,
    browser: Browser,
    amina: Person,
    grace: Person,
}

impl Here {
    async fn new() -> Self {
        let (app, served) = serve(false).await;
        let pool = given::pool(&app, "A pool for everybody").await;
        let browser = Browser::start(&app.app.site.base_url).await;
        let hub = Hub { app, pool };
        let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
        free_on_tuesdays(&hub, &grace).await;
        hub.app.follow().await;
        Self { hub, served, browser, amina, grace }
    }

    /// Somebody has just signed in.
    async fn sits_down(&self, who: &Person) {
        self.browser.take_cookies(self.hub.app.browser_of(who).await.cookies()).await;
    }

    async fn only(&self) -> ChemistryId {
        let ids: Vec<uuid::Uuid> = sqlx::query_scalar("select chemistry_request_id from chemistry_request")
            .fetch_all(&self.hub.app.app.db)
            .await
            .unwrap();
        assert_eq!(ids.len(), 1, "one request");
        ChemistryId(ids[0])
    }

    async fn status(&self) -> String {
        status(&self.hub.app, self.only().await).await
    }

    async fn letters(&self, to: &Person) -> usize {
        self.hub.app.mails_to(&to.email).await.len()
    }

    async fn end(self) {
        self.browser.quit().await;
        self.served.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_home_page_to_a_sent_request_with_a_finger_on_a_phone() {
    let here = Here::new().await;
    here.browser.resize(PHONE).await;
    here.sits_down(&here.amina).await;
    here.browser.open("/").await;
    let mut finger = Finger::on(&here.browser);
    finger.tap("main a[href='/find']").await;
    finger.tap(".app-find-bar button").await;
    here.browser.wait_for_text("Grace Obi").await;
    finger.tap("main a[href^='/chemistry/new']").await;
    finger.write("hope", HOPE).await;
    finger.tap("label[for='times']").await;
    finger.tap("label[for='slot']").await;
    finger.tap("label[for='related']").await;
    finger.tap("button[value='send']").await;
    here.browser.wait_for_text("Waiting for Grace’s answer").await;
    finger.tell("from the home page to a sent request");
    assert!(finger.taps <= 9, "{} taps", finger.taps);
    assert_eq!((here.status().await.as_str(), here.letters(&here.grace).await), ("sent", 1));
    here.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_mail_to_answered_with_a_finger_on_a_phone() {
    let here = Here::new().await;
    let tuesday = Span::of_minutes(here.hub.app.now().plus(SignedDuration::from_hours(5 * 24 + 6)), 30);
    let new = request(&[&here.grace], &[tuesday], here.hub.app.now());
    let app = &here.hub.app;
    within(app, async |db| actions::send(db, &app.app, here.amina.account_id, &new).await).await.unwrap();
    let link = app.mail_to(&here.grace.email).await.link("/act/");
    here.browser.resize(PHONE).await;
    let mut finger = Finger::on(&here.browser);
    // The link in the letter.
    finger.taps += 1;
    here.browser.open(&link).await;
    finger.tap("label[for='time']").await;
    finger.tap("label[for='related']").await;
    finger.tap("main form button").await;
    here.browser.wait_for_text("You both get an invitation").await;
    finger.tell("from the mail to answered");
    assert!(finger.taps <= 4, "{} taps", finger.taps);
    assert_eq!(here.status().await, "booked");
    here.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_way_to_both_yes_with_keys_alone() {
    whole_way(true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_way_to_both_yes_without_scripts() {
    whole_way(false).await;
}

/// Both with the keyboard, at a desk.
async fn whole_way(scripts: bool) {
    let here = Here::new().await;
    let browser = &here.browser;
    browser.resize(DESK).await;
    browser.scripts(scripts).await;
    here.sits_down(&here.amina).await;
    browser.open(&format!("/practitioners/{}", here.grace.account_id)).await;
    hands::enter(browser, "Ask for a first conversation").await;
    browser.wait_for_text("Your manager is not told.").await;
    hands::enter(browser, "Ask Grace").await;
    browser.wait_for_text("There is a problem").await;
    assert!(browser.driver.title().await.unwrap().starts_with("Error: "), "A4");
    if scripts {
        assert!(browser.focused().await.contains("There is a problem"), "A4: the focus is on the summary");
    }
    hands::enter(browser, "Enter what you hope for").await;
    assert_eq!(
        browser.evaluate("document.activeElement.id").await,
        "hope",
        "A4: its link leads to the field"
    );
    browser.keys(HOPE).await;
    hands::choose(browser, "times").await;
    hands::choose(browser, "slot").await;
    hands::choose(browser, "related").await;
    hands::enter(browser, "Ask Grace").await;
    browser.wait_for_text("Waiting for Grace’s answer").await;

    here.sits_down(&here.grace).await;
    browser.open("/chemistry").await;
    hands::enter(browser, "Read it, ask something or decline").await;
    browser.wait_for_text(HOPE).await;
    hands::choose(browser, "time").await;
    hands::choose(browser, "related").await;
    hands::enter(browser, "Say yes to Amina").await;
    browser.wait_for_text("You meet Amina on Tuesday 9 March 2027, 6pm").await;

    here.hub.app.advance(SignedDuration::from_hours(6 * 24));
    here.sits_down(&here.amina).await;
    browser.open("/chemistry").await;
    hands::enter(browser, "Did you and Grace meet?").await;
    hands::choose(browser, "happened").await;
    hands::enter(browser, "Continue").await;
    for (who, other) in [(&here.amina, "Grace"), (&here.grace, "Amina")] {
        here.sits_down(who).await;
        browser.open("/chemistry").await;
        hands::enter(browser, &format!("Would you like to go on with {other}?")).await;
        hands::choose(browser, "answer").await;
        hands::enter(browser, "Keep my answer").await;
        browser.wait_for_text("Your answer is kept").await;
    }
    browser.wait_for_text("You and Amina both said yes").await;
    assert_eq!(here.status().await, "agreed");
    here.end().await;
}

/// Presses the button twice, as fast as a hand that trembles.
async fn twice(browser: &Browser, css: &str) {
    let button = browser.driver.find(By::Css(css)).await.unwrap_or_else(|error| panic!("{css}: {error}"));
    button.scroll_into_view().await.expect("in view");
    let pressed = browser.driver.action_chain().double_click_element(&button).perform().await;
    pressed.unwrap_or_else(|error| panic!("{css}: {error}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r3_wrong_input_the_back_button_and_second_clicks_do_no_harm() {
    let here = Here::new().await;
    let browser = &here.browser;
    browser.resize(DESK).await;
    here.sits_down(&here.amina).await;
    browser.open(&format!("/chemistry/new?practitioner={}", here.grace.account_id)).await;
    browser.fill("hope", HOPE).await;
    browser.press("Ask Grace").await;
    browser.wait_for_text("There is a problem").await;
    assert_eq!(browser.evaluate("document.getElementById('hope').value").await, HOPE, "what was typed stays");
    let mut finger = Finger::on(browser);
    finger.tap("label[for='times']").await;
    finger.tap("label[for='slot']").await;
    finger.tap("label[for='related']").await;
    // Without scripts nothing in the browser holds the second click back.
    browser.scripts(false).await;
    twice(browser, "button[value='send']").await;
    browser.wait_for_text("Waiting for Grace’s answer").await;
    browser.driver.back().await.expect("back");
    if browser.driver.find(By::Css("button[value='send']")).await.is_ok() {
        browser.press("Ask Grace").await;
    }
    assert_eq!((here.status().await.as_str(), here.letters(&here.grace).await), ("sent", 1));

    here.sits_down(&here.grace).await;
    let page = format!("/chemistry/{}", here.only().await);
    browser.open(&page).await;
    finger = Finger::on(browser);
    finger.tap("label[for='time']").await;
    finger.tap("label[for='related']").await;
    twice(browser, "form[action$='/acceptance'] button").await;
    browser.wait_for_text("You meet Amina on").await;
    browser.fill("message", "I bring the tea.").await;
    twice(browser, "form[action$='/messages'] button").await;
    browser.wait_for_text("I bring the tea.").await;
    let counts: (i64, i64, i16) = sqlx::query_as(
        "select (select count(*) from chemistry_message), (select count(*) from booking where live), (select held from place where account_id = $1)",
    )
    .bind(here.grace.account_id)
    .fetch_one(&here.hub.app.app.db)
    .await
    .unwrap();
    assert_eq!(counts, (1, 2, 1), "one message, a booking of each, a place");

    // The second of the two clicks may still be on its way; days later its session would have run out, and the answer would
    // sign out whoever sits down next.
    browser.open("/health/live").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    here.hub.app.advance(SignedDuration::from_hours(6 * 24));
    for (who, then) in [(&here.amina, "You have answered"), (&here.grace, "You and Amina both said yes")] {
        here.sits_down(who).await;
        browser.open(&page).await;
        if here.status().await == "booked" {
            Finger::on(browser).tap("label[for='happened']").await;
            twice(browser, "form[action$='/attendance'] button").await;
            browser.wait_for_text("Your answer, in private").await;
        }
        Finger::on(browser).tap("label[for='answer']").await;
        twice(browser, "form[action$='/decision'] button").await;
        browser.wait_for_text(then).await;
    }
    assert_eq!(
        (here.status().await, outcome(&here.hub.app, here.only().await).await),
        ("agreed".to_owned(), None)
    );
    here.end().await;
}
