//! After the first conversation: did it happen, and would both like to go on?

use jiff::SignedDuration;
use rapport::chemistry::ActError;
use rapport::chemistry::actions;
use rapport::chemistry::model::Answer;
use rapport::platform::ids::ChemistryId;

use super::hub::{DAY, booked, held, in_hours, mentor, met, outcome, status, sweep, told, within};
use crate::search::hub::Hub;
use crate::support::given::Person;

async fn decide(hub: &Hub, by: &Person, id: ChemistryId, answer: Answer) {
    within(&hub.app, async |db| actions::decide(db, &hub.app.app, by.account_id, id, answer).await)
        .await
        .unwrap();
}

#[tokio::test]
async fn both_yes_leads_to_the_agreement_and_keeps_the_place() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = met(&hub.app, &mentee, &grace).await;
    decide(&hub, &mentee, id, Answer::Yes).await;
    assert_eq!(status(&hub.app, id).await, "deciding");
    assert_eq!(told(&hub.app, &grace, "both like to go on").await, 0);
    decide(&hub, &grace, id, Answer::Yes).await;
    assert_eq!((status(&hub.app, id).await.as_str(), held(&hub.app, &grace).await), ("agreed", 1));
    for person in [&mentee, &grace] {
        assert_eq!(told(&hub.app, person, "would both like to go on").await, 1);
    }
}

#[tokio::test]
async fn a_no_and_silence_are_told_in_the_same_words_and_leave_no_trace() {
    let hub = Hub::new().await;
    let grace = mentor(&hub, "Grace Obi", 3).await;
    let mut letters = Vec::new();
    for says_no in [true, false] {
        let mentee = hub.mentee().await;
        let id = met(&hub.app, &mentee, &grace).await;
        decide(&hub, &mentee, id, Answer::Yes).await;
        if says_no {
            decide(&hub, &grace, id, Answer::No).await;
        } else {
            hub.app.advance(DAY * 20);
            sweep(&hub.app).await;
        }
        assert_eq!(outcome(&hub.app, id).await.as_deref(), Some("no-fit"));
        let mails = hub.app.mails_to(&mentee.email).await;
        let mail = mails.iter().find(|mail| mail.subject.contains("not taken further")).expect("told");
        letters.push(mail.text.replace(&id.to_string(), "ID"));
        let kept: i64 = sqlx::query_scalar("select count(*) from chemistry_decision")
            .fetch_one(&hub.app.app.db)
            .await
            .unwrap();
        assert_eq!(kept, 0, "who answered what is gone once it is closed");
    }
    assert_eq!(letters[0], letters[1]);
    assert_eq!(held(&hub.app, &grace).await, 0);
}

#[tokio::test]
async fn after_the_meeting_both_are_asked_and_silence_takes_it_as_held() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = booked(&hub.app, &mentee, &grace).await;
    hub.app.advance(SignedDuration::from_hours(73));
    sweep(&hub.app).await;
    for person in [&mentee, &grace] {
        assert_eq!(told(&hub.app, person, "meet?").await, 1);
    }
    hub.app.advance(SignedDuration::from_hours(72));
    sweep(&hub.app).await;
    assert_eq!(status(&hub.app, id).await, "deciding");
}

#[tokio::test]
async fn a_second_missed_meeting_closes_it_and_gives_the_place_back() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let id = booked(&hub.app, &mentee, &grace).await;
    let miss = async |by: &Person| {
        within(&hub.app, async |db| actions::missed(db, &hub.app.app, by.account_id, id).await).await
    };
    assert!(matches!(miss(&mentee).await, Err(ActError::Refused(_))), "not before it should have begun");
    hub.app.advance(SignedDuration::from_hours(73));
    miss(&mentee).await.unwrap();
    assert_eq!((status(&hub.app, id).await.as_str(), held(&hub.app, &grace).await), ("arranging", 1));
    let times = [in_hours(&hub.app, 24)];
    within(&hub.app, async |db| actions::offer(db, &hub.app.app, grace.account_id, id, &times).await)
        .await
        .unwrap();
    within(&hub.app, async |db| actions::book(db, &hub.app.app, mentee.account_id, id, times[0]).await)
        .await
        .unwrap();
    hub.app.advance(SignedDuration::from_hours(25));
    miss(&grace).await.unwrap();
    assert_eq!((outcome(&hub.app, id).await.as_deref(), held(&hub.app, &grace).await), (Some("missed"), 0));
    assert_eq!(told(&hub.app, &mentee, "did not come about").await, 1);
}

