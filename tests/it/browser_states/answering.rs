//! From sent to answered, for both.

use super::camera::Camera;
use crate::chemistry::hub::{DAY, accept_offering, mentor, send, sweep};
use crate::chemistry::web::{free_on_tuesdays, path};
use crate::support::given::Person;

pub async fn states(camera: &mut Camera) {
    let (amina, grace) = (camera.hub.mentee().await, mentor(&camera.hub, "Gwen Tay", 2).await);
    free_on_tuesdays(&camera.hub, &grace).await;
    let helen = mentor(&camera.hub, "Helen Next", 2).await;
    mentor(&camera.hub, "Helen Other", 2).await;
    let client = camera.hub.app.browser_of(&amina).await;
    client
        .post("/shortlist", &[("practitioner", &helen.account_id.to_string()), ("offering", "mentoring")])
        .await
        .assert_ok();
    let id = send(&camera.hub.app, &amina, &grace).await.unwrap();
    let page = path(id);
    camera.opens("31 sent, mentee", &amina, &page).await;
    camera.opens("32 sent, mentor", &grace, &page).await;
    camera.opens("33 list of a mentor", &grace, "/chemistry").await;
    camera.opens("34 dashboard of a mentor who is asked", &grace, "/dashboard").await;
    wrong_answers(camera, &grace, &page).await;
    by_mail(camera, &grace).await;

    let mentor_client = camera.hub.app.browser_of(&grace).await;
    let form = mentor_client.get(&page).await;
    mentor_client.submit(&form, &[("question", "What would be different in a year?")]).await.assert_ok();
    camera.opens("44 questioned, mentor", &grace, &page).await;
    camera.opens("45 questioned, mentee", &amina, &page).await;
    let reply = format!("{page}/answer");
    camera.sends("46 questioned, empty answer", &amina, (&page, &reply), &[("reply", "")], 422).await;
    let form = client.get(&page).await;
    client.submit(&form, &[("reply", "I would sleep on Sundays.")]).await.assert_ok();
    camera.opens("47 answered, mentor", &grace, &page).await;
    camera.opens("48 answered, mentee", &amina, &page).await;
    let which = mentor_client
        .submit(
            &mentor_client.get(&page).await,
            &[("reason", "no-time"), ("colleague", "Helen N"), ("pause", "month")],
        )
        .await;
    which.assert_ok();
    camera.opens("49 declined, mentee", &amina, &page).await;
    camera.opens("50 declined, mentor", &grace, &page).await;
    camera.opens("51 list with what is closed", &amina, "/chemistry").await;
    let question = format!("{page}/question");
    let fields = [("question", "And what then?")];
    camera.sends("52 too late", &grace, (&page, &question), &fields, 409).await;
    endings(camera, &helen).await;
}

/// What comes back to the coach or mentor.
async fn wrong_answers(camera: &mut Camera, grace: &Person, page: &str) {
    let to = |verb: &str| format!("{page}/{verb}");
    camera.sends("35 yes, nothing chosen", grace, (page, &to("acceptance")), &[], 422).await;
    let fields = [("time", "offer"), ("day_1", "2027-03-10"), ("at_1", "25"), ("related", "no")];
    camera.sends("36 yes, a time that is none", grace, (page, &to("acceptance")), &fields, 422).await;
    camera.sends("37 question, empty", grace, (page, &to("question")), &[("question", "")], 422).await;
    camera.sends("38 decline, nothing chosen", grace, (page, &to("decline")), &[], 422).await;
    let fields = [("reason", "no-time"), ("colleague", "Helen"), ("pause", "until")];
    camera.sends("39 decline, no day", grace, (page, &to("decline")), &fields, 422).await;
    let fields = [("reason", "no-time"), ("colleague", "Helen"), ("pause", "no")];
    camera.sends("40 decline, which colleague", grace, (page, &to("decline")), &fields, 422).await;
}

async fn by_mail(camera: &mut Camera, grace: &Person) {
    let link = camera.hub.app.mail_to(&grace.email).await.link("/act/");
    camera.visits("41 link to answer", &link).await;
    camera.sends_by_link("42 link, nothing chosen", &link, &[("act", "acceptance")]).await;
    camera.sends_by_link("43 link, decline without a reason", &link, &[("act", "decline")]).await;
}

/// Expired with the next person, withdrawn, and the last place gone to somebody else.
async fn endings(camera: &mut Camera, helen: &Person) {
    let amina = camera.hub.mentee().await;
    let client = camera.hub.app.browser_of(&amina).await;
    client
        .post("/shortlist", &[("practitioner", &helen.account_id.to_string()), ("offering", "mentoring")])
        .await
        .assert_ok();
    let ivy = mentor(&camera.hub, "Ivy Shaw", 1).await;
    let id = send(&camera.hub.app, &amina, &ivy).await.unwrap();
    camera.hub.app.advance(DAY * 16);
    sweep(&camera.hub.app).await;
    camera.opens("53 expired, mentee", &amina, &path(id)).await;
    camera.opens("54 expired, mentor", &ivy, &path(id)).await;
    let link = camera.hub.app.mails_to(&ivy.email).await[0].link("/act/");
    camera.visits("55 link with nothing left to do", &link).await;

    let (other, hal) = (camera.hub.mentee().await, mentor(&camera.hub, "Hal Reed", 1).await);
    let id = send(&camera.hub.app, &other, &hal).await.unwrap();
    let third = camera.hub.mentee().await;
    let wins = send(&camera.hub.app, &third, &hal).await.unwrap();
    accept_offering(&camera.hub.app, &hal, wins, &[72]).await.unwrap();
    camera.opens("56 the last place went, mentee", &other, &path(id)).await;
    camera.opens("57 the last place went, mentor", &hal, &path(id)).await;
    let (own, mentor_of) = (camera.hub.mentee().await, mentor(&camera.hub, "Jo Tate", 1).await);
    let id = send(&camera.hub.app, &own, &mentor_of).await.unwrap();
    let client = camera.hub.app.browser_of(&own).await;
    client.press(&client.get(&path(id)).await, "Take it back").await.assert_ok();
    camera.opens("58 withdrawn, mentee", &own, &path(id)).await;
    camera.opens("59 withdrawn, mentor", &mentor_of, &path(id)).await;
}
