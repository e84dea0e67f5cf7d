use jiff::SignedDuration;
use rapport::relationships::notes;

use super::Here;
use crate::support::pairs;

#[tokio::test]
async fn a_note_is_for_its_author_alone_until_it_is_shared_and_the_page_says_so_plainly() {
    let here = Here::new().await;
    let (amina, grace) = (here.browser(&here.amina).await, here.browser(&here.grace).await);
    let page = amina.get(&here.path()).await;
    page.assert_heading("Your notes with Grace").assert_sees("There are no notes yet.");
    page.assert_sees("no coordinator and no administrator").assert_sees("and a court, may ask to see it");
    page.assert_sees("Such a request goes to whoever wrote the note").assert_sees("twelve months after");
    assert_eq!(page.form_with_button("Keep the note").value("who").as_deref(), Some("me"), "the safe choice");
    let kept = amina.submit(&page, &[("note", "She asked what I fear.\r\n\r\nBeing seen.")]).await;
    kept.assert_path(&here.path()).assert_sees("Only you can read it.");
    assert_eq!(kept.texts(".app-message .nhsuk-tag"), ["Only you"]);
    let page = amina.get(&here.path()).await;
    amina
        .submit(&page, &[("note", "To ask next time: the rota."), ("who", "both")])
        .await
        .assert_sees("Grace can read it too.");
    assert_eq!(
        amina.get(&here.path()).await.texts(".app-message .nhsuk-tag"),
        ["Shared with Grace", "Only you"]
    );

    let theirs = grace.get(&here.path()).await;
    assert_eq!(theirs.texts(".app-message .nhsuk-tag"), ["From Amina"]);
    theirs.assert_sees("To ask next time: the rota.").assert_sees_not("Being seen.");
    assert!(theirs.attributes("main .app-message a", "href").is_empty(), "nothing of hers to change");
}

#[tokio::test]
async fn what_is_no_longer_shared_disappears_for_the_other() {
    let here = Here::new().await;
    let id = here.note(&here.amina, "To ask next time: the rota.", true).await;
    let (amina, grace) = (here.browser(&here.amina).await, here.browser(&here.grace).await);
    grace.get(&here.path()).await.assert_sees("the rota");
    let page = amina.get(&format!("{}/{id}", here.path())).await;
    assert_eq!(page.form_with_button("Save your note").value("who").as_deref(), Some("both"));
    let form = page.form_with_button("Save your note");
    amina.submit_form(&form, &[("who", "me")]).await.assert_sees("Only you can read it.");
    grace.get(&here.path()).await.assert_sees_not("the rota").assert_sees("There are no notes yet.");
    amina.get(&here.path()).await.assert_sees("the rota");
}

#[tokio::test]
async fn s1_whoever_is_not_one_of_the_two_finds_nothing_and_a_note_of_the_others_is_not_theirs_to_change() {
    let here = Here::new().await;
    let id = here.note(&here.amina, "To ask next time: the rota.", true).await;
    let own = format!("{}/{id}", here.path());
    for person in [&here.owen, &here.asha, &here.ruth] {
        let browser = here.browser(person).await;
        browser.get(&here.path()).await.assert_not_found();
        browser.get(&own).await.assert_not_found();
        for path in [here.path(), own.clone(), format!("{own}/deletion")] {
            browser.post_only(&path, &[("note", "x"), ("who", "me")]).await.assert_not_found();
        }
    }
    let grace = here.browser(&here.grace).await;
    grace.get(&own).await.assert_not_found();
    grace.post_only(&own, &[("note", "x"), ("who", "both"), ("version", "1")]).await.assert_not_found();
    grace.post_only(&format!("{own}/deletion"), &[]).await.assert_not_found();
    let amina = here.browser(&here.amina).await;
    amina.get(&own).await.assert_sees("To ask next time: the rota.");
    let other = pairs::relationship(
        &here.app.app,
        here.pool,
        here.owen.account_id,
        here.grace.account_id,
        "mentoring",
    )
    .await;
    amina.get(&format!("/relationships/{other}/notes/{id}")).await.assert_not_found();
}

