//! What stands beside a password, against a real database: throttles, known devices, recovery codes.

use std::collections::HashMap;

use futures_util::future::join_all;
use jiff::SignedDuration;
use rapport::accounts::recovery_codes::{self, RecoveryCode};
use rapport::accounts::throttle::{self, Bucket, Limit, Taken};
use rapport::accounts::{known_device, limits};
use rapport::platform::mail::EmailAddress;

use crate::support::app::TestApp;
use crate::support::given;

fn bucket(key: &str, tries: u32, seconds: i64) -> Bucket {
    Bucket::new("test", &[key.as_bytes()], Limit::new(tries, SignedDuration::from_secs(seconds)))
}

async fn rows(app: &TestApp) -> i64 {
    sqlx::query_scalar("select count(*) from throttle").fetch_one(&app.app.db).await.expect("a count")
}

#[tokio::test]
async fn s12_the_database_counts_as_the_model_does() {
    let app = TestApp::start().await;
    let buckets = [bucket("a", 5, 900), bucket("b", 1, 7), bucket("c", 3, 100)];
    let mut model = HashMap::new();
    // A fixed pseudo-random walk: the same on every run.
    let mut state = 88_172_645_463_325_252_u64;
    for step in 0..400 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        app.advance(SignedDuration::from_secs(i64::try_from(state % 40).expect("small")));
        let bucket = &buckets[usize::try_from((state >> 20) % 3).expect("small")];
        let (now, expected) = (app.now(), bucket.limit().take(model.get(bucket).copied(), app.now()));
        let taken = throttle::take(&app.app.db, now, std::slice::from_ref(bucket)).await.expect("an answer");
        match expected {
            Ok(whole_at) => {
                assert_eq!(taken, Taken::Allowed, "step {step}");
                model.insert(bucket.clone(), whole_at);
            }
            Err(wait) => {
                let Taken::Wait { seconds } = taken else { panic!("step {step}: allowed, not {wait}") };
                assert!(
                    (i64::from(seconds) - wait.as_secs()).abs() <= 1,
                    "step {step}: {seconds} for {wait}"
                );
            }
        }
    }
}

#[tokio::test]
async fn s12_two_instances_at_once_count_as_one() {
    let app = TestApp::start().await;
    let pools = [app.database.pool(8), app.database.pool(8)];
    let bucket = bucket("raced", 5, 900);
    let now = app.now();
    let tries = (0..60).map(|turn| {
        let (pool, bucket) = (pools[turn % 2].clone(), bucket.clone());
        async move { throttle::take(&pool, now, &[bucket]).await.expect("an answer").is_allowed() }
    });
    let allowed = join_all(tries).await.into_iter().filter(|allowed| *allowed).count();
    assert_eq!(allowed, 5);
}

#[tokio::test]
async fn s12_what_is_taken_before_a_refusal_is_given_back() {
    let app = TestApp::start().await;
    let (roomy, tight) = (bucket("roomy", 3, 900), bucket("tight", 1, 900));
    let both = [roomy.clone(), tight.clone()];
    let take = |buckets: Vec<Bucket>| {
        let (db, now) = (app.app.db.clone(), app.now());
        async move { throttle::take(&db, now, &buckets).await.expect("an answer").is_allowed() }
    };
    assert!(take(both.to_vec()).await);
    for _ in 0..5 {
        assert!(!take(both.to_vec()).await, "the tight one is empty");
    }
    assert!(take(vec![roomy.clone()]).await);
    assert!(take(vec![roomy.clone()]).await, "refusals took nothing from the roomy one");
    assert!(!take(vec![roomy.clone()]).await);
    throttle::give_back_all(&app.app.db, &both).await.expect("given back");
    assert!(take(both.to_vec()).await, "a right answer gives its try back");
}

#[tokio::test]
async fn s12_buckets_that_are_whole_are_swept_and_others_stay() {
    let app = TestApp::start().await;
    let mut db = app.app.db.acquire().await.expect("a connection");
    let taken = [bucket("short", 1, 60), bucket("long", 1, 3600)];
    throttle::take(&app.app.db, app.now(), &taken).await.expect("an answer");
    assert_eq!(throttle::sweep(&mut db, app.now()).await.expect("swept"), 0);
    app.advance(SignedDuration::from_secs(60));
    assert_eq!(throttle::sweep(&mut db, app.now()).await.expect("swept"), 1);
    assert!(!throttle::take(&app.app.db, app.now(), &taken[1..]).await.expect("an answer").is_allowed());
    assert_eq!(rows(&app).await, 1);
}

