//! Sign-ins by password, fifty at a time: each one Argon2 verification at full cost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::hub::Hub;
use crate::{Result, http, row, wrk};

const AT_ONCE: usize = 50;
/// Few enough sign-ins at one account at a time that its limit on tries stays out of it.
const ACCOUNTS: usize = 10;
const PASSWORD: &str = "seven orange herons wade";

pub async fn measure(hub: &Hub, seconds: u64) -> Result<()> {
    for number in 0..ACCOUNTS {
        hub.create_account(&email(number), PASSWORD).await?;
    }
    let calm = hub.memory()?;
    let over = Arc::new(AtomicBool::new(false));
    let began = Instant::now();
    let people: Vec<_> = (0..AT_ONCE)
        .map(|number| tokio::spawn(keep_signing_in(hub.address, number, Arc::clone(&over))))
        .collect();
    let mut most = calm;
    while began.elapsed() < Duration::from_secs(seconds) {
        most = most.max(hub.memory()?);
        sleep(Duration::from_millis(20)).await;
    }
    let readers = wrk::run(hub.address, "/", &[], 8, seconds).await?;
    over.store(true, Ordering::Relaxed);
    let mut took = Vec::new();
    for person in people {
        took.extend(person.await??);
    }
    let rate = f64::from(u32::try_from(took.len())?) / began.elapsed().as_secs_f64();
    took.sort();
    let p99 = took.get(took.len() * 99 / 100).copied().unwrap_or_default();
    row("sign-ins by password, 50 at a time", &format!("{rate:.1}/s, p99 {:.0} ms", p99.as_secs_f64() * 1e3));
    row("memory: calm, under 50 sign-ins at a time", &format!("{calm:.0}, {most:.0} MiB"));
    row(
        "home page meanwhile",
        &format!("{:.0} requests/s, p99 {:.1} ms", readers.per_second, readers.p99.as_secs_f64() * 1e3),
    );
    Ok(())
}

fn email(number: usize) -> String {
    format!("person{}@hospital.example", number % ACCOUNTS)
}

/// One person after another signs in; how long each took.
async fn keep_signing_in(
    address: std::net::SocketAddr,
    number: usize,
    over: Arc<AtomicBool>,
) -> Result<Vec<Duration>> {
    let form = format!("email={}&password={}", email(number).replace('@', "%40"), PASSWORD.replace(' ', "+"));
    let mut took = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let began = Instant::now();
        let answer = http::post(address, "/sign-in", &form).await?;
        if answer.status != 303 {
            return Err(format!("a sign-in answered {}: {}", answer.status, answer.head).into());
        }
        took.push(began.elapsed());
    }
    Ok(took)
}