#[tokio::test]
async fn a_note_is_changed_and_deleted_by_its_author() {
    let here = Here::new().await;
    let amina = here.browser(&here.amina).await;
    let id = here.note(&here.amina, "First words", false).await;
    let page = amina.get(&here.path()).await;
    let link = page.attributes(".app-message a", "href");
    assert_eq!(link, [format!("{}/{id}", here.path())]);
    here.app.advance(SignedDuration::from_mins(5));
    let page = amina.get(&link[0]).await;
    let saved =
        amina.submit_form(&page.form_with_button("Save your note"), &[("note", "Better words")]).await;
    saved.assert_path(&here.path()).assert_sees("Better words").assert_sees("changed Thursday 4 March 2027");
    saved.assert_sees_not("First words");
    let page = amina.get(&link[0]).await;
    amina
        .press(&page, "Delete this note")
        .await
        .assert_path(&here.path())
        .assert_sees("Your note is deleted.");
    amina.get(&link[0]).await.assert_not_found();
    assert_eq!(here.count("select count(*) from note").await, 0);
}

#[tokio::test]
async fn what_is_wrong_with_a_note_is_said_beside_it_and_nothing_typed_is_lost() {
    let here = Here::new().await;
    let amina = here.browser(&here.amina).await;
    let page = amina.get(&here.path()).await;
    amina
        .submit(&page, &[("note", "  "), ("who", "")])
        .await
        .assert_status(422)
        .assert_error("note", "Enter your note")
        .assert_error("who", "Choose who sees it");
    let long = "é".repeat(notes::LONGEST + 1);
    let refused = amina.submit(&page, &[("note", &long)]).await;
    refused
        .assert_error("note", "Your note must be 8000 characters or fewer; it has 8001")
        .assert_sees(&long);
    let longest = "é".repeat(notes::LONGEST);
    amina.submit(&page, &[("note", &longest)]).await.assert_sees(&longest);
    let id = here.note(&here.amina, "First words", false).await;
    let own = format!("{}/{id}", here.path());
    let form = amina.get(&own).await.form_with_button("Save your note");
    let refused = amina.submit_form(&form, &[("note", "")]).await;
    refused.assert_status(422).assert_error("note", "Enter your note");
}

#[tokio::test]
async fn a_note_changed_in_two_places_keeps_both_texts_until_its_author_chooses() {
    let here = Here::new().await;
    let id = here.note(&here.amina, "First words", false).await;
    let own = format!("{}/{id}", here.path());
    let (desk, phone) = (here.browser(&here.amina).await, here.browser(&here.amina).await);
    let (at_desk, on_phone) = (desk.get(&own).await, phone.get(&own).await);
    let saved = phone
        .submit_form(
            &on_phone.form_with_button("Save your note"),
            &[("note", "From the ward"), ("who", "both")],
        )
        .await;
    saved.assert_ok();
    let form = at_desk.form_with_button("Save your note");
    let stale = desk.submit_form(&form, &[("note", "From the desk")]).await;
    stale.assert_status(409).assert_sees("This note was changed meanwhile").assert_sees("From the ward");
    stale.assert_sees("you and Grace see");
    let form = stale.form_with_button("Save your note");
    assert_eq!(form.value("note").as_deref(), Some("From the desk"));
    desk.submit_form(&form, &[])
        .await
        .assert_ok()
        .assert_sees("From the desk")
        .assert_sees_not("From the ward");
}

#[tokio::test]
async fn notes_are_written_until_the_end_and_after_it_only_taken_back() {
    let here = Here::new().await;
    let amina = here.browser(&here.amina).await;
    let (shared, own) = (
        here.note(&here.amina, "Shared words", true).await,
        here.note(&here.amina, "Own words", false).await,
    );
    let before = amina.get(&here.path()).await;
    let open = amina.get(&format!("{}/{shared}", here.path())).await;
    here.end().await;
    let late = amina.submit(&before, &[("note", "One more thing")]).await;
    late.assert_status(409).assert_sees("You have stopped working together").assert_sees("One more thing");
    let late = amina.submit_form(&open.form_with_button("Save your note"), &[("note", "Other words")]).await;
    late.assert_status(409).assert_sees("You have stopped working together").assert_sees("Other words");
    let page = amina.get(&here.path()).await;
    page.assert_sees("Shared words").assert_sees("Own words");
    assert!(page.forms().iter().all(|form| form.action != here.path()), "nothing more is written");
    let page = amina.get(&format!("{}/{shared}", here.path())).await;
    amina.press(&page, "Keep it to yourself").await.assert_ok();
    here.browser(&here.grace).await.get(&here.path()).await.assert_sees_not("Shared words");
    let page = amina.get(&format!("{}/{own}", here.path())).await;
    amina.press(&page, "Delete this note").await.assert_ok();
    assert_eq!(here.count("select count(*) from note").await, 1);
}

