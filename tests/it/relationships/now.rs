//! A session while it goes on: how to join comes first, and whether it happened is asked once it is over.

use jiff::SignedDuration;
use rapport::platform::ids::{RelationshipId, SessionId};

use super::hub::{arrange, begun, log};
use crate::chemistry::hub::{DAY, mentor};
use crate::search::hub::Hub;
use crate::support::given::Person;

struct Tomorrow {
    hub: Hub,
    amina: Person,
    grace: Person,
    id: RelationshipId,
    session: SessionId,
}

impl Tomorrow {
    /// Two who meet for an hour, a day from now.
    async fn new() -> Self {
        let hub = Hub::new().await;
        let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
        let id = begun(&hub, &amina, &grace).await;
        let session = arrange(&hub.app, &grace, id, 24).await.unwrap();
        Self { hub, amina, grace, id, session }
    }

    fn path(&self) -> String {
        format!("/relationships/{}/sessions/{}", self.id, self.session)
    }
}

#[tokio::test]
async fn while_two_meet_how_to_join_comes_first_on_every_page() {
    let one = Tomorrow::new().await;
    let app = &one.hub.app;
    let join = format!("main a.nhsuk-button[href='{}']", one.path());
    app.advance(SignedDuration::from_mins(24 * 60 - 16));
    let browser = app.browser_of(&one.amina).await;
    browser.get(&one.path()).await.assert_ok().assert_heading("Session with Grace");
    browser.get("/dashboard").await.assert_sees("You meet Grace on");
    // A quarter of an hour before, two minutes after the beginning, and a minute before the end.
    for minutes in [2, 16, 57] {
        app.advance(SignedDuration::from_mins(minutes));
        let browser = app.browser_of(&one.amina).await;
        let page = browser.get(&one.path()).await;
        page.assert_heading("You meet Grace now").assert_sees_not("Did you and");
        assert_eq!(page.texts("main h2")[0], "How to join", "after {minutes} more minutes");
        page.assert_sees("Say how to join");
        let page = browser.get(&format!("/relationships/{}", one.id)).await;
        page.assert_sees("You meet Grace today at").assert_sees_not("Did you meet");
        assert_eq!(page.texts(&join), ["How to join"]);
        let desk = browser.get("/dashboard").await;
        desk.assert_sees("You meet Grace today at").assert_sees("Now").assert_sees_not("Did you meet");
        browser.get("/relationships").await.assert_sees("You meet Grace today at");
    }
    app.advance(SignedDuration::from_mins(1));
    let browser = app.browser_of(&one.amina).await;
    browser.get(&one.path()).await.assert_heading("Did you and Grace meet?").assert_sees_not("How to join");
    browser.get("/dashboard").await.assert_sees("Did you meet on");
}

#[tokio::test]
async fn what_says_how_to_join_stands_on_the_page_itself() {
    let one = Tomorrow::new().await;
    let app = &one.hub.app;
    let say = async |joining: &'static str| {
        sqlx::query("update meeting set joining = $1").bind(joining).execute(&app.app.db).await.unwrap();
    };
    app.advance(DAY - SignedDuration::from_mins(5));
    let browser = app.browser_of(&one.grace).await;
    say("Room 4, <b>second</b> floor").await;
    browser.get(&one.path()).await.assert_sees("Room 4, <b>second</b> floor");
    say("https://meet.example.org/abc").await;
    let page = browser.get(&one.path()).await;
    assert_eq!(page.texts("main a[href='https://meet.example.org/abc']"), ["https://meet.example.org/abc"]);
}

#[tokio::test]
async fn a_session_that_is_over_early_is_logged_quietly_while_it_goes_on() {
    let one = Tomorrow::new().await;
    let app = &one.hub.app;
    app.advance(DAY - SignedDuration::from_mins(5));
    let browser = app.browser_of(&one.amina).await;
    let page = browser.get(&one.path()).await;
    assert!(page.forms().iter().all(|form| !form.has("took")), "not before it has begun");
    assert!(log(app, &one.amina, one.id, one.session, 10).await.is_err());
    app.advance(SignedDuration::from_mins(20));
    let page = browser.get(&one.path()).await;
    let wrong = browser.submit_form(&page.form_with_button("Log it"), &[("took", "ages")]).await;
    wrong.assert_status(422).assert_sees("There is a problem");
    let form = wrong.form_with_button("Log it");
    browser.submit_form(&form, &[("took", "15 min")]).await.assert_ok().assert_sees("15 minutes logged");
    browser.get(&one.path()).await.assert_heading("Session with Grace").assert_sees_not("How to join");
}

#[tokio::test]
async fn a_note_about_a_session_is_one_link_away_from_it() {
    let one = Tomorrow::new().await;
    let app = &one.hub.app;
    let link = format!("/relationships/{}/notes?session={}", one.id, one.session);
    for (hours, words) in [(0, "Before."), (24, "While we meet."), (24, "Afterwards.")] {
        app.advance(SignedDuration::from_hours(hours));
        let browser = app.browser_of(&one.amina).await;
        let page = browser.get(&one.path()).await;
        let links = page.attributes("main a[href*='/notes']", "href");
        assert_eq!(links, std::slice::from_ref(&link), "{words}");
        let form = browser.get(&links[0]).await;
        let kept = browser.submit(&form, &[("note", words), ("who", "me")]).await;
        kept.assert_ok().assert_sees(words).assert_sees("About your meeting of");
    }
}
