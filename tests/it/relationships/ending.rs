//! Endings: places come back at once, nothing is left in the calendars, and whoever is left is told kindly.

use rapport::organisations::day_of;
use rapport::platform::clock::Day;
use rapport::platform::ids::{SessionId, SubmissionId};
use rapport::platform::span::Span;
use rapport::platform::words;
use rapport::relationships::{ActError, ending, sessions};

use super::hub::{agreeing, arrange, begun, boxes, end, log, outcome, places, sign, status, sweep};
use crate::chemistry::hub::{DAY, mentor, told, within};
use crate::search::hub::Hub;

#[tokio::test]
async fn an_end_frees_the_place_and_both_calendars() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = begun(&hub, &amina, &grace).await;
    arrange(&hub.app, &amina, id, 48).await.unwrap();
    for _ in 0..2 {
        end(&hub.app, &amina, id).await.expect("ending again changes nothing");
    }
    assert_eq!(
        (outcome(&hub.app, id).await.as_deref(), places(&hub.app, &grace).await),
        (Some("early"), (0, 0))
    );
    let live: i64 = sqlx::query_scalar(
        "select count(*) from booking b join meeting m using (meeting_id) where b.live and m.kind = 'session'",
    )
    .fetch_one(&hub.app.app.db)
    .await
    .unwrap();
    assert_eq!((live, told(&hub.app, &grace, "has ended").await), (0, 1));
}

#[tokio::test]
async fn what_was_agreed_and_done_is_an_end_as_planned() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = begun(&hub, &amina, &grace).await;
    sqlx::query("update agreement set sessions = 1").execute(&hub.app.app.db).await.unwrap();
    let made = arrange(&hub.app, &amina, id, 24).await.unwrap();
    hub.app.advance(DAY * 2);
    log(&hub.app, &amina, id, made, 60).await.unwrap();
    end(&hub.app, &grace, id).await.unwrap();
    assert_eq!(outcome(&hub.app, id).await.as_deref(), Some("planned"));
}

/// Ending while the other signs a change: one order, and nothing holds that has ended.
#[tokio::test]
async fn ending_while_the_other_signs_comes_to_one_order() {
    let hub = Hub::new().await;
    for _ in 0..6 {
        let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 3).await);
        let (_, id) = agreeing(&hub, &amina, &grace).await;
        sign(&hub.app, &amina, id, 1).await.unwrap();
        let (signed, ended) = tokio::join!(sign(&hub.app, &grace, id, 1), end(&hub.app, &amina, id));
        signed.unwrap();
        let status = status(&hub.app, id).await;
        let expected = if ended.is_ok() { ("ended", (0, 0)) } else { ("active", (1, 0)) };
        assert_eq!((status.as_str(), places(&hub.app, &grace).await), expected);
    }
}

#[tokio::test]
async fn a_pause_asks_nothing_and_ends_by_itself() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = begun(&hub, &amina, &grace).await;
    arrange(&hub.app, &amina, id, 200).await.unwrap();
    let to = Day::new(day_of(hub.app.now().plus(DAY * 60)).date());
    within(&hub.app, async |db| ending::pause(db, &hub.app.app, grace.account_id, id, to).await)
        .await
        .unwrap();
    assert_eq!((status(&hub.app, id).await.as_str(), places(&hub.app, &grace).await), ("paused", (1, 0)));
    assert!(arrange(&hub.app, &amina, id, 300).await.is_err());
    hub.app.advance(DAY * 62);
    sweep(&hub.app).await;
    assert_eq!(status(&hub.app, id).await, "active");
    assert_eq!(told(&hub.app, &amina, "still in touch").await, 0);
}