#[tokio::test]
async fn older_notes_are_a_page_further() {
    let here = Here::new().await;
    for number in 0..53 {
        here.note(&here.amina, &format!("Note number {number}."), false).await;
    }
    let amina = here.browser(&here.amina).await;
    let newest = amina.get(&here.path()).await;
    assert_eq!(newest.texts(".app-message").len(), 50);
    newest.assert_sees("Note number 52.").assert_sees_not("Note number 2.");
    let older = newest.attributes("main a[href*='before=']", "href");
    let page = amina.get(&older[0]).await;
    assert_eq!(page.texts(".app-message__body"), ["Note number 2.", "Note number 1.", "Note number 0."]);
    assert_ne!(page.title(), newest.title());
}

#[tokio::test]
async fn a_note_says_which_meeting_it_is_about_if_it_is_one_of_theirs() {
    let here = Here::new().await;
    let elsewhere = pairs::relationship(
        &here.app.app,
        here.pool,
        here.owen.account_id,
        here.grace.account_id,
        "mentoring",
    )
    .await;
    let amina = here.browser(&here.amina).await;
    for (relationship, seen) in [(here.id, true), (elsewhere, false)] {
        let session: uuid::Uuid = sqlx::query_scalar(
            "insert into session (session_id, pool_id, relationship_id, status, starts_at, planned_minutes, created_at, submission_id)
             values (gen_random_uuid(), $1, $2, 'arranged', '2027-03-02T10:00:00Z', 60, $3, gen_random_uuid()) returning session_id",
        )
        .bind(here.pool)
        .bind(relationship)
        .bind(here.app.now())
        .fetch_one(&here.app.app.db)
        .await
        .unwrap();
        let page = amina.get(&format!("{}?session={session}", here.path())).await;
        let kept = amina.submit(&page, &[("note", "What became clear")]).await;
        let about = kept.texts(".app-message").remove(0);
        assert_eq!(about.contains("About your meeting of Tuesday 2 March 2027, 10am"), seen, "{about}");
    }
}

#[tokio::test]
async fn the_pages_take_the_same_statements_however_many_notes_there_are() {
    let here = Here::new().await;
    for number in 0..6 {
        here.note(&here.amina, &format!("Note {number}"), number % 2 == 0).await;
    }
    let amina = here.browser(&here.amina).await;
    let (page, statements) = here.app.statements(amina.get_only(&here.path())).await;
    page.assert_ok();
    assert!(statements.len() <= 3, "the viewer, the two, their notes: {statements:#?}");
    let grace = here.browser(&here.grace).await;
    let (page, statements) = here.app.statements(grace.get_only(&here.path())).await;
    page.assert_sees("Note 4");
    assert!(statements.len() <= 5, "and a record that they were read: {statements:#?}");
}

#[tokio::test]
async fn counts_are_of_what_somebody_can_read() {
    let here = Here::new().await;
    here.note(&here.amina, "a", false).await;
    here.note(&here.amina, "b", true).await;
    here.note(&here.grace, "c", true).await;
    here.note(&here.grace, "d", false).await;
    for (person, expected) in [(&here.amina, (2, 1, 1)), (&here.grace, (2, 1, 1)), (&here.owen, (0, 0, 0))] {
        let mut tx = pairs::begin_as(&here.app.app, person.account_id).await;
        let counts = notes::count_for(&mut tx, here.id, person.account_id).await.unwrap();
        assert_eq!((counts.own, counts.own_shared, counts.from_other), expected, "{}", person.name);
    }
    let mut nobody = here.app.app.db.acquire().await.unwrap();
    assert_eq!(notes::count_for(&mut nobody, here.id, here.amina.account_id).await.unwrap().all(), 0);
}
