//! R3: repeats are harmless, and nothing that is different is taken for one.

use futures_util::future::join_all;

use super::Here;

#[tokio::test]
async fn r3_the_same_form_fifty_times_at_once_is_one_note() {
    let here = Here::new().await;
    let amina = here.browser(&here.amina).await;
    let form = amina.get(&here.path()).await.form_with_button("Keep the note");
    let sent = form.filled(&[("note", "What became clear"), ("who", "both")]);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let path = here.path();
    let answers = join_all((0..50).map(|_| amina.post_only(&path, &sent))).await;
    for answer in answers {
        answer.assert_status(303);
    }
    assert_eq!(here.count("select count(*) from note").await, 1);
    assert_eq!(here.count("select count(*) from note_key").await, 1);
    assert_eq!(here.count("select count(*) from event where kind = 'note.written'").await, 1);
}

#[tokio::test]
async fn first_notes_of_both_at_once_have_a_key_for_each_author() {
    let here = Here::new().await;
    let (amina, grace) = (&here.amina, &here.grace);
    let writing = (0..20).map(|number| {
        let author = if number % 2 == 0 { amina } else { grace };
        let here = &here;
        async move { here.note(author, &format!("Note {number}"), true).await }
    });
    join_all(writing).await;
    assert_eq!(here.count("select count(*) from note_key").await, 2);
    let page = here.browser(amina).await.get(&here.path()).await;
    let mut bodies = page.texts(".app-message__body");
    bodies.sort();
    let mut expected: Vec<String> = (0..20).map(|number| format!("Note {number}")).collect();
    expected.sort();
    assert_eq!(bodies, expected, "every one opens");
}

#[tokio::test]
async fn what_is_different_is_not_taken_for_a_repeat() {
    let here = Here::new().await;
    let amina = here.browser(&here.amina).await;
    let page = amina.get(&here.path()).await;
    let first = [("note", "What became clear")];
    amina.submit(&page, &first).await.assert_ok();
    here.end().await;
    amina.submit(&page, &first).await.assert_ok().assert_path(&here.path());
    let other = Here::new().await;
    let amina = other.browser(&other.amina).await;
    let page = amina.get(&other.path()).await;
    amina.submit(&page, &first).await.assert_ok();
    for different in
        [[("note", "Something else"), ("who", "me")], [("note", "What became clear"), ("who", "both")]]
    {
        let refused = amina.submit(&page, &different).await;
        refused.assert_status(422);
        assert!(refused.error_on("note").is_some_and(|why| why.contains("this is different")), "{refused}");
    }
    let refused = amina.submit(&page, &[("note", "Something else")]).await;
    amina.press(&refused, "Keep the note").await.assert_ok().assert_sees("Something else");
    assert_eq!(other.count("select count(*) from note").await, 2);
}

#[tokio::test]
async fn a_change_sent_twice_is_one_change() {
    let here = Here::new().await;
    let id = here.note(&here.amina, "First words", false).await;
    let amina = here.browser(&here.amina).await;
    let form = amina.get(&format!("{}/{id}", here.path())).await.form_with_button("Save your note");
    for _ in 0..3 {
        amina.submit_form(&form, &[("note", "Better words")]).await.assert_ok();
    }
    assert_eq!(here.count("select version::bigint from note").await, 2);
    assert_eq!(here.count("select count(*) from event where kind = 'note.changed'").await, 1);
}