#[tokio::test]
async fn either_may_reopen_within_thirty_days_while_there_is_a_place() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
    let id = met(&hub.app, &mentee, &grace).await;
    decide(&hub, &mentee, id, Answer::No).await;
    decide(&hub, &grace, id, Answer::Yes).await;
    assert_eq!(held(&hub.app, &grace).await, 0);
    let reopen = async || {
        within(&hub.app, async |db| actions::reopen(db, &hub.app.app, mentee.account_id, id).await).await
    };
    hub.set_active(&grace, 1).await;
    assert!(matches!(reopen().await, Err(ActError::NoPlace)));
    hub.set_active(&grace, 0).await;
    reopen().await.unwrap();
    assert_eq!((status(&hub.app, id).await.as_str(), held(&hub.app, &grace).await), ("deciding", 1));
    assert_eq!(told(&hub.app, &grace, "would like to think again").await, 1);
    hub.app.advance(DAY * 20);
    sweep(&hub.app).await;
    assert_eq!(outcome(&hub.app, id).await.as_deref(), Some("no-fit"));
    assert!(matches!(reopen().await, Err(ActError::Refused(_))), "once");
}

#[tokio::test]
async fn an_agreement_reminds_twice_is_shown_when_it_is_stuck_and_closes_when_time_is_up() {
    let hub = Hub::new().await;
    let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 2).await);
    let cora = crate::support::given::account(&hub.app).named("Cora").coordinator_of(hub.pool).make().await;
    let id = met(&hub.app, &mentee, &grace).await;
    for who in [&mentee, &grace] {
        within(&hub.app, async |db| actions::decide(db, &hub.app.app, who.account_id, id, Answer::Yes).await)
            .await
            .unwrap();
    }
    assert_eq!(status(&hub.app, id).await, "agreed");
    let letter = hub.app.mail_to(&mentee.email).await;
    assert!(letter.text.contains("sign by the end of"), "{}", letter.text);
    assert!(letter.text.contains(&format!("/chemistry/{id}/agreement")), "{}", letter.text);
    let page = hub.app.browser_of(&mentee).await;
    page.get(&format!("/chemistry/{id}")).await.assert_sees("Read and sign the agreement");
    let mut reminded = Vec::new();
    let mut seen = false;
    for _ in 0..20 {
        hub.app.advance(DAY);
        sweep(&hub.app).await;
        reminded.push(told(&hub.app, &grace, "Sign how you").await);
        let near =
            status(&hub.app, id).await == "agreed" && told(&hub.app, &grace, "Sign how you").await == 2;
        if near && !seen {
            seen = true;
            let desk = hub.app.browser_of(&cora).await;
            let today = desk.get(&format!("/pools/{}/today", hub.pool)).await;
            today.assert_sees("both said yes, and have not signed");
            desk.post(&format!("/pools/{}/requests/{id}/reminder", hub.pool), &[])
                .await
                .assert_sees("Reminded by mail");
        }
    }
    let first = reminded.iter().position(|count| *count == 1).unwrap() + 1;
    let second = reminded.iter().position(|count| *count == 2).unwrap() + 1;
    assert!(
        (6..=9).contains(&first) && (10..=15).contains(&second),
        "half of it, and near its end: {reminded:?}"
    );
    assert_eq!(reminded.last(), Some(&2), "no more after it");
    assert!(seen);
    assert_eq!((status(&hub.app, id).await.as_str(), held(&hub.app, &grace).await), ("closed", 0));
    assert_eq!(outcome(&hub.app, id).await.as_deref(), Some("not-agreed"));
}
