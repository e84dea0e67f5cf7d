//! Nothing that somebody wrote about a concern is lost, whoever was quicker and however often a page is sent.

use super::{Here, WORDS};

#[tokio::test]
async fn what_is_added_on_the_way_back_is_not_thrown_away() {
    let here = Here::new().await;
    let (amina, page) = here.form(&here.amina).await;
    let first = [("topic", "behaviour"), ("what", WORDS)];
    amina.submit(&page, &first).await.assert_path("/concerns/mine");
    amina.submit(&page, &first).await.assert_path("/concerns/mine");
    let more = format!("{WORDS} Then he threatened me.");
    let refused = amina.submit(&page, &[("topic", "behaviour"), ("what", &more)]).await;
    refused.assert_status(422);
    assert!(refused.error_on("what").is_some_and(|error| error.contains("This is different")), "{refused}");
    amina
        .press(&refused, "Send it")
        .await
        .assert_path("/concerns/mine")
        .assert_sees("Then he threatened me.");
    assert_eq!(here.count("select count(*) from concern").await, 2);
    let ben = here.ben.account_id.to_string();
    let passing = amina.submit(&page, &[("topic", "behaviour"), ("what", WORDS), ("bypass", &ben)]).await;
    passing.assert_status(422);
    assert_eq!(here.count("select count(*) from concern").await, 2);
}

#[tokio::test]
async fn what_was_done_is_kept_although_its_page_kept_a_note_before() {
    let here = Here::new().await;
    let id = here.raised(&[]).await;
    let path = format!("/concerns/{id}");
    let asha = here.browser(&here.asha).await;
    let page = asha.get(&path).await;
    asha.press(&page, "Acknowledge it").await.assert_ok();
    let page = asha.get(&path).await;
    let note = page.form_with_button("Keep the note");
    let words = [("note", "I rang the ward."), ("audience", "colleagues")];
    for _ in 0..2 {
        asha.submit_form(&note, &words).await.assert_ok();
    }
    assert_eq!(here.count("select count(*) from concern_note").await, 1, "R3");
    let other = asha.submit_form(&note, &[("note", "I rang twice."), ("audience", "colleagues")]).await;
    other.assert_status(422);
    asha.press(&other, "Keep the note").await.assert_ok().assert_sees("I rang twice.");
    let outcome = [("outcome", "handled"), ("done", "We spoke with him.")];
    asha.submit_form(&page.form_with_button("Keep it"), &outcome).await.assert_sees("We spoke with him.");
    asha.press(&asha.get(&path).await, "Close it").await.assert_path("/concerns");
    for end in ["acknowledgement", "outcome"] {
        let fields =
            [("submission", "0197f0f0-0000-7000-8000-000000000001"), ("outcome", "police"), ("done", "More")];
        asha.post_only(&format!("{path}/{end}"), &fields).await.assert_status(409);
    }
}

#[tokio::test]
async fn a_step_taken_twice_is_taken_once_and_one_taken_too_late_keeps_its_words() {
    let here = Here::new().await;
    let path = format!("/concerns/{}", here.raised(&[]).await);
    let (asha, ben) = (here.browser(&here.asha).await, here.browser(&here.ben).await);
    for _ in 0..3 {
        asha.post_only(&format!("{path}/acknowledgement"), &[]).await.assert_status(303);
    }
    ben.post_only(&format!("{path}/acknowledgement"), &[]).await.assert_status(409);
    let (ashas_page, bens_page) = (asha.get(&path).await, ben.get(&path).await);
    let done = [("outcome", "safeguarding"), ("done", "Passed on by telephone.")];
    for _ in 0..3 {
        asha.submit_form(&ashas_page.form_with_button("Keep it"), &done).await.assert_ok();
    }
    let late = [("outcome", "handled"), ("done", "I spoke with both of them for an hour.")];
    let late = ben.submit_form(&bens_page.form_with_button("Keep it"), &late).await;
    late.assert_status(409)
        .assert_sees("It is passed on by now")
        .assert_sees("I spoke with both of them for an hour.");
    for _ in 0..3 {
        asha.post_only(&format!("{path}/closing"), &[]).await.assert_status(303);
    }
    let note = [("note", "One more thing."), ("audience", "raiser")];
    let late = ben.submit_form(&bens_page.form_with_button("Keep the note"), &note).await;
    late.assert_status(409).assert_sees("It is closed by now").assert_sees("One more thing.");
    let letters = here.app.mails_to(&here.amina.email).await.len();
    assert_eq!(letters, 4, "received, acknowledged, passed on, closed");
}
