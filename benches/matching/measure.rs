//! Times one thing beside another, turn by turn, so that what else the machine does falls on both.

use std::time::{Duration, Instant};

/// How long something took, over many times.
pub struct Times(Vec<Duration>);

impl Times {
    pub fn p50(&self) -> Duration {
        self.quantile(50)
    }

    pub fn p99(&self) -> Duration {
        self.quantile(99)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    fn quantile(&self, percent: usize) -> Duration {
        self.0[(self.0.len() * percent / 100).min(self.0.len() - 1)]
    }
}

/// Runs each of these in turn, for about so long altogether; each gets the number of the turn.
pub fn in_turns<const N: usize>(length: Duration, mut things: [&mut dyn FnMut(u64); N]) -> [Times; N] {
    let mut times = [const { Vec::new() }; N];
    let start = Instant::now();
    let mut turn = 0;
    while start.elapsed() < length || turn < 20 {
        for (thing, times) in things.iter_mut().zip(&mut times) {
            let start = Instant::now();
            thing(turn);
            times.push(start.elapsed());
        }
        turn += 1;
    }
    times.map(|mut times: Vec<Duration>| {
        // The first turns warm caches and branch predictors.
        times.drain(..times.len() / 10);
        times.sort_unstable();
        Times(times)
    })
}

pub fn in_words(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    if micros < 1000.0 { format!("{micros:.1} µs") } else { format!("{:.2} ms", micros / 1000.0) }
}

pub fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

/// What follows `--seconds`, for each comparison; three otherwise. Cargo adds arguments of its own, which are left alone.
pub fn length() -> Duration {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--seconds").skip(1);
    Duration::from_secs(arguments.next().and_then(|seconds| seconds.parse().ok()).unwrap_or(3))
}
