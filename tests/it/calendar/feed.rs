use jiff::SignedDuration;

use super::given::Pair;
use super::reading::Read;
use crate::support::client::Client;

/// The path of the address that the page shows.
async fn address(pair: &Pair) -> String {
    let page = pair.app.get("/calendar/feed").await;
    let shown = page.texts(".app-address code").remove(0);
    shown.strip_prefix("http://127.0.0.1:3000").expect("an address").to_owned()
}

/// Presses the button of the feed's page that posts there.
async fn press(browser: &Client, action: &str) {
    let form = browser.get("/calendar/feed").await.form_to(action);
    browser.submit_form(&form, &[]).await.assert_ok();
}

#[tokio::test]
async fn a_feed_is_made_followed_replaced_and_switched_off() {
    let pair = Pair::new().await;
    pair.lives_in(&pair.amina, "Europe/Lisbon").await;
    let over = pair.booked(1).await;
    pair.app.advance(SignedDuration::from_hours(24 * 100));
    let off = pair.booked(30).await;
    pair.cancel(off).await.unwrap();
    let next = pair.booked(50).await;
    pair.app.sign_in_as(&pair.amina).await;
    press(&pair.app, "/calendar/feed").await;
    let first = address(&pair).await;
    assert_eq!(first.len(), "/calendar/".len() + 43 + ".ics".len(), "S7: 256 bits");

    let program = pair.app.another_browser();
    let fetched = program.get(&first).await;
    assert_eq!(fetched.status.as_u16(), 200);
    assert_eq!(fetched.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert_eq!(fetched.header("cache-control"), Some("no-store"));
    let read = Read::of(&fetched.body);
    let uids: Vec<(String, String)> =
        read.events.iter().map(|event| (event.value("UID"), event.value("STATUS"))).collect();
    let expected = [(off, "CANCELLED"), (next, "CONFIRMED")];
    assert_eq!(uids, expected.map(|(id, status)| (format!("{id}@127.0.0.1"), status.to_owned())));
    assert!(!fetched.body.contains(&over.to_string()), "what is over for three months is gone");
    assert!(!fetched.body.contains('@') || !fetched.body.contains("example.org"), "no address in it");
    assert_eq!(read.method, None, "a calendar to follow invites nobody");
    let event = &read.events[1];
    assert_eq!(event.value("SUMMARY"), "First conversation with Grace");
    assert_eq!(read.starts(event), pair.hours(50).timestamp());
    assert!(read.zones.contains_key("Europe/Lisbon"));

    press(&pair.app, "/calendar/feed").await;
    let second = address(&pair).await;
    assert_ne!(first, second);
    assert_eq!(program.get(&first).await.status.as_u16(), 404, "the old one is gone");
    assert_eq!(program.get(&second).await.status.as_u16(), 200);
    press(&pair.app, "/calendar/feed/removal").await;
    assert_eq!(program.get(&second).await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_wrong_address_does_not_exist_and_reading_changes_nothing_but_the_day() {
    let pair = Pair::new().await;
    pair.app.sign_in_as(&pair.amina).await;
    press(&pair.app, "/calendar/feed").await;
    let right = address(&pair).await;
    let program = pair.app.another_browser();
    for wrong in
        ["/calendar/abc.ics", "/calendar/abc", &right.replace(".ics", ""), &right.replace(".ics", ".ICS")]
    {
        assert_eq!(program.get(wrong).await.status.as_u16(), 404, "{wrong}");
    }
    let day = "select count(*) from calendar_feed where fetched_on is not null";
    assert_eq!(pair.count(day).await, 0);
    for _ in 0..2 {
        assert_eq!(program.get(&right).await.status.as_u16(), 200);
    }
    assert_eq!(pair.count(day).await, 1);
    let stored: (Vec<u8>, Vec<u8>) = sqlx::query_as("select token_hash, sealed from calendar_feed")
        .fetch_one(&pair.app.app.db)
        .await
        .unwrap();
    let token = right.trim_start_matches("/calendar/").trim_end_matches(".ics").as_bytes();
    for kept in [&stored.0, &stored.1] {
        assert!(!kept.windows(token.len()).any(|part| part == token), "the token is not stored as it is");
    }
}

#[tokio::test]
async fn r3_replacing_fifty_times_at_once_replaces_once() {
    let pair = Pair::new().await;
    pair.app.sign_in_as(&pair.amina).await;
    press(&pair.app, "/calendar/feed").await;
    pair.app.advance(SignedDuration::from_secs(1));
    let form = pair.app.get("/calendar/feed").await.form_to("/calendar/feed");
    futures_util::future::join_all((0..50).map(|_| pair.app.submit_form(&form, &[]))).await;
    assert_eq!(pair.count("select count(*) from event where kind = 'calendar_feed.made'").await, 2);
    let address = address(&pair).await;
    assert_eq!(pair.app.another_browser().get(&address).await.status.as_u16(), 200);
}
