//! wrk: as many requests as so many connections can get, for so long.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::process::Command;

use crate::Result;

#[derive(Debug, Clone, Copy)]
pub struct Figures {
    /// Answers with a status below 400, a second.
    pub per_second: f64,
    /// Other answers, a second.
    pub refused_per_second: f64,
    pub p99: Duration,
}

pub async fn run(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, String)],
    connections: usize,
    seconds: u64,
) -> Result<Figures> {
    let mut wrk = Command::new("wrk");
    wrk.args(["--latency", "-t2"]).arg(format!("-c{connections}")).arg(format!("-d{seconds}s"));
    for (name, value) in headers {
        wrk.arg("-H").arg(format!("{name}: {value}"));
    }
    let output = wrk.arg(format!("http://{address}{path}")).output().await?;
    read(&String::from_utf8(output.stdout)?)
}

fn read(text: &str) -> Result<Figures> {
    let after = |start: &str| {
        text.lines()
            .find_map(|line| line.trim().strip_prefix(start))
            .map(|rest| rest.trim_start_matches(':').trim().to_owned())
    };
    let all: f64 = after("Requests/sec").ok_or_else(|| format!("wrk said: {text}"))?.parse()?;
    let count: f64 = text
        .lines()
        .find_map(|line| line.trim().split_once(" requests in "))
        .ok_or("wrk counted nothing")?
        .0
        .parse()?;
    let refused: f64 = after("Non-2xx or 3xx responses").map_or(Ok(0.0), |refused| refused.parse())?;
    Ok(Figures {
        per_second: all * (count - refused) / count.max(1.0),
        refused_per_second: all * refused / count.max(1.0),
        p99: duration(&after("99%").ok_or("wrk measured no latency")?)?,
    })
}

/// "1.23ms", "4.5s", "678.00us".
fn duration(text: &str) -> Result<Duration> {
    let letters = text.find(|c: char| c.is_ascii_alphabetic()).ok_or("a duration without a unit")?;
    let (number, unit) = text.split_at(letters);
    let scale = match unit {
        "us" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        "m" => 60.0,
        _ => return Err(format!("{text} is no duration").into()),
    };
    Ok(Duration::from_secs_f64(number.parse::<f64>()? * scale))
}

/// The round in the middle, by rate.
pub fn median(mut rounds: Vec<Figures>) -> Figures {
    rounds.sort_by(|a, b| a.per_second.total_cmp(&b.per_second));
    rounds[rounds.len() / 2]
}
