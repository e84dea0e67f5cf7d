//! R2, R4: a server that dies at any step of asking or of accepting leaves all of it or nothing, and the same form works again.

use std::time::Duration;

use rapport::app::App;
use rapport::chemistry::actions::{self, Acceptance, NewRequest};
use rapport::platform::ids::{AccountId, ChemistryId};
use sqlx::{Connection, PgConnection};

use super::hub::{count, execute, in_hours, mentor, request, within};
use crate::calendar::faults::cut;
use crate::search::hub::Hub;
use crate::support::threads::waiting;

/// What an acceptance with times to choose from makes, each once or not at all: a place held, a state, times on offer, a letter,
/// a link to choose by, and the end of the link to answer by.
const MADE: [&str; 6] = [
    "select coalesce(sum(held), 0) from place",
    "select count(*) from chemistry_request where status = 'arranging'",
    "select count(*) from chemistry_offer",
    "select count(*) from mail",
    "select count(*) from action_link where act = 'choose'",
    "select 1 - count(*) from action_link where act = 'answer'",
];

async fn made(hub: &Hub) -> [i64; 6] {
    let mut all = [0; 6];
    for (number, sql) in all.iter_mut().zip(MADE) {
        *number = count(&hub.app, sql).await;
    }
    all
}

async fn accept_alone(
    app: &App,
    mut connection: PgConnection,
    by: AccountId,
    id: ChemistryId,
    how: &Acceptance,
) {
    let mut tx = connection.begin().await.expect("a transaction");
    actions::accept(&mut tx, app, by, id, how).await.expect("accepted");
    tx.commit().await.expect("a commit");
    connection.close().await.expect("closed");
}

async fn ask_alone(app: &App, mut connection: PgConnection, by: AccountId, new: &NewRequest) {
    let mut tx = connection.begin().await.expect("a transaction");
    actions::send(&mut tx, app, by, new).await.expect("sent");
    tx.commit().await.expect("a commit");
    connection.close().await.expect("closed");
}

/// A connection whose end can be waited for.
async fn doomed(hub: &Hub) -> PgConnection {
    let options = hub.app.app.db.connect_options().as_ref().clone().application_name("doomed");
    PgConnection::connect_with(&options).await.unwrap()
}

async fn buried(hub: &Hub) {
    while count(&hub.app, "select count(*) from pg_stat_activity where application_name = 'doomed'").await > 0
    {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn r2_r4_a_server_that_dies_at_any_step_of_an_acceptance_leaves_all_of_it_or_nothing() {
    let hub = Hub::new().await;
    let app = &hub.app.app;
    let (grace, next) = (mentor(&hub, "Grace Obi", 2).await, mentor(&hub, "Helen Next", 2).await);
    let how = Acceptance::Offering(vec![in_hours(&hub.app, 48)]);
    let (mut deaths, mut after, mut whole) = (0, 0, false);
    while !whole {
        after += 1;
        for old in ["chemistry_request", "mail"] {
            execute(&hub.app, &format!("delete from {old}")).await;
        }
        execute(&hub.app, "update place set held = 0").await;
        let one = waiting(app, hub.pool, grace.account_id, next.account_id, 1).await.remove(0);
        let work = accept_alone(app, doomed(&hub).await, grace.account_id, one.id, &how);
        whole = cut(work, after).await.is_some();
        buried(&hub).await;
        let left = made(&hub).await;
        assert!(left == [0; 6] || left == [1; 6], "dead after {after}: {left:?}");
        assert!(!whole || left == [1; 6], "what was acknowledged is there");
        for _ in 0..2 {
            within(&hub.app, async |db| actions::accept(db, app, grace.account_id, one.id, &how).await)
                .await
                .expect("the same form again");
            assert_eq!(made(&hub).await, [1; 6], "dead after {after}");
        }
        deaths += usize::from(!whole);
    }
    println!("{deaths} deaths, each at another step of an acceptance");
    assert!(deaths >= 2, "{deaths}");
}

#[tokio::test]
async fn r2_r4_a_server_that_dies_at_any_step_of_asking_leaves_all_of_it_or_nothing() {
    let hub = Hub::new().await;
    let app = &hub.app.app;
    let grace = mentor(&hub, "Grace Obi", 2).await;
    let (mut deaths, mut after, mut whole) = (0, 0, false);
    while !whole {
        after += 1;
        let amina = hub.mentee().await;
        sqlx::query("delete from mail").execute(&app.db).await.unwrap();
        let before = count(&hub.app, "select count(*) from chemistry_request").await;
        let new = request(&[&grace], &[], hub.app.now());
        let finished = cut(ask_alone(app, doomed(&hub).await, amina.account_id, &new), after).await;
        whole = finished.is_some();
        buried(&hub).await;
        let made = count(&hub.app, "select count(*) from chemistry_request").await - before;
        let letters = count(&hub.app, "select count(*) from mail").await;
        let links = count(&hub.app, "select count(*) from action_link").await - before;
        assert_eq!((letters, links), (made, made), "dead after {after}");
        assert!(!whole || made == 1, "what was acknowledged is there");
        for _ in 0..2 {
            let ids = within(&hub.app, async |db| actions::send(db, app, amina.account_id, &new).await)
                .await
                .expect("the same form again");
            assert_eq!(ids.len(), 1);
        }
        assert_eq!(count(&hub.app, "select count(*) from chemistry_request").await, before + 1);
        assert_eq!(count(&hub.app, "select count(*) from mail").await, 1, "dead after {after}");
        deaths += usize::from(!whole);
    }
    println!("{deaths} deaths, each at another step of asking");
    assert!(deaths >= 2, "{deaths}");
}
