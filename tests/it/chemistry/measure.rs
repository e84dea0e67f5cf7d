//! How many acceptances a second there are when all want the same, as moves and over HTTP, beside a floor in the same run.
//! By hand: `bin/test --run-ignored only --no-capture acceptances_a_second`.

use std::sync::Arc;
use std::time::Instant;

use futures_util::stream::{self, StreamExt};
use rapport::chemistry::actions::{self, Acceptance};
use rapport::platform::ids::ChemistryId;

use super::hub::{mentor, send, within};
use crate::search::hub::Hub;
use crate::support::given::Person;
use crate::support::served::Served;
use crate::support::threads::waiting;

const REQUESTS: usize = 200;
const AT_ONCE: usize = 8;

async fn requests_to(hub: &Hub, mentors: &[Person]) -> Vec<(usize, ChemistryId)> {
    let mut all = Vec::with_capacity(REQUESTS);
    for index in 0..REQUESTS {
        let mentee = hub.mentee().await;
        let whose = index % mentors.len();
        all.push((whose, send(&hub.app, &mentee, &mentors[whose]).await.expect("sent")));
    }
    all
}

/// Answers all of them, eight at a time; how many a second.
async fn answer_all(hub: &Hub, mentors: &[Person], all: &[(usize, ChemistryId)]) -> f64 {
    let began = Instant::now();
    stream::iter(all)
        .for_each_concurrent(AT_ONCE, async |(whose, id)| {
            let by = mentors[*whose].account_id;
            let how = Acceptance::ByMessage;
            let _ = within(&hub.app, async |db| actions::accept(db, &hub.app.app, by, *id, &how).await).await;
        })
        .await;
    per_second(began)
}

fn per_second(began: Instant) -> f64 {
    f64::from(u32::try_from(REQUESTS).expect("few")) / began.elapsed().as_secs_f64()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, run by hand"]
async fn acceptances_a_second() {
    let hub = Hub::new().await;
    let one = [mentor(&hub, "Grace Obi", 1).await];
    let same = requests_to(&hub, &one).await;
    let contended = answer_all(&hub, &one, &same).await;
    let mut many = Vec::new();
    for _ in 0..20 {
        many.push(mentor(&hub, "Hal Reed", 12).await);
    }
    let apart = requests_to(&hub, &many).await;
    let spread = answer_all(&hub, &many, &apart).await;
    let began = Instant::now();
    stream::iter(0..REQUESTS)
        .for_each_concurrent(AT_ONCE, async |index| {
            let by = many[index % many.len()].account_id;
            within::<_, sqlx::Error>(&hub.app, async |db| {
                sqlx::query("update place set updated_at = updated_at where account_id = $1")
                    .bind(by)
                    .execute(db)
                    .await
            })
            .await
            .expect("an update");
        })
        .await;
    let floor = per_second(began);
    println!("one place wanted by {REQUESTS}: {contended:.0} answers a second");
    println!("twenty mentors with twelve places: {spread:.0} acceptances a second");
    println!(
        "one update of one row in a transaction: {floor:.0} a second, {:.1} times as many",
        floor / spread
    );
}

/// How many a second, eight at a time.
async fn at_once<T, F: Future<Output = ()>>(all: &[T], each: impl Fn(usize) -> F) -> f64 {
    let began = Instant::now();
    stream::iter(0..all.len()).for_each_concurrent(AT_ONCE, each).await;
    f64::from(u32::try_from(all.len()).expect("few")) / began.elapsed().as_secs_f64()
}

/// The same as people do it: forms over real connections, beside pages that only read and the hub's liveness, in the same run.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, run by hand"]
async fn acceptances_a_second_over_http() {
    let hub = Hub::new().await;
    let app = &hub.app;
    let next = mentor(&hub, "Helen Next", 2).await;
    let served = Served::start(app).await;
    let mut spread = Vec::new();
    for _ in 0..20 {
        let hal = mentor(&hub, "Hal Reed", 12).await;
        let browser = Arc::new(served.browser_of(app, &hal).await);
        let ten = waiting(&app.app, hub.pool, hal.account_id, next.account_id, 10).await;
        spread.extend(ten.into_iter().map(|one| (Arc::clone(&browser), format!("/chemistry/{}", one.id))));
    }
    let grace = mentor(&hub, "Grace Obi", 1).await;
    let browser = Arc::new(served.browser_of(app, &grace).await);
    let same = waiting(&app.app, hub.pool, grace.account_id, next.account_id, REQUESTS).await;
    let same: Vec<_> =
        same.into_iter().map(|one| (Arc::clone(&browser), format!("/chemistry/{}", one.id))).collect();
    let yes = [("time", "message"), ("related", "no")];
    let page = at_once(&spread, async |index| {
        spread[index].0.get_only(&spread[index].1).await.assert_ok();
    })
    .await;
    let live = at_once(&spread, async |index| {
        spread[index].0.get_only("/health/live").await.assert_ok();
    })
    .await;
    let accepted = at_once(&spread, async |index| {
        let (browser, path) = &spread[index];
        browser.post_only(&format!("{path}/acceptance"), &yes).await.assert_status(303);
    })
    .await;
    let contended = at_once(&same, async |index| {
        let (browser, path) = &same[index];
        let answer = browser.post_only(&format!("{path}/acceptance"), &yes).await;
        assert!(matches!(answer.status.as_u16(), 303 | 409), "{answer}");
    })
    .await;
    println!("over HTTP, {AT_ONCE} at a time, a connection each:");
    println!("one place wanted by {REQUESTS}: {contended:.0} answers a second");
    println!("twenty mentors with twelve places: {accepted:.0} acceptances a second");
    println!(
        "the page of such a request: {page:.0} a second; liveness, which does nothing: {live:.0} a second"
    );
}
