//! S7: what a link in mail shows and does, without a sign-in.

use http::Method;

use super::hub::{accept_offering, held, mentor, met, outcome, send, status, told};
use crate::search::hub::Hub;
use crate::support::given::Person;

async fn link(hub: &Hub, person: &Person) -> String {
    hub.app.mail_to(&person.email).await.link("/act/")
}

#[tokio::test]
async fn s7_looking_does_nothing_and_one_post_works_once() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    let link = link(&hub, &grace).await;
    let scanner = hub.app.another_browser();
    for _ in 0..50 {
        scanner.get(&link).await.assert_ok();
    }
    scanner.send(Method::HEAD, &link, &[("purpose", "prefetch")], None).await.assert_ok();
    assert_eq!((status(&hub.app, id).await.as_str(), held(&hub.app, &grace).await), ("sent", 0));

    let phone = hub.app.another_browser();
    let page = phone.get(&link).await;
    page.assert_heading("Amina asks you for a first conversation").assert_sees("Staff group: Nursing");
    page.assert_sees_not("board role").assert_sees_not("Khan").assert_sees_not(&amina.email);
    assert_eq!(
        page.header("referrer-policy"),
        Some("no-referrer"),
        "the address reaches nobody else: {page}"
    );
    assert!(page.header("cache-control").is_some_and(|kept| kept.contains("no-store")), "{page}");
    let yes = [("act", "acceptance"), ("time", "message"), ("related", "no")];
    let (one, two) = tokio::join!(phone.post_only(&link, &yes), scanner.post_only(&link, &yes));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert!(statuses[0] == 200 && [200, 404].contains(&statuses[1]), "done, or gone: {statuses:?}");
    assert_eq!((status(&hub.app, id).await.as_str(), held(&hub.app, &grace).await), ("arranging", 1));
    phone.post_only(&link, &yes).await.assert_status(404).assert_sees("Nothing is left to do with this link");
    phone.get(&link).await.assert_status(404);
    phone
        .get(&format!("/act/{}", "A".repeat(43)))
        .await
        .assert_status(404)
        .assert_sees("Nothing is left to do with this link");
    assert_eq!((held(&hub.app, &grace).await, told(&hub.app, &amina, "Grace").await), (1, 1));
}

#[tokio::test]
async fn s7_a_link_does_its_own_act_and_no_other() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    let link = link(&hub, &grace).await;
    let phone = hub.app.another_browser();
    for act in ["withdrawal", "decision", "booking", "cancellation", "reopening", ""] {
        phone.post_only(&link, &[("act", act), ("answer", "yes")]).await.assert_status(400);
    }
    let wrong = phone.post_only(&link, &[("act", "decline")]).await;
    wrong
        .assert_status(422)
        .assert_error("reason", "Select a reason")
        .assert_sees_not("Suggest a colleague of this pool");
    assert_eq!(status(&hub.app, id).await, "sent");
    let fields = [
        ("act", "decline"),
        ("reason", "no-time"),
        ("words_no_time", "I am full until May."),
        ("pause", "month"),
    ];
    phone.post_only(&link, &fields).await.assert_ok().assert_sees("Declined, with your words.");
    assert_eq!(outcome(&hub.app, id).await.as_deref(), Some("declined"));
    let accepting: bool = sqlx::query_scalar("select accepting from place where account_id = $1")
        .bind(grace.account_id)
        .fetch_one(&hub.app.app.db)
        .await
        .unwrap();
    assert!(accepting, "a pause needs a sign-in");
    let mentee = hub.app.browser_of(&amina).await;
    mentee.get(&format!("/chemistry/{id}")).await.assert_sees("I am full until May.");
}

#[tokio::test]
async fn s7_a_mentee_chooses_a_time_and_decides_from_mail() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    accept_offering(&hub.app, &grace, id, &[72]).await.unwrap();
    let choose = link(&hub, &amina).await;
    let phone = hub.app.another_browser();
    let page = phone.get(&choose).await;
    page.assert_heading("Choose a time with Grace").assert_sees("Sunday 7 March 2027, midday");
    phone.submit(&page, &[("time", "2027-03-07T12:00:00Z")]).await.assert_ok().assert_sees("Booked.");
    assert_eq!(status(&hub.app, id).await, "booked");

    let luke = mentor(&hub, "Luke Fox", 2).await;
    let other = met(&hub.app, &hub.mentee().await, &luke).await;
    let decide = link(&hub, &luke).await;
    let page = phone.get(&decide).await;
    page.assert_heading("Would you like to go on with Amina?");
    phone.submit(&page, &[("answer", "yes")]).await.assert_ok().assert_sees("Your answer is kept");
    assert_eq!(status(&hub.app, other).await, "deciding");
}
