//! The page of results over HTTP, measured on the release binary with the people of a preset: `bin/bench-find`.
//!
//! Requests begin at fixed moments, whatever the answers do, and each is timed from the moment it should have begun, so
//! that a server that falls behind shows it. Four hundred signed-in mentees take turns, with eight searches of different
//! kinds. The home page is measured at the same rates beside it, as the floor. Hub, Postgres and this program share the
//! machine.

#[allow(dead_code, reason = "bin/bench uses the rest")]
#[path = "../pages/http.rs"]
mod http;
#[allow(dead_code, reason = "bin/bench uses the rest")]
#[path = "../pages/hub.rs"]
mod hub;
mod mentees;
mod open_loop;

use std::path::Path;
use std::time::Duration;

use open_loop::Figures;

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What is looked for, from one want to many, and without any.
const SEARCHES: [&str; 8] = [
    "offering=mentoring",
    "offering=coaching",
    "offering=mentoring&area=stepping-up-to-board&area-weight=must&delivery=video",
    "offering=coaching&area=leading-change&area=leading-teams&seniority=above-1&where=my-region",
    "offering=mentoring&area=confidence&area=career-progression&where=my-system&where-weight=must",
    "offering=coaching&area=delegation&area=decision-making&area=influencing&approach=grow&qualification=5&delivery=video",
    "offering=mentoring&area=first-time-leadership&area-weight=must&seniority=above-2&organisation=different&day=tue&part=morning",
    "offering=mentoring&area=confidence&area-weight=must&seniority=above-2&where=my-region&delivery=video&delivery-weight=must\
     &language=eng&profession=nursing&day=thu&part=afternoon&organisation=different",
];

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(measure())
}

/// What follows an argument; cargo adds some of its own, which are left alone.
fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}

fn list(name: &str, otherwise: &str) -> Vec<String> {
    argument(name).as_deref().unwrap_or(otherwise).split(',').map(str::to_owned).collect()
}

async fn measure() -> Result<()> {
    let seconds: u64 = argument("--seconds").map_or(Ok(20), |seconds| seconds.parse())?;
    let rates = list("--rates", "50,200,500");
    println!("| preset | page | a second | answered | p50 | p99 | slowest |\n|---|---|---|---|---|---|---|");
    for preset in list("--presets", "national,stress") {
        let data = tempfile::tempdir()?;
        make_up(data.path(), &preset).await?;
        let (hub, _) = hub::Hub::start(data.path()).await?;
        ready(&hub).await?;
        let loaded = loading(&hub.log()?);
        let database = data.path().join("data");
        let mentees = mentees::signed_in(&database).await?;
        let home = vec![open_loop::Request::new("/", "")];
        let results = requests(&mentees);
        // Once through before anything is timed: pools connect, statements are prepared, caches fill.
        open_loop::run(hub.address, &results, 20, Duration::from_secs(seconds.min(5))).await?;
        for rate in &rates {
            let rate: u32 = rate.parse()?;
            for (name, requests) in [("home", &home), ("results", &results)] {
                mentees::forget_views(&database).await?;
                let figures =
                    open_loop::run(hub.address, requests, rate, Duration::from_secs(seconds)).await?;
                row(&preset, name, rate, &figures);
            }
        }
        println!("| {preset} | loading the index | | {loaded} | | | |");
        println!("| {preset} | memory of the hub | | {:.0} MiB | | | |", hub.memory()?);
        hub.stop().await?;
    }
    Ok(())
}

/// Puts the people of a preset into a new database.
async fn make_up(data: &Path, preset: &str) -> Result<()> {
    let output = hub::command(data).args(["seed", "--preset", preset]).output().await?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8(output.stderr)?.into()) }
}

/// Waits until the index is loaded.
async fn ready(hub: &hub::Hub) -> Result<()> {
    for _ in 0..600 {
        if http::get(hub.address, "/health/ready", &[]).await?.status == 200 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err("the hub was not ready within a minute".into())
}

/// Every search of every mentee, the searches by turns.
fn requests(mentees: &[String]) -> Vec<open_loop::Request> {
    mentees
        .iter()
        .zip(SEARCHES.iter().cycle())
        .map(|(cookie, search)| open_loop::Request::new(&format!("/find/results?{search}"), cookie))
        .collect()
}

/// What the log says of the last whole load.
fn loading(log: &str) -> String {
    let line = log.lines().rev().find(|line| line.contains("the matching index is loaded"));
    line.and_then(|line| line.split("is loaded ").nth(1)).unwrap_or("not said").to_owned()
}

fn row(preset: &str, page: &str, rate: u32, figures: &Figures) {
    let milliseconds = |duration: Duration| format!("{:.1} ms", duration.as_secs_f64() * 1e3);
    println!(
        "| {preset} | {page} | {rate} | {} of {} | {} | {} | {} |",
        figures.answered,
        figures.sent,
        milliseconds(figures.p50),
        milliseconds(figures.p99),
        milliseconds(figures.slowest),
    );
}
