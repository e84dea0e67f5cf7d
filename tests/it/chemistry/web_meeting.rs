//! From acceptance to the decision, on the pages.

use super::hub::{booked, held, mentor, met, send};
use super::web::{free_on_tuesdays, path};
use crate::search::hub::Hub;

#[tokio::test]
async fn times_are_typed_chosen_moved_and_cancelled() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    free_on_tuesdays(&hub, &grace).await;
    let id = send(&hub.app, &amina, &grace).await.unwrap();
    let (mentee, mentor) = (hub.app.browser_of(&amina).await, hub.app.browser_of(&grace).await);
    let thread = mentor.get(&path(id)).await;
    let offer = [("time", "offer"), ("day_1", "2027-03-10"), ("at_1", "7.30am"), ("related", "no")];
    mentor.submit(&thread, &offer).await.assert_sees("Wednesday 10 March 2027, 7:30am");
    let choose = mentee.get(&path(id)).await;
    choose.assert_sees("Grace said yes: find a time");
    mentee
        .submit(&choose, &[("time", "2027-03-10T07:30:00Z")])
        .await
        .assert_heading("You meet Grace on Wednesday 10 March 2027, 7:30am");
    let form = mentee.get(&format!("{}/move", path(id))).await;
    let to = form.form_having(&[("time", "2027-03-09T18:00:00Z")]).options("time");
    assert!(to.contains(&"2027-03-09T18:00:00Z".to_owned()), "{to:?}");
    mentee
        .submit(&form, &[("time", "2027-03-09T18:00:00Z")])
        .await
        .assert_status(422)
        .assert_error("reason", "Select a reason");
    let form = mentee.get(&format!("{}/move", path(id))).await;
    mentee
        .submit(&form, &[("time", "2027-03-09T18:00:00Z"), ("reason", "work")])
        .await
        .assert_heading("You meet Grace on Tuesday 9 March 2027, 6pm");
    let form = mentor.get(&format!("{}/cancellation", path(id))).await;
    mentor
        .submit(&form, &[("after", "find-another"), ("reason", "unwell"), ("words", "I am so sorry.")])
        .await
        .assert_sees("find a time");
    let form = mentor.get(&format!("{}/cancellation", path(id))).await;
    mentor.submit(&form, &[("reason", "personal")]).await.assert_heading("You called it off");
    assert_eq!(held(&hub.app, &grace).await, 0);
}

#[tokio::test]
async fn nobody_sees_what_the_other_decided() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = met(&hub.app, &amina, &grace).await;
    let (mentee, mentor) = (hub.app.browser_of(&amina).await, hub.app.browser_of(&grace).await);
    let before = mentee.get(&path(id)).await.text();
    let form = mentor.get(&path(id)).await;
    mentor.submit(&form, &[("answer", "no")]).await.assert_sees("You have answered");
    assert_eq!(mentee.get(&path(id)).await.text(), before, "her page says the same before and after his no");
    let form = mentee.get(&path(id)).await;
    mentee.submit(&form, &[("answer", "yes")]).await.assert_heading("Not taken further");
    let closed = mentor.get(&path(id)).await;
    closed.assert_heading("Not taken further");
    mentor.press(&closed, "Open it again").await.assert_sees("Would you like to go on with Amina?");
}

#[tokio::test]
async fn a_meeting_that_did_not_happen_is_no_ones_fault() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = booked(&hub.app, &amina, &grace).await;
    hub.app.advance(jiff::SignedDuration::from_hours(73));
    let browser = hub.app.browser_of(&amina).await;
    let page = browser.get(&path(id)).await;
    page.assert_heading("Did you and Grace meet?");
    browser
        .submit(&page, &[("happened", "no")])
        .await
        .assert_sees("It happens to everybody.")
        .assert_sees("find a time");
}
