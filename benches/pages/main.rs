//! What the hub costs, measured on the release binary with a demonstration's data: `bin/bench`.
//!
//! Absolute figures belong to the machine they were taken on. A page is therefore measured by turns with a bare axum
//! handler that returns the same bytes in the same run, and told as a ratio too.

mod bare;
mod http;
mod hub;
mod overload;
mod sign_ins;
mod size;
mod wrk;

use std::time::Duration;

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Rounds of a measurement, of which the median counts.
const ROUNDS: usize = 3;

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(measure(seconds()))
}

/// What follows `--seconds`; five otherwise. Cargo adds arguments of its own, which are left alone.
fn seconds() -> u64 {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--seconds").skip(1);
    arguments.next().and_then(|seconds| seconds.parse().ok()).unwrap_or(5)
}

async fn measure(seconds: u64) -> Result<()> {
    let data = tempfile::tempdir()?;
    println!("| what | figure |\n|---|---|");
    size::binary()?;
    let (hub, first) = hub::Hub::start(data.path()).await?;
    row("first start to first page", &told(first));
    hub.stop().await?;
    let (hub, second) = hub::Hub::start(data.path()).await?;
    row("second start to first page", &told(second));
    size::home_page(&hub).await?;

    let cookie = hub.sign_in_to_demonstration("amina").await?;
    for (name, path, headers) in [
        ("home page", "/", vec![]),
        ("home page, compressed (br)", "/", vec![("accept-encoding", "br".to_owned())]),
        ("account page, signed in", "/account", vec![("cookie", cookie.clone())]),
        ("dashboard, signed in", "/dashboard", vec![("cookie", cookie.clone())]),
    ] {
        page(&hub, name, path, &headers, seconds).await?;
    }
    overload::measure(&hub, seconds).await?;
    sign_ins::measure(&hub, seconds).await?;
    let took = hub.stop().await?;
    row("asked to stop until gone", &told(took));
    Ok(())
}

/// One page beside the bare handler, by turns.
async fn page(
    hub: &hub::Hub,
    name: &str,
    path: &str,
    headers: &[(&str, String)],
    seconds: u64,
) -> Result<()> {
    let answer = http::get(hub.address, path, headers).await?;
    if answer.status != 200 {
        return Err(format!("{path} answered {}", answer.status).into());
    }
    let bytes = answer.body.len();
    let bare = bare::Bare::start(answer.body).await?;
    let (mut ours, mut plain) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(wrk::run(hub.address, path, headers, 16, seconds).await?);
        plain.push(wrk::run(bare.address, "/", headers, 16, seconds).await?);
    }
    let (ours, plain) = (wrk::median(ours), wrk::median(plain));
    row(
        &format!("{name}, {bytes} bytes"),
        &format!(
            "{:.0} requests/s, p99 {:.1} ms; bare handler {:.0}/s, {:.1} ms; ratio {:.2}",
            ours.per_second,
            ours.p99.as_secs_f64() * 1e3,
            plain.per_second,
            plain.p99.as_secs_f64() * 1e3,
            ours.per_second / plain.per_second
        ),
    );
    Ok(())
}

pub fn row(what: &str, figure: &str) {
    println!("| {what} | {figure} |");
}

#[must_use]
pub fn told(duration: Duration) -> String {
    format!("{:.2} s", duration.as_secs_f64())
}
