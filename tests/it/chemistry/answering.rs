//! What the coach or mentor answers, and what follows from it by itself.

use jiff::SignedDuration;
use rapport::chemistry::actions::{self, Acceptance, Refusing};
use rapport::chemistry::model::{Change, Declining, MoveError, Side};
use rapport::chemistry::{ActError, offers};
use rapport::platform::ids::SubmissionId;

use super::hub::{
    DAY, accept_offering, booked, execute, held, in_hours, mentor, outcome, send, status, sweep, told, within,
};
use crate::search::hub::Hub;

#[tokio::test]
async fn accepting_holds_a_place_and_offers_times_of_which_the_mentee_books_one() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &mentee, &grace).await.unwrap();
    accept_offering(&hub.app, &grace, id, &[48, 72]).await.unwrap();
    assert_eq!((status(&hub.app, id).await.as_str(), held(&hub.app, &grace).await), ("arranging", 1));
    assert_eq!(told(&hub.app, &mentee, "Grace would like to meet you").await, 1);
    let span = in_hours(&hub.app, 50);
    let book = async |span| {
        within(&hub.app, async |db| actions::book(db, &hub.app.app, mentee.account_id, id, span).await).await
    };
    assert!(matches!(book(span).await, Err(ActError::NotOffered)));
    book(in_hours(&hub.app, 48)).await.unwrap();
    book(in_hours(&hub.app, 48)).await.unwrap();
    assert_eq!((status(&hub.app, id).await.as_str(), held(&hub.app, &grace).await), ("booked", 1));
    let mut db = hub.app.app.db.acquire().await.unwrap();
    assert!(offers(&mut db, id, Side::Practitioner).await.unwrap().is_empty(), "offers end with the booking");
}

#[tokio::test]
async fn nobody_else_can_answer_and_nobody_learns_that_there_is_anything() {
    let hub = Hub::new().await;
    let (mentee, grace, hal) =
        (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await, mentor(&hub, "Hal Reed", 2).await);
    let id = send(&hub.app, &mentee, &grace).await.unwrap();
    assert!(matches!(accept_offering(&hub.app, &hal, id, &[48]).await, Err(ActError::NotFound)));
    assert!(matches!(
        accept_offering(&hub.app, &mentee, id, &[48]).await,
        Err(ActError::Refused(MoveError::NotYours))
    ));
}

#[tokio::test]
async fn a_last_place_that_goes_closes_what_nobody_has_answered_and_says_so() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 1).await;
    let (first, second) = (hub.mentee().await, hub.mentee().await);
    let (one, other) =
        (send(&hub.app, &first, &grace).await.unwrap(), send(&hub.app, &second, &grace).await.unwrap());
    accept_offering(&hub.app, &grace, one, &[48]).await.unwrap();
    assert_eq!(outcome(&hub.app, other).await.as_deref(), Some("full"));
    assert_eq!(told(&hub.app, &second, "Grace has no place left").await, 1);
    assert!(matches!(accept_offering(&hub.app, &grace, other, &[48]).await, Err(ActError::NoPlace)));
    assert_eq!(held(&hub.app, &grace).await, 1);
}

#[tokio::test]
async fn a_place_comes_back_however_it_ends() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 2).await;
    for by_mentor in [true, false] {
        let mentee = hub.mentee().await;
        let id = booked(&hub.app, &mentee, &grace).await;
        let by = if by_mentor { grace.account_id } else { mentee.account_id };
        within(&hub.app, async |db| actions::call_off(db, &hub.app.app, by, id, Change::Work, "").await)
            .await
            .unwrap();
        assert_eq!(
            (outcome(&hub.app, id).await.as_deref(), held(&hub.app, &grace).await),
            (Some("called-off"), 0)
        );
    }
    let mentee = hub.mentee().await;
    let id = send(&hub.app, &mentee, &grace).await.unwrap();
    let how = Acceptance::ByMessage;
    within(&hub.app, async |db| actions::accept(db, &hub.app.app, grace.account_id, id, &how).await)
        .await
        .unwrap();
    hub.app.advance(DAY * 16);
    sweep(&hub.app).await;
    assert_eq!(
        (outcome(&hub.app, id).await.as_deref(), held(&hub.app, &grace).await),
        (Some("not-arranged"), 0)
    );
}

