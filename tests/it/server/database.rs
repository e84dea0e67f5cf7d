//! R5: the database goes away and comes back, over and over, while people use the hub.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::extract::State;
use http::StatusCode;
use rapport::platform::web::{Limits, PageError, Routes, Who, layers};
use sqlx::{ConnectOptions, PgPool};
use tokio::time::sleep;

use super::errors::site;
use crate::support::app::BASE_URL;
use crate::support::client::Client;
use crate::support::database::TestDatabase;

const ROUNDS: usize = 20;

async fn transact(State(db): State<PgPool>) -> Result<&'static str, PageError> {
    let mut tx = db.begin().await?;
    sqlx::query("select pg_sleep(0.005)").execute(&mut *tx).await?;
    sqlx::query("select count(*) from organisation").fetch_one(&mut *tx).await?;
    tx.commit().await?;
    Ok("done")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_every_cut_of_the_database_is_a_503_with_retry_after_and_over_at_once() {
    let database = TestDatabase::migrated().await;
    let routes = Routes::new().get("/transact", Who::Public, transact);
    let declared = routes.declared();
    let whole = routes.into_router(|_, method| method).with_state(database.pool(8));
    let service = layers::around(whole, &declared, &Arc::new(site(BASE_URL)), &Limits::default());

    let over = Arc::new(AtomicBool::new(false));
    let users: Vec<_> = (0..8)
        .map(|_| {
            let client = Client::new(service.clone(), BASE_URL);
            let over = Arc::clone(&over);
            tokio::spawn(async move {
                let mut answers: BTreeMap<u16, usize> = BTreeMap::new();
                while !over.load(Ordering::Relaxed) {
                    let page = client.get_only("/transact").await;
                    if page.status == StatusCode::SERVICE_UNAVAILABLE {
                        assert!(page.header("retry-after").is_some(), "{page}");
                    }
                    *answers.entry(page.status.as_u16()).or_default() += 1;
                }
                answers
            })
        })
        .collect();
    let mut admin = database.as_admin().connect().await.unwrap();
    for _ in 0..ROUNDS {
        sleep(Duration::from_millis(50)).await;
        sqlx::query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()")
            .bind(database.name())
            .execute(&mut admin)
            .await
            .unwrap();
    }
    let cut = Instant::now();
    let client = Client::new(service, BASE_URL);
    while client.get_only("/transact").await.status != StatusCode::OK {
        assert!(cut.elapsed() < Duration::from_secs(5), "not back after five seconds");
    }
    over.store(true, Ordering::Relaxed);
    let mut answers: BTreeMap<u16, usize> = BTreeMap::new();
    for user in users {
        for (status, count) in user.await.unwrap() {
            *answers.entry(status).or_default() += count;
        }
    }
    println!("{answers:?}");
    assert!(answers.keys().all(|status| [200, 503].contains(status)), "{answers:?}");
    assert!(answers.get(&200).is_some_and(|served| *served > ROUNDS), "{answers:?}");
    assert!(answers.contains_key(&503), "nothing was cut: {answers:?}");
}
