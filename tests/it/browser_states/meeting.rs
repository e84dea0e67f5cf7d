//! From a yes to a meeting, moved, cancelled, and what the calendar shows of it.

use jiff::SignedDuration;
use rapport::chemistry::actions::{self, Acceptance};

use super::camera::Camera;
use crate::chemistry::hub::{accept_offering, booked, mentor, send, within};
use crate::chemistry::web::{free_on_tuesdays, path};
use crate::support::given::Person;

pub async fn states(camera: &mut Camera) {
    arranging(camera).await;
    let (amina, grace) = (camera.hub.mentee().await, mentor(&camera.hub, "Grace Obi", 2).await);
    free_on_tuesdays(&camera.hub, &grace).await;
    camera.opens("60 empty calendar", &amina, "/calendar").await;
    camera.opens("61 empty month", &amina, "/calendar/months/2027-03").await;
    let id = booked(&camera.hub.app, &amina, &grace).await;
    let page = path(id);
    camera.opens("70 booked, mentee", &amina, &page).await;
    camera.opens("71 booked, mentor", &grace, &page).await;
    camera.opens("72 dashboard with a meeting", &amina, "/dashboard").await;
    for (name, verb) in [("73 move", "move"), ("74 cancel", "cancellation")] {
        let form = format!("{page}/{verb}");
        camera.opens(name, &amina, &form).await;
        camera.sends(&format!("{name}, nothing chosen"), &amina, (&form, &form), &[], 422).await;
    }
    camera.opens("75 move, no other time known", &grace, &format!("{page}/move")).await;
    calendar(camera, &amina).await;
    past(camera, &amina, &grace, &page).await;
}

/// Said yes, and no time yet.
async fn arranging(camera: &mut Camera) {
    let (amina, grace) = (camera.hub.mentee().await, mentor(&camera.hub, "Kit Lowe", 4).await);
    let id = send(&camera.hub.app, &amina, &grace).await.unwrap();
    let how = Acceptance::ByMessage;
    within(&camera.hub.app, async |db| {
        actions::accept(db, &camera.hub.app.app, grace.account_id, id, &how).await
    })
    .await
    .unwrap();
    let page = path(id);
    camera.opens("62 by message, mentee", &amina, &page).await;
    camera.opens("63 by message, mentor", &grace, &page).await;
    let offers = format!("{page}/offers");
    camera.sends("64 no time offered", &grace, (&page, &offers), &[], 422).await;

    let other = camera.hub.mentee().await;
    let id = send(&camera.hub.app, &other, &grace).await.unwrap();
    accept_offering(&camera.hub.app, &grace, id, &[48, 72]).await.unwrap();
    let page = path(id);
    camera.opens("65 times offered, mentee", &other, &page).await;
    camera.opens("66 times offered, mentor", &grace, &page).await;
    camera.sends("67 no time chosen", &other, (&page, &format!("{page}/booking")), &[], 422).await;
    let gone = [("time", "2027-03-05T09:00:00Z")];
    camera.sends("68 a time that is gone", &other, (&page, &format!("{page}/booking")), &gone, 422).await;
    let link = camera.hub.app.mail_to(&other.email).await.link("/act/");
    camera.visits("69 link to choose a time", &link).await;
    camera.sends_by_link("69 link to choose, nothing chosen", &link, &[("act", "booking")]).await;
}

async fn calendar(camera: &mut Camera, amina: &Person) {
    let agenda = camera.opens("76 calendar", amina, "/calendar").await;
    camera.opens("77 month", amina, "/calendar/months/2027-03").await;
    let meeting = agenda.attributes("a[href^='/calendar/meetings/']", "href").remove(0);
    camera.opens("78 one meeting", amina, &meeting).await;
    let long = "x".repeat(3_000);
    let fields = [("joining", long.as_str()), ("version", "0")];
    camera.sends("79 joining too long", amina, (&meeting, &format!("{meeting}/joining")), &fields, 422).await;
    let fields = [("joining", "https://meet.example/abc"), ("version", "77")];
    camera
        .sends("80 joining changed meanwhile", amina, (&meeting, &format!("{meeting}/joining")), &fields, 409)
        .await;
    camera.opens("81 no address to follow", amina, "/calendar/feed").await;
    let client = camera.hub.app.browser_of(amina).await;
    client.press(&client.get("/calendar/feed").await, "Make an address").await.assert_ok();
    camera.opens("82 an address to follow", amina, "/calendar/feed").await;
}

/// It should have happened.
async fn past(camera: &mut Camera, amina: &Person, grace: &Person, page: &str) {
    camera.hub.app.advance(SignedDuration::from_hours(73));
    camera.opens("83 did it happen, mentee", amina, page).await;
    camera.opens("84 did it happen, mentor", grace, page).await;
    let attendance = format!("{page}/attendance");
    camera.sends("85 did it happen, nothing chosen", amina, (page, &attendance), &[], 422).await;
    let client = camera.hub.app.browser_of(amina).await;
    client.submit(&client.get(page).await, &[("happened", "no")]).await.assert_ok();
    camera.opens("86 missed once, mentee", amina, page).await;
    camera.opens("87 missed once, mentor", grace, page).await;
    let mentor_client = camera.hub.app.browser_of(grace).await;
    let call_off = format!("{page}/cancellation");
    camera.opens("88 call it off", grace, &call_off).await;
    let words = [("reason", "personal"), ("words", "I am sorry: things at home changed.")];
    mentor_client.submit(&mentor_client.get(&call_off).await, &words).await.assert_ok();
    camera.opens("89 called off, mentee", amina, page).await;
    camera.opens("90 called off, mentor", grace, page).await;
}
