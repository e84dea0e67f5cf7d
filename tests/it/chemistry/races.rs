//! R1: whatever happens at once, nobody is promised a place twice and nobody is in two meetings.

use futures_util::future::join_all;
use rapport::chemistry::ActError;
use rapport::chemistry::actions::{self, Acceptance};
use rapport::platform::ids::ChemistryId;

use super::hub::{accept_offering, held, in_hours, mentor, send, within};
use crate::search::hub::Hub;
use crate::support::app::TestApp;
use crate::support::given::Person;
use crate::support::soaking;

async fn mentees(hub: &Hub, many: usize) -> Vec<Person> {
    let mut all = Vec::with_capacity(many);
    for _ in 0..many {
        all.push(hub.mentee().await);
    }
    all
}

async fn accept(app: &TestApp, by: &Person, id: ChemistryId) -> Result<(), ActError> {
    let how = Acceptance::ByMessage;
    within(app, async |db| actions::accept(db, &app.app, by.account_id, id, &how).await).await
}

/// Two hundred requests to one mentor with one place, all accepted at once; three times here, a hundred in a soak.
#[tokio::test]
async fn r1_a_last_place_raced_by_two_hundred_goes_to_one() {
    for _ in 0..soaking(3, 100) {
        let hub = Hub::new().await;
        let grace = mentor(&hub, "Grace Obi", 1).await;
        let people = mentees(&hub, 200).await;
        let sent = join_all(people.iter().map(|mentee| send(&hub.app, mentee, &grace))).await;
        let ids: Vec<ChemistryId> = sent.into_iter().map(Result::unwrap).collect();
        let outcomes = join_all(ids.iter().map(|id| accept(&hub.app, &grace, *id))).await;
        let won = outcomes.iter().filter(|one| one.is_ok()).count();
        let told_the_truth = outcomes.iter().filter(|one| matches!(one, Err(ActError::NoPlace))).count();
        assert_eq!(
            (won, told_the_truth),
            (1, 199),
            "{:?}",
            outcomes.iter().find(|one| !matches!(one, Ok(()) | Err(ActError::NoPlace)))
        );
        assert_eq!(held(&hub.app, &grace).await, 1);
        let full: i64 = sqlx::query_scalar("select count(*) from chemistry_request where outcome = 'full'")
            .fetch_one(&hub.app.app.db)
            .await
            .unwrap();
        let mails: i64 = sqlx::query_scalar(
            "select count(distinct account_id) from mail where kind = 'chemistry-news' and account_id <> $1",
        )
        .bind(grace.account_id)
        .fetch_one(&hub.app.app.db)
        .await
        .unwrap();
        assert_eq!((full, mails), (199, 200), "each of them is told, the winner too");
    }
}

#[tokio::test]
async fn r1_two_mentees_who_take_the_same_time_at_once_do_not_both_get_it() {
    for _ in 0..soaking(5, 200) {
        let hub = Hub::new().await;
        let grace = mentor(&hub, "Grace Obi", 9).await;
        let people = mentees(&hub, 8).await;
        let span = in_hours(&hub.app, 72);
        let mut ids = Vec::new();
        for mentee in &people {
            let id = send(&hub.app, mentee, &grace).await.unwrap();
            accept_offering(&hub.app, &grace, id, &[72]).await.unwrap();
            ids.push(id);
        }
        let booking = people.iter().zip(&ids).map(|(mentee, id)| {
            within(&hub.app, async |db| actions::book(db, &hub.app.app, mentee.account_id, *id, span).await)
        });
        let outcomes = join_all(booking).await;
        assert_eq!(outcomes.iter().filter(|one| one.is_ok()).count(), 1);
        assert_eq!(outcomes.iter().filter(|one| matches!(one, Err(ActError::Taken(_)))).count(), 7);
    }
}

#[tokio::test]
async fn r1_one_mentee_is_not_booked_into_two_meetings_at_once() {
    for _ in 0..soaking(5, 200) {
        let hub = Hub::new().await;
        let mentee = hub.mentee().await;
        let (grace, hal) = (mentor(&hub, "Grace Obi", 2).await, mentor(&hub, "Hal Reed", 2).await);
        let mut ids = Vec::new();
        for person in [&grace, &hal] {
            let id = send(&hub.app, &mentee, person).await.unwrap();
            accept_offering(&hub.app, person, id, &[72]).await.unwrap();
            ids.push(id);
        }
        let span = in_hours(&hub.app, 72);
        let outcomes = join_all(ids.iter().map(|id| {
            within(&hub.app, async |db| actions::book(db, &hub.app.app, mentee.account_id, *id, span).await)
        }))
        .await;
        assert_eq!(outcomes.iter().filter(|one| one.is_ok()).count(), 1, "{outcomes:?}");
    }
}

#[tokio::test]
async fn r1_acceptance_and_withdrawal_at_once_have_one_order() {
    for _ in 0..soaking(10, 300) {
        let hub = Hub::new().await;
        let (mentee, grace) = (hub.mentee().await, mentor(&hub, "Grace Obi", 1).await);
        let id = send(&hub.app, &mentee, &grace).await.unwrap();
        let (accepted, withdrawn) = tokio::join!(
            accept(&hub.app, &grace, id),
            within(&hub.app, async |db| actions::withdraw(db, &hub.app.app, mentee.account_id, id).await)
        );
        assert!(accepted.is_ok() != withdrawn.is_ok(), "{accepted:?} {withdrawn:?}");
        assert_eq!(held(&hub.app, &grace).await, i16::from(accepted.is_ok()));
    }
}
