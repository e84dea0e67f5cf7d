//! R7: goodput of the home page at its peak, and with ten times the connections while two thousand others send
//! their heads a byte at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::hub::Hub;
use crate::{Result, row, wrk};

const PEAK: usize = 128;
const SLOW: usize = 2_000;

pub async fn measure(hub: &Hub, seconds: u64) -> Result<()> {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE)?;
    setrlimit(Resource::RLIMIT_NOFILE, most, most)?;
    let calm = hub.memory()?;
    let peak = wrk::run(hub.address, "/", &[], PEAK, seconds).await?;

    let over = Arc::new(AtomicBool::new(false));
    let senders: Vec<_> = (0..SLOW)
        .map(|_| {
            let (address, over) = (hub.address, Arc::clone(&over));
            tokio::spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    let Ok(mut stream) = TcpStream::connect(address).await else { continue };
                    let _ = stream.write_all(b"GET / HTTP/1.1\r\nx: ").await;
                    while !over.load(Ordering::Relaxed) && stream.write_all(b"a").await.is_ok() {
                        sleep(Duration::from_millis(500)).await;
                    }
                }
            })
        })
        .collect();
    sleep(Duration::from_secs(1)).await;
    let crowded = hub.memory()?;
    let overload = wrk::run(hub.address, "/", &[], PEAK * 10, seconds).await?;
    let loaded = hub.memory()?;
    over.store(true, Ordering::Relaxed);
    for sender in senders {
        let _ = sender.await;
    }
    row(
        "home page at ten times the connections, beside 2,000 slow senders",
        &format!(
            "{:.0} served/s of {:.0} at peak ({:.0} %), {:.0} turned away/s, p99 {:.0} ms",
            overload.per_second,
            peak.per_second,
            100.0 * overload.per_second / peak.per_second,
            overload.refused_per_second,
            overload.p99.as_secs_f64() * 1e3
        ),
    );
    row(
        "memory: calm, with 2,000 slow senders, overloaded too",
        &format!("{calm:.0}, {crowded:.0}, {loaded:.0} MiB"),
    );
    Ok(())
}