/// Three sessions make the review due; the third is logged while nothing is asked of either.
#[tokio::test]
async fn a_review_that_comes_round_in_a_pause_or_before_a_planned_end_is_opened_afterwards() {
    let hub = Hub::new().await;
    for in_pause in [true, false] {
        let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
        let id = begun(&hub, &amina, &grace).await;
        let held = async || {
            let (at, submission) = (hub.app.now().plus(DAY * -1), SubmissionId::new(hub.app.now()));
            within(&hub.app, async |db| {
                sessions::add_held(db, &hub.app.app, grace.account_id, id, at, 60, submission).await
            })
            .await
            .unwrap();
            hub.app.advance(DAY);
        };
        held().await;
        held().await;
        let to = Day::new(day_of(hub.app.now().plus(DAY * 30)).date());
        within(&hub.app, async |db| {
            if in_pause {
                ending::pause(db, &hub.app.app, grace.account_id, id, to).await
            } else {
                ending::plan(db, &hub.app.app, grace.account_id, id, to).await.map(|_| ())
            }
        })
        .await
        .unwrap();
        held().await;
        assert_eq!(told(&hub.app, &amina, "How is it going").await, 0);
        for _ in 0..2 {
            within(&hub.app, async |db| {
                if in_pause {
                    ending::resume(db, &hub.app.app, amina.account_id, id).await
                } else {
                    ending::carry_on(db, &hub.app.app, amina.account_id, id).await
                }
            })
            .await
            .expect("doing it again changes nothing");
        }
        assert_eq!(status(&hub.app, id).await, "review-due", "in a pause: {in_pause}");
        for person in [&amina, &grace] {
            assert_eq!(told(&hub.app, person, "How is it going").await, 1);
        }
    }
}

/// Whether a session is still arranged.
async fn is_arranged(hub: &Hub, session: SessionId) -> bool {
    sqlx::query_scalar("select status = 'arranged' from session where session_id = $1")
        .bind(session)
        .fetch_one(&hub.app.app.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn planning_an_end_cancels_what_was_arranged_for_later_and_says_so() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = begun(&hub, &amina, &grace).await;
    let before = arrange(&hub.app, &amina, id, 24).await.unwrap();
    let last_day = arrange(&hub.app, &amina, id, 24 * 10).await.unwrap();
    let later = arrange(&hub.app, &amina, id, 24 * 11).await.unwrap();
    let browser = hub.app.browser_of(&grace).await;
    let page = browser.get(&format!("/relationships/{id}/ending")).await;
    page.assert_sees("Sessions after that day are cancelled");
    let [day, month, year] = boxes(&hub.app, 10);
    let typed = [("when", "planned"), ("on-day", &*day), ("on-month", &*month), ("on-year", &*year)];
    let page = browser.submit_form(&page.form_with_button("End it"), &typed).await;
    page.assert_sees("The session you had arranged for later is cancelled.");
    for (session, stays) in [(before, true), (last_day, true), (later, false)] {
        assert_eq!(is_arranged(&hub, session).await, stays);
    }
    let sooner = Day::new(day_of(hub.app.now().plus(DAY * 5)).date());
    let plan = async || {
        within(&hub.app, async |db| ending::plan(db, &hub.app.app, amina.account_id, id, sooner).await).await
    };
    assert_eq!(
        (plan().await.unwrap(), plan().await.unwrap()),
        (1, 0),
        "and again when it is brought forward"
    );
    assert!(is_arranged(&hub, before).await && !is_arranged(&hub, last_day).await);
}

#[tokio::test]
async fn a_session_after_the_day_planned_for_the_end_is_refused_with_the_day() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = begun(&hub, &amina, &grace).await;
    let inside = arrange(&hub.app, &amina, id, 24).await.unwrap();
    let last = Day::new(day_of(hub.app.now().plus(DAY * 10)).date());
    within(&hub.app, async |db| ending::plan(db, &hub.app.app, grace.account_id, id, last).await)
        .await
        .unwrap();
    let says = format!("Your work together ends on {}", words::date(last));
    let refused = |done: Result<(), ActError>| match done {
        Err(ActError::Invalid(sentence)) => assert!(sentence.contains(&says), "{sentence}"),
        other => panic!("{other:?}"),
    };
    let late = Span::of_minutes(hub.app.now().plus(DAY * 11), 60);
    let (app, by) = (&hub.app.app, amina.account_id);
    refused(arrange(&hub.app, &amina, id, 24 * 11).await.map(|_| ()));
    refused(within(&hub.app, async |db| sessions::move_to(db, app, by, id, inside, late).await).await);
    refused(within(&hub.app, async |db| sessions::offer(db, app, by, id, &[late], false).await).await);
    let browser = hub.app.browser_of(&amina).await;
    let path = format!("/relationships/{id}/sessions");
    let page = browser.get(&path).await;
    page.assert_sees(&says).assert_sees("Change that day");
    let [day, month, year] = boxes(&hub.app, 11);
    let typed = [("on-day", &*day), ("on-month", &*month), ("on-year", &*year), ("at", "2pm")];
    let page = browser.submit_form(&page.form_with_button("Book it"), &typed).await;
    page.assert_status(409).assert_sees("this is later");
    assert_eq!(page.attributes("#on-day", "value"), [day], "what was typed is kept");
    hub.app.advance(DAY * 4);
    within(&hub.app, async |db| sessions::missed(db, app, by, id, inside).await).await.unwrap();
    let submission = SubmissionId::new(hub.app.now());
    within(&hub.app, async |db| sessions::rebook(db, app, by, id, inside, submission).await)
        .await
        .expect("a week later is before the end");
    arrange(&hub.app, &amina, id, 24 * 6 - 6).await.expect("the last day is one of theirs");
}

