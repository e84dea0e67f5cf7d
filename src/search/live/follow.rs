use std::convert::Infallible;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::time::Duration;

use futures_util::FutureExt;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::mpsc::{self, UnboundedSender};
use tokio::task::JoinSet;
use tokio::time::sleep_until;

use super::Live;
use super::backoff::Backoff;
use super::channel::{self, Told};
use super::follower::Follower;
use super::load::BESIDE;
use crate::platform::clock::Clock;
use crate::platform::db::{self, PoolSettings};
use crate::platform::telemetry::describe;

/// How soon it listens again when the database went away.
const AGAIN: Duration = Duration::from_millis(500);

/// Why it stopped hearing.
#[derive(Debug, thiserror::Error)]
pub enum Deaf {
    #[error("the connection to the database was lost")]
    Lost,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl Live {
    /// Loads everything and keeps it fresh until `stop` completes. Survives the database going away: what was loaded is
    /// served meanwhile, and loaded anew when it is back. It goes to the same database on connections of its own, so that
    /// requests and changes never wait for each other.
    pub async fn follow(self, db: PgPool, clock: Clock, stop: impl Future<Output = ()>) {
        let db = own_connections(&db);
        supervise(|| self.hear(&db, &clock), stop).await;
    }

    /// Listens, loads, and applies what is told until the connection is lost.
    async fn hear(&self, db: &PgPool, clock: &Clock) -> Result<Infallible, Deaf> {
        let mut listener = PgListener::connect_with(db).await?;
        // A connection of its own that comes back by itself would hide that something was missed.
        listener.eager_reconnect(false);
        listener.listen(channel::NAME).await?;
        let (telling, told) = mpsc::unbounded_channel();
        // Dropped, and with it stopped, when this returns. Hears while something is read, so that nothing waits in the
        // server.
        let mut hearing = JoinSet::new();
        hearing.spawn(forward(listener, telling));
        Follower::new(self, db, clock, told).run().await
    }
}

/// One that listens, the others to read with.
fn own_connections(db: &PgPool) -> PgPool {
    let most = u32::try_from(1 + BESIDE).unwrap_or(u32::MAX);
    let settings = PoolSettings { max_connections: most, ..PoolSettings::default() };
    db::pool((*db.connect_options()).clone(), settings)
}

/// Begins the work again whenever it ends, also when by a panic, until `stop` completes.
async fn supervise<W>(work: impl Fn() -> W, stop: impl Future<Output = ()>)
where
    W: Future<Output = Result<Infallible, Deaf>>,
{
    let mut stop = pin!(stop);
    let mut next = Backoff::resting(Duration::ZERO);
    loop {
        tokio::select! {
            () = &mut stop => return,
            // Nothing of it is used again but the index, which is loaded anew.
            ended = AssertUnwindSafe(work()).catch_unwind() => match ended {
                Ok(Err(why)) => {
                    tracing::warn!(error = describe(&why), "the matching index cannot follow; trying again");
                    next = Backoff::resting(AGAIN);
                }
                Err(_) => {
                    tracing::error!("following for the matching index panicked; beginning again");
                    next.failed();
                }
            }
        }
        tokio::select! {
            () = &mut stop => return,
            () = sleep_until(next.at) => {}
        }
    }
}

/// Passes on what is told, until the connection is lost.
async fn forward(mut listener: PgListener, telling: UnboundedSender<Told>) {
    while let Ok(Some(notification)) = listener.try_recv().await {
        if telling.send(Told::parse(notification.payload())).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn work_that_panics_or_fails_is_begun_again_until_it_is_stopped() {
        let (begun, third) = (AtomicU32::new(0), Notify::new());
        let work = || async {
            match begun.fetch_add(1, Ordering::SeqCst) {
                0 => panic!("a fault"),
                1 => Err(Deaf::Lost),
                _ => {
                    third.notify_one();
                    std::future::pending().await
                }
            }
        };
        let stopped = supervise(work, third.notified());
        tokio::time::timeout(Duration::from_secs(10), stopped).await.expect("it is begun a third time");
        assert_eq!(begun.load(Ordering::SeqCst), 3);
    }
}
