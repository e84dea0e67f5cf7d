//! Periodic jobs: once a period whoever runs them, and never half.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::SignedDuration;
use rapport::platform::sweeps::{Sweep, Swept, run_due};

use crate::support::app::TestApp;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn counting(runs: &Arc<AtomicU64>) -> Sweep {
    let runs = Arc::clone(runs);
    Sweep::new("counting", HOUR, move |_, _| {
        let runs = Arc::clone(&runs);
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok(runs.fetch_add(1, Ordering::SeqCst) + 1)
        })
    })
}

#[tokio::test]
async fn r8_a_sweep_runs_once_a_period_however_many_instances_there_are() {
    let (app, runs) = (TestApp::start().await, Arc::new(AtomicU64::new(0)));
    let sweeps = [counting(&runs)];
    for expected in 1..=3 {
        let rounds = (0..6).map(|_| run_due(&app.app.db, app.now(), &sweeps));
        let swept: Vec<Swept> = futures_util::future::join_all(rounds).await.concat();
        assert_eq!(swept, [Swept { name: "counting", count: expected }]);
        app.advance(HOUR - SignedDuration::from_secs(1));
        assert_eq!(run_due(&app.app.db, app.now(), &sweeps).await, []);
        app.advance(SignedDuration::from_secs(1));
    }
}

#[tokio::test]
async fn a_sweep_that_fails_leaves_nothing_behind_and_is_tried_again() {
    let (app, runs) = (TestApp::start().await, Arc::new(AtomicU64::new(0)));
    let failing = Sweep::new("failing", HOUR, |db, now| {
        Box::pin(async move {
            sqlx::query("insert into sweep (name, ran_at) values ('half', $1)")
                .bind(now)
                .execute(&mut *db)
                .await?;
            Err("not today".into())
        })
    });
    let sweeps = [failing, counting(&runs)];
    let swept = run_due(&app.app.db, app.now(), &sweeps).await;
    assert_eq!(swept, [Swept { name: "counting", count: 1 }], "the others run");
    let names: Vec<String> =
        sqlx::query_scalar("select name from sweep").fetch_all(&app.app.db).await.expect("the sweeps");
    assert_eq!(names, ["counting"]);
}

#[tokio::test]
async fn every_sweep_of_the_hub_runs_on_an_empty_hub() {
    let app = TestApp::start().await;
    let sweeps = rapport::app::sweeps(&app.app);
    assert_eq!(run_due(&app.app.db, app.now(), &sweeps).await.len(), sweeps.len());
    assert_eq!(run_due(&app.app.db, app.now(), &sweeps).await, []);
}
