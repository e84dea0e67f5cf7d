//! Concerns, and the desk of a coordinator.

use super::camera::Camera;
use crate::chemistry::hub::{DAY, mentor, send, sweep};
use crate::search::hub::leeds;
use crate::support::given::{self, Person};

async fn coordinator(camera: &Camera, name: &str) -> Person {
    given::account(&camera.hub.app)
        .named(name)
        .employed_by(leeds())
        .coordinator_of(camera.hub.pool)
        .make()
        .await
}

pub async fn concerns(camera: &mut Camera) {
    let asha = coordinator(camera, "Asha Patel").await;
    coordinator(camera, "Ben Lewis").await;
    let (amina, grace) = (camera.hub.mentee().await, mentor(&camera.hub, "Grace Obi", 2).await);
    camera.opens("d1 nothing raised", &amina, "/concerns/mine").await;
    camera.opens("d2 nothing to look after", &asha, "/concerns").await;
    let request = send(&camera.hub.app, &amina, &grace).await.unwrap();
    let form = format!("/concerns/new?request={request}");
    camera.opens("d3 raise a concern", &amina, &form).await;
    let about = request.to_string();
    let empty = [("request", about.as_str()), ("what", "")];
    camera.sends("d4 raise, nothing filled in", &amina, (&form, "/concerns/new"), &empty, 422).await;
    let client = camera.hub.app.browser_of(&amina).await;
    let fields = [
        ("topic", "behaviour"),
        ("what", "He asked me about a patient by name, twice.\n\nI asked him to stop."),
    ];
    client.submit(&client.get(&form).await, &fields).await.assert_path("/concerns/mine");
    camera.opens("d5 raised", &amina, "/concerns/mine").await;
    let list = camera.opens("d6 one to look after", &asha, "/concerns").await;
    let links = list.attributes("main a[href^='/concerns/']", "href");
    let page = links.into_iter().find(|link| link.len() > 40).unwrap();
    camera.opens("d7 a concern", &asha, &page).await;
    let desk = camera.hub.app.browser_of(&asha).await;
    desk.press(&desk.get(&page).await, "Acknowledge it").await.assert_ok();
    let note = [("note", "I will call you on Friday."), ("audience", "raiser")];
    let form = desk.get(&page).await.form_with_button("Keep the note");
    desk.submit_form(&form, &note).await.assert_ok();
    camera.opens("d8 acknowledged, with a note", &asha, &page).await;
    camera.sends("d9 an empty note", &asha, (&page, &format!("{page}/notes")), &[], 422).await;
    camera.sends("e1 no outcome", &asha, (&page, &format!("{page}/outcome")), &[], 422).await;
    let form = desk.get(&page).await.form_with_button("Keep it");
    desk.submit_form(&form, &[("outcome", "safeguarding"), ("done", "Passed on by telephone.")])
        .await
        .assert_ok();
    camera.opens("e3 passed on", &asha, &page).await;
    desk.press(&desk.get(&page).await, "Close it").await.assert_path("/concerns");
    camera.opens("e4 closed", &asha, &page).await;
    camera.opens("e5 closed, for who raised it", &amina, "/concerns/mine").await;
}

pub async fn coordinators(camera: &mut Camera) {
    let carol = coordinator(camera, "Carol Webb").await;
    let (amina, ivy) = (camera.hub.mentee().await, mentor(&camera.hub, "Ivy Shaw", 3).await);
    let pool = format!("/pools/{}", camera.hub.pool);
    let today = format!("{pool}/today");
    camera.opens("f1 nothing needs her", &carol, &today).await;
    let second = camera.hub.mentee().await;
    for mentee in [&amina, &second] {
        send(&camera.hub.app, mentee, &ivy).await.unwrap();
    }
    camera.hub.app.advance(DAY * 12);
    camera.opens("f2 requests are stuck", &carol, &today).await;
    camera.opens("f3 dashboard of a coordinator", &carol, "/dashboard").await;
    camera.hub.app.advance(DAY * 4);
    sweep(&camera.hub.app).await;
    camera.opens("f4 somebody rests", &carol, &today).await;
    camera.opens("f5 dashboard of who rests", &ivy, "/dashboard").await;

    let find = format!("{pool}/matching");
    camera.opens("g1 whom to match", &carol, &find).await;
    camera.sends("g2 whom, nothing typed", &carol, (&find, &find), &[("who", " ")], 422).await;
    camera.sends("g3 whom, nobody", &carol, (&find, &find), &[("who", "Zara Quinn")], 200).await;
    camera.sends("g4 whom, found", &carol, (&find, &find), &[("who", &amina.email)], 200).await;
    proposing(camera, &carol, &amina, &format!("{find}/{}", amina.account_id)).await;
}

async fn proposing(camera: &mut Camera, carol: &Person, amina: &Person, page: &str) {
    let (helen, kit) = (mentor(&camera.hub, "Helen Next", 2).await, mentor(&camera.hub, "Kit Lowe", 2).await);
    camera.hub.app.follow().await;
    camera.opens("g5 propose", carol, page).await;
    camera.sends("g6 find, nothing chosen", carol, (page, page), &[("step", "find")], 422).await;
    let by_name = [("step", "find"), ("offering", "mentoring"), ("who", "Helen")];
    camera.sends("g7 found by name", carol, (page, page), &by_name, 200).await;
    let (first, second) = (helen.account_id.to_string(), kit.account_id.to_string());
    let add = format!("add:{second}");
    let adding = [("step", add.as_str()), ("offering", "mentoring"), ("person", &first), ("why", "")];
    let listed = camera.sends("g8 two on the list", carol, (page, page), &adding, 200).await;
    let empty = [("person", first.as_str()), ("why", ""), ("hope", "")];
    let enter = format!("{page}/request");
    camera.sends("g9 enter, nothing filled in", carol, (page, &enter), &empty, 422).await;
    let desk = camera.hub.app.browser_of(carol).await;
    let submission = listed.form_with_button("Propose them").value("submission").unwrap();
    let fields = [
        ("step", "propose"),
        ("submission", submission.as_str()),
        ("offering", "mentoring"),
        ("person", &first),
        ("why", "She led a ward too."),
        ("person", &second),
        ("why", ""),
    ];
    desk.post(page, &fields).await.assert_ok();
    let id: uuid::Uuid = sqlx::query_scalar("select proposal_id from proposal")
        .fetch_one(&camera.hub.app.app.db)
        .await
        .unwrap();
    camera.opens("g10 proposed", amina, &format!("/proposals/{id}")).await;
    camera.opens("g11 dashboard with a proposal", amina, "/dashboard").await;
    let form = desk.post(page, &adding).await.form_with_button("Enter the request");
    let fields = [
        ("asked", second.as_str()),
        ("request-offering", "mentoring"),
        ("hope", "To find her feet as a ward manager."),
    ];
    desk.submit_form(&form, &fields).await.assert_ok();
    let id: uuid::Uuid =
        sqlx::query_scalar("select chemistry_request_id from chemistry_request where status = 'entered'")
            .fetch_one(&camera.hub.app.app.db)
            .await
            .unwrap();
    let page = format!("/chemistry/{id}");
    camera.opens("h1 entered, mentee", amina, &page).await;
    camera
        .sends("h2 entered, nothing chosen", amina, (&page, &format!("{page}/confirmation")), &[], 422)
        .await;
    let link = camera.hub.app.mail_to(&amina.email).await.link("/act/");
    camera.visits("h3 link to confirm", &link).await;
}
