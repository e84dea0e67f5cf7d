//! Asking: one, several, and everything that speaks against it before there is a form.

use rapport::chemistry::actions::{self, Refusing};
use rapport::chemistry::model::Declining;

use super::camera::Camera;
use crate::chemistry::hub::{execute, mentor, send, within};
use crate::chemistry::web::free_on_tuesdays;
use crate::support::given::Person;

pub fn new(to: &[&Person]) -> String {
    let query: Vec<String> = to.iter().map(|one| format!("practitioner={}", one.account_id)).collect();
    format!("/chemistry/new?{}", query.join("&"))
}

pub async fn states(camera: &mut Camera) {
    let (amina, grace) = (camera.hub.mentee().await, mentor(&camera.hub, "Grace Obi", 2).await);
    camera.opens("11 dashboard of a mentee", &amina, "/dashboard").await;
    camera.opens("12 dashboard of a mentor", &grace, "/dashboard").await;
    camera.opens("13 nothing asked", &amina, "/chemistry").await;
    camera.opens("14 nobody asks", &grace, "/chemistry").await;
    camera.opens("15 profile", &amina, &format!("/practitioners/{}", grace.account_id)).await;
    camera.opens("16 ask, no times known", &amina, &new(&[&grace])).await;
    free_on_tuesdays(&camera.hub, &grace).await;
    let ask = new(&[&grace]);
    camera.opens("17 ask one", &amina, &ask).await;
    let to = grace.account_id.to_string();
    let (nothing, slots) = (
        [("practitioner", to.as_str()), ("step", "send")],
        [("practitioner", to.as_str()), ("times", "slots")],
    );
    camera.sends("18 ask, nothing filled in", &amina, (&ask, "/chemistry"), &nothing, 422).await;
    camera.sends("19 ask, no slot ticked", &amina, (&ask, "/chemistry"), &slots, 422).await;

    let mut several = Vec::new();
    for name in ["Ann One", "Bea Two", "Cora Three", "Dora Four"] {
        several.push(mentor(&camera.hub, name, 1).await);
    }
    let all: Vec<&Person> = several.iter().collect();
    camera.opens("20 ask several, one too many", &amina, &new(&all)).await;
    refusals(camera, &amina, &grace, &several).await;
}

/// What is said before there is a form.
async fn refusals(camera: &mut Camera, amina: &Person, grace: &Person, several: &[Person]) {
    let ask = new(&[grace]);
    let maria = camera.hub.unproven().await;
    camera.opens("21 not proven", &maria, &ask).await;
    camera.hub.set_active(grace, 2).await;
    camera.opens("22 full", amina, &ask).await;
    camera.opens("23 several, one is full", amina, &new(&[grace, &several[0]])).await;
    camera.hub.set_active(grace, 0).await;
    execute(&camera.hub.app, "update place set accepting = false, resumes_on = '2027-04-05', closed_because = 'own-wish' where capacity = 2").await;
    camera.opens("24 pauses until a day", amina, &ask).await;
    execute(&camera.hub.app, "update place set accepting = true, resumes_on = null, closed_because = null")
        .await;
    let related = camera.hub.mentee().await;
    let client = camera.hub.app.browser_of(&related).await;
    let form = client.get(&ask).await;
    let fields = [("hope", "To grow."), ("times", "suggest"), ("related", "yes"), ("step", "send")];
    let page = client.submit(&form, &fields).await;
    camera.keeps("25 they manage each other", page);
    camera.opens("26 not available", &related, &ask).await;

    let other = camera.hub.mentee().await;
    let id = send(&camera.hub.app, &other, grace).await.unwrap();
    camera.opens("27 asked already", &other, &ask).await;
    let how = Refusing {
        why: Declining::SomebodyElse,
        words: "Somebody else would be better.".to_owned(),
        suggested: None,
    };
    within(&camera.hub.app, async |db| {
        actions::decline(db, &camera.hub.app.app, grace.account_id, id, &how).await
    })
    .await
    .unwrap();
    camera.opens("28 declined not long ago", &other, &ask).await;
    for one in &several[..3] {
        send(&camera.hub.app, &other, one).await.unwrap();
    }
    camera.opens("29 three are open", &other, &new(&[&several[3]])).await;
    camera.opens("30 list of a mentee with three", &other, "/chemistry").await;
}
