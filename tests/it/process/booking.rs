//! The program is killed while meetings are booked and their invitations sent (R2, R4).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::SignedDuration;
use rapport::accounts::hasher::{HashCost, Hasher};
use rapport::app::App;
use rapport::calendar::{self, Kind, NewMeeting};
use rapport::platform::clock::Clock;
use rapport::platform::ids::{AccountId, MeetingId, PoolId};
use rapport::platform::key_ring::KeyRing;
use rapport::platform::mail::Outbox;
use rapport::platform::secrets::Secret;
use rapport::platform::span::Span;
use rapport::platform::turns::Turns;
use rapport::platform::web::{Limits, Site};
use rapport::profiles::exposure::Exposure;
use rapport::search::Live;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};

use super::program::{Hub, folder};
use crate::calendar::invitation::opened;
use crate::support::smtp::MailServer;

pub const SENDER: &str = "Rapport <hub@rapport.example>";

fn kills() -> u64 {
    if std::env::var_os("RAPPORT_SOAK").is_some() { 200 } else { 3 }
}

/// The App of a second server on the database of a running hub.
pub fn beside(data: &std::path::Path) -> App {
    let secret = std::fs::read_to_string(data.join("secrets/secret")).unwrap();
    let secret = Secret::parse(&secret).unwrap();
    let options = PgConnectOptions::new_without_pgpass()
        .socket(data.join("run"))
        .username("rapport_serving")
        .database("rapport")
        .ssl_mode(PgSslMode::Disable);
    let base_url = "http://hub.example".to_owned();
    App {
        db: PgPoolOptions::new().max_connections(4).connect_lazy_with(options),
        clock: Clock::system(),
        note_keys: KeyRing::new(&secret, None, vec![]),
        secret: secret.clone(),
        outbox: Outbox::new(secret, base_url.clone(), SENDER.parse().unwrap()),
        hasher: Hasher::new(HashCost::CHEAP).unwrap(),
        site: Arc::new(Site {
            base_url,
            demo: false,
            operator: None,
            navigation: rapport::navigation::links,
        }),
        limits: Limits::default(),
        live: Live::new(),
        exposure: Exposure::new(),
        turns: Turns::default(),
    }
}

