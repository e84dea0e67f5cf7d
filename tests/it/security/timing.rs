//! S6 by the clock: whether an account exists cannot be told from how long the answer takes. `RAPPORT_SOAK=1` measures
//! with the real cost of a password and holds the figure; otherwise a few tries see that the measuring works.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use jiff::SignedDuration;
use rapport::accounts::hasher::{HashCost, Hasher};
use rapport::accounts::password::{NewPassword, TypedPassword};

use super::PASSWORD;
use crate::support::app::TestApp;
use crate::support::given;

fn soaking() -> bool {
    std::env::var_os("RAPPORT_SOAK").is_some()
}

/// The hub with the real cost when soaking.
async fn hub() -> TestApp {
    let mut app = TestApp::start().await;
    if soaking() {
        app.app.hasher = Hasher::new(HashCost::SERVING).expect("a hasher");
        app.router = rapport::app::router(&app.app);
    }
    app
}

/// The chance that a random answer of one kind took longer than one of the other, turned so that it is at least a
/// half: 0.5 tells nothing, 1 tells everything (the area under the ROC curve).
fn auc(one: &[Duration], other: &[Duration]) -> f64 {
    let longer: f64 = one
        .iter()
        .map(|a| {
            let wins = other.iter().filter(|b| a > *b).count();
            let draws = other.iter().filter(|b| a == *b).count();
            f64::from(u32::try_from(wins).expect("few")) + f64::from(u32::try_from(draws).expect("few")) / 2.0
        })
        .sum();
    let pairs = f64::from(u32::try_from(one.len() * other.len()).expect("few"));
    (longer / pairs).max(1.0 - longer / pairs)
}

#[test]
fn the_figure_is_a_half_for_the_same_and_one_for_the_apart() {
    let few: Vec<Duration> = (1..50).map(Duration::from_millis).collect();
    let more: Vec<Duration> = (50..99).map(Duration::from_millis).collect();
    assert!((auc(&few, &few) - 0.5).abs() < 1e-9);
    assert!((auc(&few, &more) - 1.0).abs() < 1e-9);
    assert!((auc(&more, &few) - 1.0).abs() < 1e-9);
}

/// Posts to a path for an address that exists and one that does not, by turns, and gives how long each took.
async fn interleaved(app: &TestApp, path: &str, known: &str) -> f64 {
    let pairs = if soaking() { 1000 } else { 5 };
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for turn in 0..pairs {
        let unknown = format!("{turn:04}{}", &known[4..]);
        // Limits refill between the tries, and which of the two comes first changes, so that neither is favoured.
        app.advance(SignedDuration::from_mins(11));
        let order = [(known, true), (unknown.as_str(), false)];
        for place in [turn % 2, (turn + 1) % 2] {
            let (email, exists) = order[place];
            let browser = app.another_browser();
            let fields = [("email", email), ("password", "not the password at all")];
            let started = Instant::now();
            let answer = browser.post_only(path, &fields).await;
            let took = started.elapsed();
            assert_ne!(answer.status, 429, "{path}: a limit would spoil the figure");
            if exists { &mut with } else { &mut without }.push(took);
        }
    }
    let figure = auc(&with, &without);
    let median = |times: &mut Vec<Duration>| {
        times.sort();
        times[times.len() / 2]
    };
    println!(
        "{path}: AUC {figure:.3}; median {:?} with an account, {:?} without",
        median(&mut with),
        median(&mut without)
    );
    figure
}

#[tokio::test]
async fn s6_timing_does_not_tell_whether_an_account_exists() {
    let app = hub().await;
    let amina =
        given::account(&app).with_email("amina.khan@trust.example").with_password(PASSWORD).make().await;
    for path in ["/sign-in", "/sign-in/codes", "/password-reset"] {
        let figure = interleaved(&app, path, &amina.email).await;
        assert!(!soaking() || figure <= 0.55, "{path}: AUC {figure:.3}");
    }
}

/// What a password costs, and that many at once cost no more memory than two.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_fifty_passwords_at_once_take_the_memory_of_two() {
    let cost = if soaking() { HashCost::SERVING } else { HashCost { memory_kib: 1024, passes: 1 } };
    let hasher = Hasher::new(cost).expect("a hasher");
    let stored = hasher.hash(&NewPassword::parse(PASSWORD, &[], false).expect("good")).await.expect("a hash");
    let started = Instant::now();
    for _ in 0..20 {
        hasher.verify(&TypedPassword::new(PASSWORD), Some(&stored)).await.expect("an answer");
    }
    let alone = started.elapsed() / 20;
    let before = resident_kib();
    let started = Instant::now();
    let tries = (0..50).map(|_| {
        let (hasher, stored) = (hasher.clone(), stored.clone());
        tokio::spawn(async move { hasher.verify(&TypedPassword::new(PASSWORD), Some(&stored)).await })
    });
    let answers = join_all(tries).await;
    let together = started.elapsed();
    assert!(answers.iter().all(|answer| matches!(answer, Ok(Ok(verdict)) if verdict.is_right())));
    let grown = resident_kib().saturating_sub(before);
    println!("one password {alone:?}; fifty at once {together:?}; {grown} KiB more memory for them");
    assert!(grown <= 2 * u64::from(cost.memory_kib) + 16 * 1024, "{grown} KiB more");
}

/// The memory of this process, in KiB; 0 where the system does not tell.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kib| kib.parse().ok()).unwrap_or(0)
}
