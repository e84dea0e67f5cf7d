//! How many statements the pages make: three at most beyond the viewer's.

use rapport::chemistry::actions;
use rapport::chemistry::model::{Answer, Change};
use rapport::platform::ids::SubmissionId;

use super::hub::{accept_offering, execute, in_hours, mentor, request, send, status, within};
use super::web::{free_on_tuesdays, path};
use crate::search::hub::Hub;
use crate::support::client::Client;

#[tokio::test]
async fn the_pages_take_the_same_statements_however_much_there_is() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 5).await;
    let mut id = None;
    for _ in 0..4 {
        id = Some(send(&hub.app, &hub.mentee().await, &grace).await.unwrap());
    }
    let browser = hub.app.browser_of(&grace).await;
    let (list, statements) = hub.app.statements(browser.get("/chemistry")).await;
    list.assert_sees("4 wait for you.").assert_sees("First conversations 4");
    assert!(statements.len() <= 3, "the viewer, open, closed: {statements:#?}");
    takes_three(&hub, &browser, &path(id.unwrap())).await;
}

/// The viewer, and three more at most.
async fn takes_three(hub: &Hub, browser: &Client, path: &str) {
    let (page, statements) = hub.app.statements(browser.get_only(path)).await;
    page.assert_ok();
    assert!(statements.len() <= 4, "{path}, {}: {statements:#?}", page.heading());
}

#[tokio::test]
async fn the_page_of_a_request_takes_three_statements_whatever_its_state() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 5).await);
    free_on_tuesdays(&hub, &grace).await;
    let off = "insert into off_duty (account_id, day, shift) select account_id, d::date, 'off' from account, generate_series('2027-03-04', '2027-03-20', interval '1 day') d";
    execute(&hub.app, off).await;
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    let both = async |what: &str| {
        for person in [&amina, &grace] {
            let browser = hub.app.browser_of(person).await;
            takes_three(&hub, &browser, &path(id)).await;
        }
        assert_eq!(status(&hub.app, id).await, what);
    };
    both("sent").await;
    let submission = SubmissionId::new(hub.app.now());
    within(&hub.app, async |db| {
        actions::ask(db, &hub.app.app, grace.account_id, id, "Why?", submission).await
    })
    .await
    .unwrap();
    both("questioned").await;
    accept_offering(&hub.app, &grace, id, &[72]).await.unwrap();
    both("arranging").await;
    let span = in_hours(&hub.app, 72);
    within(&hub.app, async |db| actions::book(db, &hub.app.app, amina.account_id, id, span).await)
        .await
        .unwrap();
    both("booked").await;
    for page in ["/move", "/cancellation"] {
        takes_three(&hub, &hub.app.browser_of(&amina).await, &format!("{}{page}", path(id))).await;
    }
    hub.app.advance(jiff::SignedDuration::from_hours(73));
    both("booked").await;
    within(&hub.app, async |db| actions::held(db, &hub.app.app, amina.account_id, id).await).await.unwrap();
    both("deciding").await;
    for person in [&amina, &grace] {
        within(&hub.app, async |db| {
            actions::decide(db, &hub.app.app, person.account_id, id, Answer::Yes).await
        })
        .await
        .unwrap();
    }
    both("agreed").await;
    let why = Change::Personal;
    within(&hub.app, async |db| {
        actions::call_off(db, &hub.app.app, amina.account_id, id, why, "Sorry").await
    })
    .await
    .unwrap();
    both("closed").await;
    let new = request(&[&mentor(&hub, "Hal Reed", 2).await], &[], hub.app.now());
    let cora = crate::support::given::account(&hub.app).named("Cora").coordinator_of(hub.pool).make().await;
    let ids = within(&hub.app, async |db| {
        actions::enter(db, &hub.app.app, cora.account_id, hub.pool, amina.account_id, &new).await
    })
    .await
    .unwrap();
    takes_three(&hub, &hub.app.browser_of(&amina).await, &path(ids[0])).await;
}