#[tokio::test]
async fn an_account_closed_in_mid_relationship_leaves_the_other_a_place_and_a_kind_word() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = begun(&hub, &amina, &grace).await;
    arrange(&hub.app, &amina, id, 48).await.unwrap();
    let now = hub.app.now();
    let mut tx = hub.app.app.db.begin().await.unwrap();
    rapport::app::forget_account(&mut tx, &hub.app.app, now, amina.account_id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        (outcome(&hub.app, id).await.as_deref(), places(&hub.app, &grace).await),
        (Some("left"), (0, 0))
    );
    assert_eq!(told(&hub.app, &grace, "not available any more").await, 1);
}

#[tokio::test]
async fn no_contact_ends_it() {
    let hub = Hub::new().await;
    let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = begun(&hub, &amina, &grace).await;
    within(&hub.app, async |db| {
        rapport::chemistry::apart::block(db, &hub.app.app, amina.account_id, grace.account_id).await
    })
    .await
    .unwrap();
    assert_eq!(
        (outcome(&hub.app, id).await.as_deref(), places(&hub.app, &grace).await),
        (Some("stopped"), (0, 0))
    );
}

#[tokio::test]
async fn an_end_is_as_planned_from_its_day_on_and_early_before() {
    let hub = Hub::new().await;
    for (days, expected) in [(0, "early"), (10, "planned")] {
        let (amina, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
        let id = begun(&hub, &amina, &grace).await;
        let last = Day::new(day_of(hub.app.now().plus(DAY * 10)).date());
        within(&hub.app, async |db| ending::plan(db, &hub.app.app, grace.account_id, id, last).await)
            .await
            .unwrap();
        let page = hub.app.browser_of(&grace).await.get(&format!("/relationships/{id}/ending")).await;
        page.assert_heading("Change the day it ends, or go on").assert_sees("Go on after all");
        assert_eq!(
            page.attributes("#on-day", "value"),
            [last.date().day().to_string()],
            "the day that is planned"
        );
        hub.app.advance(DAY * days);
        end(&hub.app, &amina, id).await.unwrap();
        assert_eq!(outcome(&hub.app, id).await.as_deref(), Some(expected));
        hub.app
            .browser_of(&amina)
            .await
            .get(&format!("/relationships/{id}"))
            .await
            .assert_sees("Look back on it: a few questions, three minutes.");
    }
}
