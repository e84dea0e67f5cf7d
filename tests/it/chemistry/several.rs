//! Several people asked at once, each with times of their own.

use rapport::availability::off_duty::Shift;
use rapport::platform::ids::ChemistryId;

use super::hub::{execute, mentor, outcome, status, told};
use super::web::{free_on_tuesdays, path};
use crate::search::hub::Hub;
use crate::support::given::Person;

const HOPE: &str = "I lead a ward since May and put off every difficult conversation.";

async fn asked(hub: &Hub, of: &Person) -> (ChemistryId, String) {
    sqlx::query_as("select chemistry_request_id, times from chemistry_request where practitioner_id = $1")
        .bind(of.account_id)
        .fetch_one(&hub.app.app.db)
        .await
        .expect("a request")
}

async fn offers(hub: &Hub, id: ChemistryId) -> i64 {
    sqlx::query_scalar("select count(*) from chemistry_offer where chemistry_request_id = $1")
        .bind(id)
        .fetch_one(&hub.app.app.db)
        .await
        .expect("offers")
}

#[tokio::test]
async fn each_is_asked_with_their_own_times_and_a_time_taken_by_one_is_told_to_the_other() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let (owen, ruth) = (mentor(&hub, "Owen Price", 2).await, mentor(&hub, "Ruth Hale", 2).await);
    free_on_tuesdays(&hub, &grace).await;
    free_on_tuesdays(&hub, &owen).await;
    let browser = hub.app.browser_of(&amina).await;
    let people = [&grace, &owen, &ruth].map(|one| format!("practitioner={}", one.account_id)).join("&");
    let form = browser.get(&format!("/chemistry/new?{people}")).await;
    form.assert_ok().assert_sees("With Grace Obi").assert_sees("With Owen Price");
    form.assert_sees("Ruth Hale shows no free times, and suggests some.");
    let all = form.attributes("input[name=slot]", "value");
    let of = |person: &Person| -> Vec<String> {
        let account_id = person.account_id.to_string();
        all.iter().filter(|value| value.starts_with(&account_id)).cloned().collect()
    };
    let (graces, owens) = (of(&grace), of(&owen));
    assert!(graces.len() >= 4 && owens.len() >= 4 && of(&ruth).is_empty(), "{all:?}");
    let base = [("hope", HOPE), ("times", "slots"), ("related", "no"), ("step", "send")];
    let none = browser.submit(&form, &base).await;
    none.assert_status(422)
        .assert_error("slot-1", "Choose at least one time, or ask for some to be suggested");
    // The same first time to both, and a second to Owen alone.
    let chosen = [("slot", graces[0].as_str()), ("slot", owens[0].as_str()), ("slot", owens[1].as_str())];
    let sent = browser.submit(&none, &[&base[..], &chosen[..]].concat()).await;
    sent.assert_ok().assert_path("/chemistry");
    let ((to_grace, graces_times), (to_owen, _), (to_ruth, ruths_times)) =
        (asked(&hub, &grace).await, asked(&hub, &owen).await, asked(&hub, &ruth).await);
    assert_eq!((graces_times.as_str(), ruths_times.as_str()), ("slots", "suggest"));
    assert_eq!(
        (offers(&hub, to_grace).await, offers(&hub, to_owen).await, offers(&hub, to_ruth).await),
        (1, 2, 0)
    );

    let time = |value: &str| value.split_once('/').unwrap().1.to_owned();
    let (first, second) = (time(&owens[0]), time(&owens[1]));
    let owens_page = hub.app.browser_of(&owen).await;
    let before = owens_page.get(&path(to_owen)).await;
    before.assert_sees("A time from this list is booked at once");
    let graces_page = hub.app.browser_of(&grace).await;
    let yes = graces_page
        .post(&format!("{}/acceptance", path(to_grace)), &[("time", &first), ("related", "no")])
        .await;
    yes.assert_ok().assert_sees("You meet Amina on Tuesday");
    assert_eq!(status(&hub.app, to_grace).await, "booked");

    // Owen answers the page he had open: the truth, and nothing is booked or held.
    let late = [("time", first.as_str()), ("related", "no")];
    let refused = owens_page.post(&format!("{}/acceptance", path(to_owen)), &late).await;
    refused
        .assert_status(409)
        .assert_sees("The mentee is in another meeting at this time. Choose another one.");
    refused.assert_sees("and has another meeting then by now").assert_sees_not("Grace");
    assert_eq!(status(&hub.app, to_owen).await, "sent");
    let left = refused.attributes("input[name=time]", "value");
    assert!(!left.contains(&first) && left.contains(&second), "{left:?}");
    let inbox = owens_page.get("/chemistry").await.attributes("input[name=time]", "value");
    assert!(!inbox.contains(&first) && inbox.contains(&second), "{inbox:?}");
    let other = [("time", second.as_str()), ("related", "no")];
    owens_page.post(&format!("{}/acceptance", path(to_owen)), &other).await.assert_ok();
    assert_eq!(status(&hub.app, to_owen).await, "booked");
    assert_eq!((outcome(&hub.app, to_ruth).await, told(&hub.app, &ruth, "asks you").await), (None, 1));
}

#[tokio::test]
async fn times_from_the_off_duty_are_worked_out_for_each_and_shared_out() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let owen = mentor(&hub, "Owen Price", 2).await;
    free_on_tuesdays(&hub, &grace).await;
    free_on_tuesdays(&hub, &owen).await;
    let today = hub.app.now().in_london().date();
    execute(
        &hub.app,
        &format!(
            "insert into off_duty (account_id, day, shift) select '{}', '{today}'::date + n, '{}' from generate_series(0, 27) n",
            amina.account_id,
            Shift::Off.code()
        ),
    )
    .await;
    let browser = hub.app.browser_of(&amina).await;
    let people = [&grace, &owen].map(|one| format!("practitioner={}", one.account_id)).join("&");
    let form = browser.get(&format!("/chemistry/new?{people}")).await;
    form.assert_sees("Times that suit us both, from my off-duty").assert_sees_not("none found");
    let base = [("hope", HOPE), ("times", "off-duty"), ("related", "no"), ("step", "send")];
    browser.submit(&form, &base).await.assert_path("/chemistry");
    let ids = [asked(&hub, &grace).await.0, asked(&hub, &owen).await.0];
    for id in ids {
        assert!((1..=3).contains(&offers(&hub, id).await));
    }
    let shared: i64 = sqlx::query_scalar(
        "select count(*) from chemistry_offer one join chemistry_offer other using (starts_at)
         where one.chemistry_request_id = $1 and other.chemistry_request_id = $2",
    )
    .bind(ids[0])
    .bind(ids[1])
    .fetch_one(&hub.app.app.db)
    .await
    .unwrap();
    assert_eq!(shared, 0, "no time is given to both while there are others");
}
