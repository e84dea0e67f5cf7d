//! Sessions of two who work together: arranged, offered, going on, asked about, and not to be arranged.

use jiff::SignedDuration;
use rapport::platform::clock::Day;
use rapport::platform::ids::SubmissionId;
use rapport::platform::span::Span;
use rapport::relationships::{ending, sessions};

use super::camera::Camera;
use crate::chemistry::hub::{DAY, within};
use crate::relationships::hub::boxes;
use crate::support::{given, together};

pub async fn states(camera: &mut Camera) {
    let app = &camera.hub.app;
    let amina = given::account(app).named("Amina Khan").make().await;
    let grace = given::account(app).named("Grace Obi").practitioner().make().await;
    let id = together::begun(app, camera.hub.pool, amina.account_id, grace.account_id).await;
    let base = format!("/relationships/{id}/sessions");
    let app = &camera.hub.app;
    let offered =
        [50, 75].map(|hours| Span::of_minutes(app.now().plus(SignedDuration::from_hours(hours)), 60));
    within(app, async |db| sessions::offer(db, &app.app, grace.account_id, id, &offered, false).await)
        .await
        .unwrap();
    camera.opens("s1 times are offered", &amina, &base).await;
    camera.opens("s2 times that one offers", &grace, &base).await;
    let [day, month, year] = boxes(&camera.hub.app, 400);
    let fresh = SubmissionId::new(camera.hub.app.now()).to_string();
    let far = [
        ("on-day", &*day),
        ("on-month", &*month),
        ("on-year", &*year),
        ("at", "25"),
        ("submission", &*fresh),
    ];
    camera.sends("s3 a time too far ahead", &amina, (&base, &base), &far, 422).await;
    let none = [("from", "offers"), ("submission", &*fresh)];
    camera.sends("s4 none of those offered", &amina, (&base, &base), &none, 422).await;
    let offers = format!("{base}/offers");
    let wrong = [("on_1-day", "9"), ("at_2", "late"), ("instead", "yes")];
    camera.sends("s5 times back, wrong", &amina, (&base, &offers), &wrong, 422).await;

    let session = together::session(&camera.hub.app, id, amina.account_id, 24).await;
    let one = format!("{base}/{session}");
    camera.opens("s6 a session to come", &amina, &one).await;
    camera.opens("s7 to be moved", &amina, &format!("{one}/move")).await;
    let (to, wrong) =
        (format!("{one}/move"), [("on-day", "31"), ("on-month", "2"), ("on-year", "2027"), ("at", "")]);
    camera.sends("s8 moved to no time", &amina, (&to, &to), &wrong, 422).await;
    camera.hub.app.advance(DAY + SignedDuration::from_mins(2));
    camera.opens("s9 a session that goes on", &amina, &one).await;
    camera.opens("s10 the first page meanwhile", &amina, "/dashboard").await;
    camera.opens("s11 the relationship meanwhile", &amina, &format!("/relationships/{id}")).await;
    let log = format!("{one}/log");
    camera.sends("s12 logged early, wrong", &amina, (&one, &log), &[("took", "ages")], 422).await;
    camera.hub.app.advance(SignedDuration::from_hours(2));
    camera.opens("s13 did you meet", &amina, &one).await;
    camera.sends("s14 logged, wrong", &amina, (&one, &log), &[("took", "ages")], 422).await;
    let app = &camera.hub.app;
    within(app, async |db| sessions::missed(db, &app.app, grace.account_id, id, session).await)
        .await
        .unwrap();
    camera.opens("s15 it did not happen", &amina, &one).await;

    let app = &camera.hub.app;
    let last = Day::new(rapport::organisations::day_of(app.now().plus(DAY * 5)).date());
    within(app, async |db| ending::plan(db, &app.app, grace.account_id, id, last).await).await.unwrap();
    camera.opens("s16 before an end", &amina, &base).await;
    let fresh = SubmissionId::new(camera.hub.app.now()).to_string();
    let again = format!("{one}/rebooking");
    camera
        .sends("s17 booked again after the end", &amina, (&one, &again), &[("submission", &fresh)], 409)
        .await;
}
