//! Invitations while servers stall, drop and die (R2, R4).

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use jiff::SignedDuration;
use rapport::app::{self, App};
use rapport::calendar;
use rapport::platform::mail::{Sender, Transport};
use sqlx::{Connection, PgConnection};

use super::given::Pair;
use super::invitation::opened;
use crate::support::app::SENDER;
use crate::support::given;
use crate::support::smtp::{Behaviour, MailServer, Step};

/// Runs something until it has been at work so often, and drops it then, as a process that dies there would.
pub async fn cut<F: Future>(work: F, after: usize) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut left = after;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

/// A Message-ID, and the calendar that came with it.
type Copied = (String, String);

/// Somebody new meets Amina, in a transaction of a connection of its own.
async fn book_alone(app: &App, mut connection: PgConnection, new: &calendar::NewMeeting) {
    let mut tx = connection.begin().await.expect("a transaction");
    calendar::book(&mut tx, app, app.clock.now(), new).await.expect("booked");
    tx.commit().await.expect("a commit");
    connection.close().await.expect("closed");
}

#[tokio::test]
async fn r2_r4_a_server_that_dies_at_any_step_of_a_booking_leaves_all_of_it_or_nothing() {
    let pair = Pair::new().await;
    let app = pair.app.app.clone();
    let options = app.db.connect_options().as_ref().clone().application_name("doomed");
    let (mut deaths, mut whole) = (0, 0);
    for after in 1.. {
        let new = pair.meeting(50 + i64::try_from(after).unwrap());
        let connection = PgConnection::connect_with(&options).await.unwrap();
        let finished = cut(book_alone(&app, connection, &new), after).await.is_some();
        while pair.count("select count(*) from pg_stat_activity where application_name = 'doomed'").await > 0
        {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let meetings = pair.count("select count(*) from meeting").await;
        assert!(meetings == whole || meetings == whole + 1, "{meetings} after {after}");
        assert!(!finished || meetings == whole + 1, "what was acknowledged is there");
        whole = meetings;
        assert_eq!(pair.count("select count(*) from booking").await, whole * 2, "after {after}");
        assert_eq!(pair.count("select count(*) from mail").await, whole * 2, "after {after}");
        if finished {
            break;
        }
        deaths += 1;
    }
    println!("{deaths} deaths, each at another step of a booking");
    // How many steps there are depends on how soon the database answers; one alone would prove nothing.
    assert!(deaths >= 2, "{deaths}");
}

#[tokio::test]
async fn r4_invitations_reach_both_through_a_server_that_stalls_and_drops_and_none_comes_for_what_was_rolled_back()
 {
    let (pair, server) = (Pair::new().await, MailServer::start().await);
    let mut kept = BTreeSet::new();
    for number in 0..20 {
        let other = given::account(&pair.app).named(&format!("Person {number}")).make().await;
        let span = pair.meeting(50 + number).span;
        let new = pair.between([pair.amina.account_id, other.account_id], span);
        let mut tx = pair.app.app.db.begin().await.unwrap();
        let id = calendar::book(&mut tx, &pair.app.app, pair.app.now(), &new).await.unwrap();
        if number % 4 == 3 {
            tx.rollback().await.unwrap();
        } else {
            tx.commit().await.unwrap();
            kept.insert(format!("{id}@127.0.0.1"));
        }
    }
    let plan = [
        Behaviour::Accept,
        Behaviour::DropUnkept,
        Behaviour::DropKept,
        Behaviour::Refuse(451),
        Behaviour::AnswerAndClose,
    ];
    let worker = || {
        let transport = Transport::smtp(&server.url()).expect("a transport");
        app::worker(&pair.app.app, Sender::new(SENDER.parse().expect("a mailbox"), None), transport)
    };
    let mut stalls = 0;
    for step in [Step::Sender, Step::Data, Step::End, Step::Kept] {
        server.next([Behaviour::StallAt(step)]);
        let doomed = worker();
        let under_way = tokio::spawn(async move { doomed.step(1).await });
        server.wait_for_stall().await;
        under_way.abort();
        stalls += 1;
    }
    server.next(plan.into_iter().cycle().take(30));
    pair.app.advance(SignedDuration::from_secs(121));
    for _ in 0..60 {
        worker().drain().await.expect("a step");
        if pair.count("select count(*) from mail where sent_at is null").await == 0 {
            break;
        }
        pair.app.advance(SignedDuration::from_mins(30));
    }
    let received = server.received();
    let mut copies: BTreeMap<(String, Vec<String>), BTreeSet<Copied>> = BTreeMap::new();
    for mail in &received {
        let uid = opened(&mail.raw).event().value("UID");
        let body = mail.raw.split_once("BEGIN:VCALENDAR").expect("a calendar").1.to_owned();
        let body = body.split("END:VCALENDAR").next().unwrap_or_default().to_owned();
        copies.entry((uid, mail.to.clone())).or_default().insert((mail.message_id(), body));
    }
    let uids: BTreeSet<String> = copies.keys().map(|(uid, _)| uid.clone()).collect();
    assert_eq!(uids, kept, "every booking that was kept, and no other");
    assert_eq!(copies.len(), kept.len() * 2, "both are invited");
    assert!(copies.values().all(|same| same.len() == 1), "a second copy is the same mail");
    let drops = plan.iter().cycle().take(30).filter(|one| **one == Behaviour::DropKept).count();
    assert_eq!(
        received.len() - copies.len(),
        drops + 1,
        "one more for each answer that was lost, and no other"
    );
    println!(
        "{stalls} workers killed, 30 mails met by {plan:?}; {} copies of {}",
        received.len(),
        copies.len()
    );
}