#[tokio::test]
async fn s13_throttle_keys_hold_no_address() {
    let app = TestApp::start().await;
    let email = EmailAddress::parse("canary@trust.example").expect("an address");
    let network = limits::Network::of("203.0.113.7".parse().expect("an address"));
    throttle::take(&app.app.db, app.now(), &limits::password(&email, network, None))
        .await
        .expect("an answer");
    let keys: Vec<Vec<u8>> =
        sqlx::query_scalar("select key_hash from throttle").fetch_all(&app.app.db).await.expect("keys");
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| key.len() == 32));
}

#[tokio::test]
async fn s12_a_browser_is_known_to_the_accounts_that_signed_in_on_it_and_to_no_other() {
    let app = TestApp::start().await;
    let amina = given::account(&app).named("Amina Khan").make().await;
    let grace = given::account(&app).named("Grace Obi").make().await;
    let other = given::account(&app).named("Sam Reed").make().await;
    let mut db = app.app.db.acquire().await.expect("a connection");
    let token = known_device::remember(&mut db, app.now(), amina.account_id, None).await.expect("remembered");
    let same = known_device::remember(&mut db, app.now(), grace.account_id, Some(token.clone()))
        .await
        .expect("remembered");
    assert!(same == token, "one cookie serves a shared computer");
    let mut hashes = Vec::new();
    for (person, known) in [(&amina, true), (&grace, true), (&other, false)] {
        let email = EmailAddress::parse(&person.email.to_uppercase()).expect("an address");
        let found = known_device::recognise(&mut db, app.now(), &email, &token).await.expect("an answer");
        assert_eq!(found.is_some(), known, "{}", person.name);
        hashes.extend(found);
    }
    assert_ne!(hashes[0], hashes[1], "the table does not tell that they share a computer");
    app.advance(SignedDuration::from_hours(24 * 365 + 1));
    let found =
        known_device::recognise_for(&mut db, app.now(), amina.account_id, &token).await.expect("an answer");
    assert!(found.is_none(), "after a year it is forgotten");
    assert_eq!(known_device::sweep(&mut db, app.now()).await.expect("swept"), 2);
}

#[tokio::test]
async fn s12_an_account_keeps_its_twenty_latest_browsers() {
    let app = TestApp::start().await;
    let amina = given::account(&app).make().await;
    let mut db = app.app.db.acquire().await.expect("a connection");
    let mut tokens = Vec::new();
    for _ in 0..22 {
        app.advance(SignedDuration::from_mins(1));
        tokens.push(
            known_device::remember(&mut db, app.now(), amina.account_id, None).await.expect("remembered"),
        );
    }
    let mut known = Vec::new();
    for token in &tokens {
        let found = known_device::recognise_for(&mut db, app.now(), amina.account_id, token).await;
        known.push(found.expect("an answer").is_some());
    }
    assert_eq!(known.iter().filter(|known| **known).count(), 20);
    assert!(!known[0] && !known[1] && known[21]);
    known_device::forget_all(&mut db, amina.account_id).await.expect("forgotten");
    let found = known_device::recognise_for(&mut db, app.now(), amina.account_id, &tokens[21]).await;
    assert!(found.expect("an answer").is_none());
}

#[tokio::test]
async fn s4_a_recovery_code_is_used_once_however_many_race_for_it() {
    let app = TestApp::start().await;
    let amina = given::account(&app).named("Amina Khan").make().await;
    let grace = given::account(&app).named("Grace Obi").make().await;
    let mut db = app.app.db.acquire().await.expect("a connection");
    let codes = recovery_codes::renew(&mut db, app.now(), amina.account_id).await.expect("codes");
    assert_eq!(codes.len(), recovery_codes::HOW_MANY);
    let foreign =
        recovery_codes::spend(&mut db, app.now(), grace.account_id, &codes[0]).await.expect("an answer");
    assert!(!foreign, "another account's code opens nothing");

    let tries = (0..20).map(|_| {
        let (pool, now, code) = (app.app.db.clone(), app.now(), codes[0].clone());
        async move {
            let mut db = pool.acquire().await.expect("a connection");
            recovery_codes::spend(&mut db, now, amina.account_id, &code).await.expect("an answer")
        }
    });
    let won = join_all(tries).await.into_iter().filter(|won| *won).count();
    assert_eq!(won, 1);
    assert_eq!(recovery_codes::left(&mut db, amina.account_id).await.expect("a count"), 9);

    let typed = RecoveryCode::parse(&codes[1].text().to_uppercase()).expect("a code");
    recovery_codes::renew(&mut db, app.now(), amina.account_id).await.expect("codes");
    let old = recovery_codes::spend(&mut db, app.now(), amina.account_id, &typed).await.expect("an answer");
    assert!(!old, "new codes end the old ones");
}
