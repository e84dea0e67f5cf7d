use jiff::SignedDuration;

use super::given::Pair;
use crate::support::client::Client;
use crate::support::given;
use crate::support::page::Page;

#[tokio::test]
async fn the_agenda_shows_what_is_next_first_in_the_readers_zone_and_says_what_to_do_when_empty() {
    let pair = Pair::new().await;
    pair.app.sign_in_as(&pair.amina).await;
    let empty = pair.app.get("/calendar").await;
    assert!(empty.text().contains("You have no meetings coming up."), "{}", empty.text());
    pair.lives_in(&pair.amina, "Europe/Paris").await;
    pair.booked(1).await;
    pair.booked(74).await;
    let next = pair.booked(50).await;
    let off = pair.booked(20).await;
    pair.cancel(off).await.unwrap();
    pair.app.advance(SignedDuration::from_hours(2));
    pair.app.sign_in_as(&pair.amina).await;
    let (page, statements) = pair.app.statements(pair.app.get("/calendar")).await;
    assert!(statements.len() <= 3, "{statements:#?}");
    let text = page.text();
    let places: Vec<usize> = [
        "Next",
        "Saturday 6 March 2027, 3pm to 3:30pm, Paris time",
        "After that",
        "Sunday 7 March 2027",
        "The last 30 days",
        "Thursday 4 March 2027, 2pm",
    ]
    .iter()
    .map(|part| text.find(part).unwrap_or_else(|| panic!("{part} in {text}")))
    .collect();
    assert!(places.is_sorted(), "{text}");
    assert!(!text.contains("Friday 5 March"), "what is cancelled is not to come");
    assert!(page.body.contains(&format!("/calendar/meetings/{next}")));

    let month = pair.app.get("/calendar/months/2027-03").await;
    assert!(month.text().contains("3pm First conversation with Grace"), "{}", month.text());
    assert!(month.text().contains("cancelled"));
    assert!(
        pair.app.get("/calendar/months/2027-04").await.text().contains("You have no meetings in April 2027.")
    );
    for wrong in ["2027-13", "2027-3", "1800-01", "x"] {
        assert_eq!(pair.app.get(&format!("/calendar/months/{wrong}")).await.status.as_u16(), 404, "{wrong}");
    }
}

/// Types how to join into the form of a page and sends it.
async fn say(browser: &Client, page: &Page, joining: &str) -> Page {
    browser.submit_form(&page.form_with_button("Save and tell both"), &[("joining", joining)]).await
}

#[tokio::test]
async fn either_says_how_to_join_and_both_are_told_once() {
    let pair = Pair::new().await;
    let id = pair.booked(50).await;
    let path = format!("/calendar/meetings/{id}");
    let joining = format!("{path}/joining");
    let (amina, grace) = (pair.app.browser_of(&pair.amina).await, pair.app.browser_of(&pair.grace).await);
    let old = amina.get(&path).await;
    say(&grace, &grace.get(&path).await, "https://meet.example/abc").await;
    let shown = amina.get(&path).await;
    assert!(shown.body.contains("href=\"https://meet.example/abc\""), "{}", shown.body);
    assert_eq!(pair.app.mails_to(&pair.amina.email).await.len(), 2);
    assert_eq!(pair.app.mail_to(&pair.amina.email).await.kind, "meeting-joining");

    let stale = say(&amina, &old, "Room 4").await;
    assert_eq!(stale.status.as_u16(), 409);
    assert!(
        stale.body.contains("Room 4") && stale.text().contains("https://meet.example/abc"),
        "{}",
        stale.text()
    );
    amina.submit_form(&stale.form_with_button("Save and tell both"), &[]).await.assert_sees("Room 4");
    assert!(grace.get(&path).await.text().contains("Room 4"));
    let long = say(&grace, &grace.get(&path).await, &"x".repeat(501)).await;
    assert_eq!(long.status.as_u16(), 422);
    assert!(long.body.contains(&"x".repeat(501)), "what was typed is kept");

    let tom = given::account(&pair.app).named("Tom Okafor").make().await;
    let tom = pair.app.browser_of(&tom).await;
    assert_eq!(tom.get(&path).await.status.as_u16(), 404, "S1");
    assert_eq!(tom.post(&joining, &[("joining", "evil"), ("version", "3")]).await.status.as_u16(), 404, "S1");
    pair.app.advance(SignedDuration::from_hours(60));
    let grace = pair.app.browser_of(&pair.grace).await;
    assert_eq!(grace.post(&joining, &[("joining", "late"), ("version", "3")]).await.status.as_u16(), 409);
    assert!(grace.get(&path).await.text().contains("This meeting is over."));
}

#[tokio::test]
async fn how_to_join_goes_after_the_meeting_and_the_meeting_after_two_years() {
    let pair = Pair::new().await;
    let mut new = pair.meeting(50);
    new.joining = "Room 4".to_owned();
    pair.book(&new).await.unwrap();
    let kept = "select count(*) from meeting where joining <> ''";
    pair.app.advance(SignedDuration::from_hours(73));
    assert_eq!((pair.retained().await, pair.count(kept).await), (0, 1));
    pair.app.advance(SignedDuration::from_hours(3));
    assert_eq!((pair.retained().await, pair.count(kept).await), (1, 0));
    pair.app.advance(SignedDuration::from_hours(24 * 729));
    assert_eq!((pair.retained().await, pair.count("select count(*) from booking").await), (0, 2));
    pair.app.advance(SignedDuration::from_hours(24 * 5));
    assert_eq!((pair.retained().await, pair.count("select count(*) from booking").await), (1, 0));
}
