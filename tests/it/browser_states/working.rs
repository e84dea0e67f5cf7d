//! Notes and goals of two who work together.

use super::camera::Camera;
use crate::support::given;
use crate::support::pairs;

pub async fn notes_and_goals(camera: &mut Camera) {
    let app = &camera.hub.app;
    let amina = given::account(app).named("Amina Khan").make().await;
    let grace = given::account(app).named("Grace Obi").practitioner().make().await;
    let app = app.app.clone();
    let pool = camera.hub.pool;
    let id = pairs::relationship(&app, pool, amina.account_id, grace.account_id, "mentoring").await;
    let notes = format!("/relationships/{id}/notes");
    camera.opens("w1 no notes", &amina, &notes).await;
    camera.sends("w2 an empty note", &amina, (&notes, &notes), &[("who", "")], 422).await;
    let text = "What became clear: I wait to be asked.\n\nNext time: ask about the rota, and about averylongwordwithoutanyspacethatgoesonandonandonandon.";
    let own = pairs::note(&app, id, amina.account_id, text, false).await;
    pairs::note(&app, id, amina.account_id, "To ask next time: the rota.", true).await;
    pairs::note(&app, id, grace.account_id, "The book I spoke of is in the library.", true).await;
    camera.opens("w3 notes of three kinds", &amina, &notes).await;
    let one = format!("{notes}/{own}");
    camera.opens("w4 a note of one's own", &amina, &one).await;
    camera.sends("w5 a note left empty", &amina, (&one, &one), &[("who", "me")], 422).await;
    let stale = [("note", "Other words"), ("who", "both"), ("version", "7")];
    camera.sends("w6 a note changed meanwhile", &amina, (&one, &one), &stale, 409).await;

    let goals = format!("/relationships/{id}/goals");
    let new = format!("{goals}/new");
    camera.opens("x1 no goals", &amina, &goals).await;
    camera.opens("x2 a new goal", &amina, &new).await;
    let wrong = [("reality", "Hard"), ("who-1", "mentee"), ("by-2-day", "31")];
    camera.sends("x3 a goal, wrong", &amina, (&new, &goals), &wrong, 422).await;
    let goal = pairs::goal(&app, id, amina.account_id, "I run our team meeting by summer").await;
    let met = pairs::goal(&app, id, grace.account_id, "Write for the journal").await;
    let gone = pairs::goal(&app, id, grace.account_id, "Learn Welsh").await;
    let browser = camera.hub.app.browser_of(&grace).await;
    browser.post(&format!("{goals}/{met}/met"), &[]).await.assert_ok();
    browser.post(&format!("{goals}/{gone}/let-go"), &[]).await.assert_ok();
    let list = camera.opens("x4 goals open, met and let go", &amina, &goals).await;
    browser.press(&list, "Done: Ask Ruth for a date").await.assert_ok();
    camera.opens("x5 a step is done", &grace, &goals).await;
    let one = format!("{goals}/{goal}");
    camera.opens("x6 a goal", &amina, &one).await;
    camera.opens("x7 a goal that is met", &amina, &format!("{goals}/{met}")).await;
    camera.opens("x8 a goal that was let go", &amina, &format!("{goals}/{gone}")).await;
    camera.sends("x9 a goal, wrong", &amina, (&one, &one), &[("goal", "")], 422).await;
    let progress = format!("{one}/progress");
    camera.sends("y1 how far, not said", &amina, (&one, &progress), &[], 422).await;
    let stale = [("goal", "Other words"), ("version", "7")];
    camera.sends("y2 a goal changed meanwhile", &amina, (&one, &one), &stale, 409).await;

    pairs::end(&app, id).await;
    camera.opens("y3 notes after the end", &amina, &notes).await;
    camera.opens("y4 a shared note after the end", &amina, &format!("{notes}/{own}")).await;
    camera.opens("y5 goals after the end", &amina, &goals).await;
    camera.opens("y6 a goal after the end", &amina, &one).await;
    camera.opens("y7 no new goal after the end", &amina, &new).await;
    let late =
        [("note", "One more thing"), ("who", "me"), ("submission", "0197f0f0-0000-7000-8000-000000000001")];
    camera.sends("y8 a note too late", &amina, (&notes, &notes), &late, 409).await;
}