#[tokio::test]
async fn a_question_hands_the_clock_to_the_mentee_and_is_not_in_the_mail() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &mentee, &grace).await.unwrap();
    let submission = SubmissionId::new(hub.app.now());
    for _ in 0..3 {
        within(&hub.app, async |db| {
            actions::ask(db, &hub.app.app, grace.account_id, id, "Which board do you mean?", submission).await
        })
        .await
        .unwrap();
    }
    assert_eq!(status(&hub.app, id).await, "questioned");
    let mail = hub.app.mail_to(&mentee.email).await;
    assert_eq!(mail.subject, "Grace has a question for you");
    assert!(!mail.text.contains("Which board"));
    let submission = SubmissionId::new(hub.app.now());
    within(&hub.app, async |db| {
        actions::reply(db, &hub.app.app, mentee.account_id, id, "The integrated care board", submission).await
    })
    .await
    .unwrap();
    assert_eq!(status(&hub.app, id).await, "sent");
    let (messages, answered): (i64, bool) = sqlx::query_as(
        "select (select count(*) from chemistry_message), answered_at is not null from chemistry_request",
    )
    .fetch_one(&hub.app.app.db)
    .await
    .unwrap();
    assert_eq!((messages, answered), (2, true));
}

#[tokio::test]
async fn reminders_come_on_the_third_and_seventh_day_and_then_it_expires() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &mentee, &grace).await.unwrap();
    let mut reminders = Vec::new();
    for _ in 0..15 {
        hub.app.advance(DAY);
        sweep(&hub.app).await;
        sweep(&hub.app).await;
        reminders.push(told(&hub.app, &grace, "is waiting for your answer").await);
    }
    assert_eq!(reminders, [0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
    assert_eq!(outcome(&hub.app, id).await.as_deref(), Some("expired"));
    assert_eq!(told(&hub.app, &mentee, "has not answered in time").await, 1);
}

#[tokio::test]
async fn leave_stated_after_it_was_sent_stops_the_clock() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = send(&hub.app, &mentee, &grace).await.unwrap();
    execute(
        &hub.app,
        &format!("insert into availability_exception (availability_exception_id, account_id, kind, from_day, to_day, added_at)
                  values (gen_random_uuid(), '{}', 'away', '{}'::date + 2, '{}'::date + 15, now())",
            grace.account_id, hub.app.now().in_london().date(), hub.app.now().in_london().date()),
    )
    .await;
    hub.app.advance(DAY * 15);
    sweep(&hub.app).await;
    assert_eq!(status(&hub.app, id).await, "sent");
    hub.app.advance(DAY * 20);
    sweep(&hub.app).await;
    assert_eq!(outcome(&hub.app, id).await.as_deref(), Some("expired"));
}

#[tokio::test]
async fn two_expiries_in_a_row_pause_the_profile_kindly_and_tell_the_coordinator() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 3).await;
    let cora = crate::support::given::account(&hub.app).named("Cora").coordinator_of(hub.pool).make().await;
    for round in 1..=2 {
        let mentee = hub.mentee().await;
        send(&hub.app, &mentee, &grace).await.unwrap();
        hub.app.advance(DAY * 21);
        sweep(&hub.app).await;
        let because: Option<String> =
            sqlx::query_scalar("select closed_because from place where account_id = $1")
                .bind(grace.account_id)
                .fetch_one(&hub.app.app.db)
                .await
                .unwrap();
        assert_eq!(because.as_deref(), (round == 2).then_some("unanswered"));
    }
    assert_eq!(told(&hub.app, &grace, "We have paused new requests for you").await, 1);
    assert_eq!(told(&hub.app, &cora, "New requests are paused for Grace Obi").await, 1);
}