pub async fn person(app: &App, name: &str) -> AccountId {
    let id = AccountId::new(app.clock.now());
    sqlx::query("insert into account (account_id, name, email, created_at) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(name)
        .bind(format!("{}@trust.example", id.0.simple()))
        .bind(app.clock.now())
        .execute(&app.db)
        .await
        .unwrap();
    id
}

pub async fn new_pool(app: &App) -> PoolId {
    let id = PoolId::new(app.clock.now());
    sqlx::query(
        "insert into pool (pool_id, name, level, valid_from, created_at) values ($1, 'A pool', 'national', '2026-01-01', $2)",
    )
    .bind(id)
    .bind(app.clock.now())
    .execute(&app.db)
    .await
    .unwrap();
    id
}

/// Books one meeting after the other until the database goes, and notes those that were acknowledged. Every third is
/// rolled back.
async fn book_until_it_ends(
    app: App,
    pool: PoolId,
    people: [AccountId; 2],
    from: i64,
    ledger: Arc<Mutex<Vec<MeetingId>>>,
) {
    for number in 0.. {
        let starts = app.clock.now().plus(SignedDuration::from_hours(48 + from + number));
        let new = NewMeeting {
            pool,
            kind: Kind::Session,
            span: Span::of_minutes(starts, 30),
            people,
            path: "/calendar".to_owned(),
            delivery: None,
            joining: String::new(),
        };
        let Ok(mut tx) = app.db.begin().await else { return };
        let Ok(id) = calendar::book(&mut tx, &app, app.clock.now(), &new).await else { return };
        if number % 3 == 2 {
            let _ = tx.rollback().await;
        } else if tx.commit().await.is_ok() {
            ledger.lock().unwrap().push(id);
        } else {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r2_r4_killed_while_meetings_are_booked_and_mailed_it_loses_none_and_mails_none_that_is_not_there() {
    let (folder, server) = (folder(), MailServer::start().await);
    let data = folder.path().join("data");
    let url = server.url().to_string();
    let settings = [("RAPPORT_SMTP_URL", url.as_str()), ("RAPPORT_MAIL_FROM", SENDER)];
    let ledger = Arc::new(Mutex::new(Vec::new()));
    let mut pool = None;
    for round in 0..kills() {
        let hub = Hub::start(&data, &settings);
        let app = beside(&data);
        let pool = if let Some(pool) = pool { pool } else { *pool.insert(new_pool(&app).await) };
        let mut booking = Vec::new();
        for name in ["Amina Khan", "Grace Mensah"] {
            let people = [person(&app, name).await, person(&app, "Tom Okafor").await];
            let (app, ledger) = (app.clone(), Arc::clone(&ledger));
            booking.push(tokio::spawn(book_until_it_ends(app, pool, people, 0, ledger)));
        }
        tokio::time::sleep(Duration::from_millis(250 + 83 * (round % 7))).await;
        hub.kill();
        for task in booking {
            task.await.unwrap();
        }
        app.db.close().await;
    }
    let hub = Hub::start(&data, &settings);
    let app = beside(&data);
    // The killed worker's leases would run out in two minutes.
    sqlx::query("update mail set leased_until = null where sent_at is null").execute(&app.db).await.unwrap();
    let since = std::time::Instant::now();
    while sqlx::query_scalar::<_, i64>("select count(*) from mail where sent_at is null")
        .fetch_one(&app.db)
        .await
        .unwrap()
        > 0
    {
        assert!(since.elapsed() < Duration::from_mins(2), "mail is left");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let meetings: Vec<MeetingId> =
        sqlx::query_scalar("select meeting_id from meeting where path = '/calendar'")
            .fetch_all(&app.db)
            .await
            .unwrap();
    let there: BTreeSet<String> = meetings.iter().map(|id| format!("{id}@hub.example")).collect();
    let bookings: i64 = sqlx::query_scalar(
        "select count(*) from booking join meeting using (meeting_id) where path = '/calendar'",
    )
    .fetch_one(&app.db)
    .await
    .unwrap();
    assert_eq!(usize::try_from(bookings).unwrap(), there.len() * 2, "each has both its people");
    let acknowledged = ledger.lock().unwrap().clone();
    let lost = acknowledged.iter().filter(|id| !there.contains(&format!("{id}@hub.example"))).count();
    assert_eq!(lost, 0, "of {}", acknowledged.len());
    assert!(acknowledged.len() as u64 >= kills(), "{} bookings", acknowledged.len());

    let mut copies: BTreeMap<(String, Vec<String>), BTreeSet<String>> = BTreeMap::new();
    let (received, mut count) = (server.received(), 0);
    // A hub that was just set up has letters of its own demonstration too.
    for mail in received.iter().filter(|mail| mail.raw.contains("text/calendar")) {
        let uid = opened(&mail.raw).event().value("UID");
        if !uid.ends_with("@hub.example") {
            continue;
        }
        count += 1;
        copies.entry((uid, mail.to.clone())).or_default().insert(mail.message_id());
    }
    let mailed: BTreeSet<String> = copies.keys().map(|(uid, _)| uid.clone()).collect();
    assert_eq!(mailed, there, "everybody is invited to what is there, and to nothing else");
    assert_eq!(copies.len(), there.len() * 2);
    assert!(copies.values().all(|ids| ids.len() == 1), "a second copy has the Message-ID of the first");
    println!(
        "{} kills, {} bookings acknowledged, {} there, 0 lost, {} mails of which {} came twice",
        kills(),
        acknowledged.len(),
        there.len(),
        count,
        count - copies.len()
    );
    drop(hub);
}
