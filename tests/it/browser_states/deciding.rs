//! After the meeting: private answers, what both learn, messages, and keeping apart.

use rapport::chemistry::actions;
use rapport::chemistry::model::Answer;
use rapport::platform::ids::ChemistryId;

use super::camera::Camera;
use crate::chemistry::hub::{booked, mentor, met, within};
use crate::chemistry::web::path;
use crate::support::given::Person;

async fn decide(camera: &Camera, by: &Person, id: ChemistryId, answer: Answer) {
    let app = &camera.hub.app;
    within(app, async |db| actions::decide(db, &app.app, by.account_id, id, answer).await).await.unwrap();
}

pub async fn states(camera: &mut Camera) {
    let (amina, grace) = (camera.hub.mentee().await, mentor(&camera.hub, "Mia Rowe", 3).await);
    let id = met(&camera.hub.app, &amina, &grace).await;
    let page = path(id);
    camera.opens("91 deciding, mentee", &amina, &page).await;
    let decision = format!("{page}/decision");
    camera.sends("92 nothing answered", &amina, (&page, &decision), &[], 422).await;
    let link = camera.hub.app.mail_to(&grace.email).await.link("/act/");
    camera.visits("93 link to decide", &link).await;
    camera.sends_by_link("94 link to decide, nothing answered", &link, &[("act", "decision")]).await;
    let phone = camera.hub.app.another_browser();
    let done = phone.submit(&phone.get(&link).await, &[("answer", "yes")]).await;
    camera.keeps("95 done by link", done);
    camera.opens("96 answered, mentor", &grace, &page).await;
    decide(camera, &amina, id, Answer::NotYet).await;
    camera.opens("97 not yet, mentee", &amina, &page).await;
    decide(camera, &amina, id, Answer::Yes).await;
    camera.opens("98 both said yes, mentee", &amina, &page).await;
    messages(camera, &amina, &grace, &page).await;

    let other = camera.hub.mentee().await;
    let id = met(&camera.hub.app, &other, &grace).await;
    decide(camera, &other, id, Answer::Yes).await;
    decide(camera, &grace, id, Answer::No).await;
    let page = path(id);
    camera.opens("c1 not taken further, mentee", &other, &page).await;
    camera.opens("c2 not taken further, mentor", &grace, &page).await;
    within(&camera.hub.app, async |db| actions::reopen(db, &camera.hub.app.app, other.account_id, id).await)
        .await
        .unwrap();
    camera.opens("c3 opened again, mentee", &other, &page).await;
    apart(camera).await;
}

async fn messages(camera: &mut Camera, amina: &Person, grace: &Person, page: &str) {
    let talk = format!("{page}/messages");
    camera.opens("99 no messages", amina, &talk).await;
    let client = camera.hub.app.browser_of(grace).await;
    let text = [("message", "Good to have met you. Shall we begin on Tuesday at six?\n\nI bring the tea.")];
    client.submit(&client.get(&talk).await, &text).await.assert_ok();
    let client = camera.hub.app.browser_of(amina).await;
    client.submit(&client.get(&talk).await, &[("message", "Gladly.")]).await.assert_ok();
    camera.opens("a1 messages", amina, &talk).await;
    camera.sends("a2 an empty message", amina, (&talk, &talk), &[("message", "")], 422).await;
    camera.opens("a3 both said yes with messages", grace, page).await;
    camera.opens("a4 report a message", amina, &report(&client.get(&talk).await)).await;
}

fn report(page: &crate::support::page::Page) -> String {
    page.attributes("a[href*='message=']", "href").remove(0)
}

/// Two missed meetings close it; somebody keeps apart.
async fn apart(camera: &mut Camera) {
    let (amina, ned) = (camera.hub.mentee().await, mentor(&camera.hub, "Ned Park", 2).await);
    camera.opens("c4 nobody kept apart", &amina, "/chemistry/blocked").await;
    let id = booked(&camera.hub.app, &amina, &ned).await;
    let page = path(id);
    camera.opens("c5 keep apart", &amina, &format!("{page}/apart")).await;
    let client = camera.hub.app.browser_of(&amina).await;
    client.post(&format!("{page}/block"), &[]).await.assert_ok();
    camera.opens("c6 contact stopped, mentee", &amina, &page).await;
    camera.opens("c7 contact stopped, mentor", &ned, &page).await;
    camera.opens("c8 kept apart", &amina, "/chemistry/blocked").await;
}