#[tokio::test]
async fn after_opening_again_it_is_counted_afresh() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 3).await;
    let accepting = async || -> bool {
        sqlx::query_scalar("select accepting from place where account_id = $1")
            .bind(grace.account_id)
            .fetch_one(&hub.app.app.db)
            .await
            .unwrap()
    };
    let silence = async || {
        let mentee = hub.mentee().await;
        send(&hub.app, &mentee, &grace).await.unwrap();
        hub.app.advance(DAY * 21);
        sweep(&hub.app).await;
        accepting().await
    };
    let open = async || {
        let by = rapport::events::Actor::Account(grace.account_id);
        within(&hub.app, async |db| {
            rapport::availability::reopen(db, by, hub.app.now(), grace.account_id).await
        })
        .await
        .unwrap();
    };
    // Three at once go unanswered: that is two in a row, and a pause. After it one alone is no second.
    for _ in 0..3 {
        let mentee = hub.mentee().await;
        send(&hub.app, &mentee, &grace).await.unwrap();
    }
    hub.app.advance(DAY * 21);
    sweep(&hub.app).await;
    assert!(!accepting().await);
    let mut paused = Vec::new();
    for _ in 0..3 {
        open().await;
        for _ in 0..2 {
            paused.push(!silence().await);
        }
    }
    assert_eq!(paused, [false, true].repeat(3));
    open().await;
    // Four noes before a pause of their own do not count after it.
    let how = Refusing { why: Declining::NoTime, words: String::new(), suggested: None };
    let decline = async || {
        let mentee = hub.mentee().await;
        let id = send(&hub.app, &mentee, &grace).await.unwrap();
        hub.app.advance(SignedDuration::from_mins(5));
        within(&hub.app, async |db| actions::decline(db, &hub.app.app, grace.account_id, id, &how).await)
            .await
            .unwrap();
        accepting().await
    };
    for _ in 0..4 {
        assert!(decline().await);
    }
    let today = rapport::organisations::day_of(hub.app.now());
    let tomorrow = rapport::platform::clock::Day::new(today.date().tomorrow().unwrap());
    within(&hub.app, async |db| {
        rapport::availability::close(
            db,
            rapport::events::Actor::Account(grace.account_id),
            hub.app.now(),
            grace.account_id,
            Some(tomorrow),
            rapport::availability::Because::OwnWish,
        )
        .await
    })
    .await
    .unwrap();
    hub.app.advance(DAY);
    rapport::platform::sweeps::run_due(&hub.app.app.db, hub.app.now(), &[rapport::availability::sweep()])
        .await;
    let mut open_after = Vec::new();
    for _ in 0..5 {
        open_after.push(decline().await);
    }
    assert_eq!(open_after, [true, true, true, true, false]);
}

#[tokio::test]
async fn five_declined_in_a_row_pause_it_too_and_an_acceptance_between_starts_anew() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 9).await;
    let how = Refusing { why: Declining::NoTime, words: String::new(), suggested: None };
    let mut paused = Vec::new();
    for round in 0..9 {
        let mentee = hub.mentee().await;
        let id = send(&hub.app, &mentee, &grace).await.unwrap();
        hub.app.advance(SignedDuration::from_mins(5));
        if round == 3 {
            accept_offering(&hub.app, &grace, id, &[48]).await.unwrap();
        } else {
            within(&hub.app, async |db| actions::decline(db, &hub.app.app, grace.account_id, id, &how).await)
                .await
                .unwrap();
        }
        let accepting: bool = sqlx::query_scalar("select accepting from place where account_id = $1")
            .bind(grace.account_id)
            .fetch_one(&hub.app.app.db)
            .await
            .unwrap();
        paused.push(!accepting);
    }
    assert_eq!(paused, [false, false, false, false, false, false, false, false, true]);
}

#[tokio::test]
async fn three_answers_make_a_reply_promise() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 9).await;
    let how = Refusing { why: Declining::NoTime, words: String::new(), suggested: None };
    for _ in 0..3 {
        let mentee = hub.mentee().await;
        let id = send(&hub.app, &mentee, &grace).await.unwrap();
        hub.app.advance(SignedDuration::from_hours(30));
        within(&hub.app, async |db| actions::decline(db, &hub.app.app, grace.account_id, id, &how).await)
            .await
            .unwrap();
    }
    let kept: (i32, i32, i32) =
        sqlx::query_as("select asked, answered, median_hours from reply_record where account_id = $1")
            .bind(grace.account_id)
            .fetch_one(&hub.app.app.db)
            .await
            .unwrap();
    assert_eq!(kept, (3, 3, 30));
}
