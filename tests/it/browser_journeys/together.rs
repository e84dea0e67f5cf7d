//! Working together from the agreement to a look back: with a finger, with keys alone, without scripts (A2), counting what is pressed.

use jiff::SignedDuration;
use rapport::platform::ids::RelationshipId;
use thirtyfour::prelude::*;

use super::hands;
use crate::chemistry::hub::{DAY, mentor};
use crate::relationships::hub::{agreeing, boxes, places, status, sweep};
use crate::search::hub::Hub;
use crate::support::browser::{Browser, DESK, PHONE, Served, serve};
use crate::support::given::{self, Person};

struct Here {
    hub: Hub,
    served: Served,
    browser: Browser,
    amina: Person,
    grace: Person,
    id: RelationshipId,
    keys: bool,
    scripts: bool,
}

/// Presses links, buttons and choices, and counts them; what is typed is not counted.
struct Hand<'a> {
    here: &'a Here,
    pressed: u32,
}

impl Hand<'_> {
    /// A link in a letter, pressed by whoever is signed in.
    async fn follow(&mut self, link: &str) {
        self.pressed += 1;
        self.here.browser.open(link).await;
    }

    async fn press(&mut self, words: &str) {
        self.pressed += 1;
        if self.here.keys {
            hands::enter(&self.here.browser, words).await;
        } else {
            self.here.browser.press(words).await;
        }
    }

    /// One of a few; with keys, the first, and then as many further down.
    async fn choose(&mut self, id: &str, down: usize) {
        self.pressed += 1;
        let browser = &self.here.browser;
        if self.here.keys {
            hands::choose(browser, id).await;
            for _ in 0..down {
                browser.keys(Key::Down).await;
            }
        } else {
            let label = if down == 0 { id.to_owned() } else { format!("{id}-{}", down + 1) };
            let label = By::Css(format!("label[for='{label}']"));
            browser.driver.find(label).await.expect("a choice").click().await.expect("chosen");
        }
    }

    async fn write(&mut self, id: &str, text: &str) {
        let browser = &self.here.browser;
        if self.here.keys {
            browser.tab_to(id).await;
            browser.keys(text).await;
        } else {
            browser.fill(id, text).await;
        }
    }
}

impl Here {
    async fn new(keys: bool, scripts: bool) -> Self {
        let (app, served) = serve(false).await;
        let pool = given::pool(&app, "A pool for everybody").await;
        let browser = Browser::start(&app.app.site.base_url).await;
        let hub = Hub { app, pool };
        let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
        let (_, id) = agreeing(&hub, &amina, &grace).await;
        browser.resize(if keys { DESK } else { PHONE }).await;
        browser.scripts(scripts).await;
        Self { hub, served, browser, amina, grace, id, keys, scripts }
    }

    /// Somebody has just signed in.
    async fn sits_down(&self, who: &Person) -> Hand<'_> {
        self.browser.take_cookies(self.hub.app.browser_of(who).await.cookies()).await;
        Hand { here: self, pressed: 0 }
    }

    fn path(&self, rest: &str) -> String {
        format!("/relationships/{}{rest}", self.id)
    }

    /// A page on the way has what is said, and no fault that axe-core sees (A1).
    async fn sees(&self, text: &str) {
        self.browser.wait_for_text(text).await;
        // Nothing that waits goes on in a page without scripts, nor does axe-core.
        if self.scripts {
            let wrong = self.browser.violations().await;
            assert!(wrong.is_empty(), "A1 at {}: {wrong:#?}", self.browser.path().await);
        }
        assert!(self.browser.overflow().await <= 0, "{} is wider than the window", self.browser.path().await);
    }

    async fn sign_and_book(&self) {
        for (who, then) in
            [(&self.amina, "You have signed. Grace is told"), (&self.grace, "You and Amina can begin")]
        {
            let mut hand = self.sits_down(who).await;
            self.browser.open(&self.path("/agreement")).await;
            hand.press("Sign this agreement").await;
            self.browser.wait_for_text(then).await;
        }
        let mut hand = self.sits_down(&self.grace).await;
        self.browser.open(&self.path("")).await;
        hand.press("Arrange a session").await;
        self.sees("Put a session into both calendars").await;
        let [day, month, year] = boxes(&self.hub.app, 5);
        for (field, text) in [("on-day", &*day), ("on-month", &*month), ("on-year", &*year), ("at", "2:30pm")]
        {
            hand.write(field, text).await;
        }
        hand.press("Book it").await;
        self.sees("It is in both your calendars").await;
    }

    /// How many presses it takes to log a session from the letter that asks about it.
    async fn log(&self) -> u32 {
        let link = self.hub.app.mail_to(&self.grace.email).await.link("/relationships");
        let mut hand = self.sits_down(&self.grace).await;
        hand.follow(&link).await;
        self.sees("Did you and Amina meet?").await;
        hand.press("Yes, log it").await;
        self.browser.wait_for_text("1 hour logged. Thank you.").await;
        hand.pressed
    }

    /// How many presses it takes to send a month from the letter about it.
    async fn confirm_the_month(&self) -> u32 {
        let mut tx = self.hub.app.app.db.begin().await.unwrap();
        rapport::returns::months(&mut tx, &self.hub.app.app.outbox, self.hub.app.now()).await.unwrap();
        tx.commit().await.unwrap();
        let link = self.hub.app.mail_to(&self.grace.email).await.link("/returns");
        let mut hand = self.sits_down(&self.grace).await;
        hand.follow(&link).await;
        self.sees("Sessions recorded here: 1 hour").await;
        hand.press("Confirm March 2027").await;
        self.browser.wait_for_text("March 2027 is confirmed. Thank you.").await;
        hand.pressed
    }

    async fn end_and_look_back(&self) {
        let mut hand = self.sits_down(&self.amina).await;
        self.browser.open(&self.path("")).await;
        hand.press("Take a break, or end it").await;
        self.sees("When does it end?").await;
        hand.choose("when", 1).await;
        hand.press("End it").await;
        self.sees("Looking back on your work with Grace").await;
        hand.choose("fit", 0).await;
        hand.choose("recommend", 0).await;
        hand.press("Save").await;
        self.browser.wait_for_text("That helps others to choose well").await;
    }
}

async fn whole_way(keys: bool, scripts: bool) {
    let here = Here::new(keys, scripts).await;
    let app = &here.hub.app;
    here.sign_and_book().await;
    // Five minutes after the beginning.
    app.advance(DAY * 5 + SignedDuration::from_mins(95));
    let mut hand = here.sits_down(&here.amina).await;
    here.browser.open(&here.path("")).await;
    hand.press("How to join").await;
    here.sees("You meet Grace now").await;
    app.advance(SignedDuration::from_hours(1));
    sweep(app).await;
    let logging = here.log().await;
    app.advance(DAY * 20);
    let confirming = here.confirm_the_month().await;
    here.end_and_look_back().await;
    assert_eq!((status(app, here.id).await.as_str(), places(app, &here.grace).await), ("ended", (0, 0)));
    println!(
        "from the letter, the link in it counted: {logging} presses log a session, {confirming} confirm a month"
    );
    assert_eq!((logging, confirming), (2, 2));
    here.browser.quit().await;
    here.served.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a2_the_whole_way_of_working_together_with_keys_alone() {
    whole_way(true, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a2_the_whole_way_of_working_together_with_a_finger_on_a_phone() {
    whole_way(false, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a2_the_whole_way_of_working_together_without_scripts() {
    whole_way(false, false).await;
}
