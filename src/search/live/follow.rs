use std::collections::HashSet;
use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};
use uuid::Uuid;

use super::channel::{self, Told};
use super::{Live, facts};
use crate::organisations::day_of;
use crate::platform::clock::Clock;
use crate::platform::ids::AccountId;
use crate::platform::telemetry::describe;

/// How long changes are gathered after the first, so that one commit is read once.
const GATHER: Duration = Duration::from_millis(50);

/// How often it looks whether the day is over, when nothing is told.
const LOOK: Duration = Duration::from_secs(1);

/// How often it tells itself that the connection lives, and how long it believes so without having heard.
const BEAT: Duration = Duration::from_mins(1);
const SILENCE: Duration = Duration::from_secs(150);

/// How soon it tries again when the database is away.
const AGAIN: Duration = Duration::from_millis(500);

/// The longest rest after everything was loaded: many wide changes in a row are then one.
const LONGEST_REST: Duration = Duration::from_millis(500);

/// Why it stopped hearing.
#[derive(Debug, thiserror::Error)]
enum Deaf {
    #[error("the connection to the database was lost")]
    Lost,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// What was told within a moment.
#[derive(Debug, Default)]
struct Gathered {
    all: bool,
    ground: bool,
    people: HashSet<AccountId>,
    marks: Vec<Uuid>,
}

impl Gathered {
    fn add(&mut self, told: Told) {
        match told {
            Told::All => self.all = true,
            Told::Ground => self.ground = true,
            Told::Person(account) => _ = self.people.insert(account),
            Told::Mark(mark) => self.marks.push(mark),
            Told::Beat => {}
        }
    }
}

impl Live {
    /// Loads everything and keeps it fresh until `stop` completes. Survives the database going away: what was loaded is
    /// served meanwhile, and loaded anew when it is back.
    pub async fn follow(self, db: PgPool, clock: Clock, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => return,
                Err(why) = self.hear(&db, &clock) => {
                    tracing::warn!(error = describe(&why), "the matching index cannot follow; trying again");
                }
            }
            tokio::select! {
                () = &mut stop => return,
                () = sleep(AGAIN) => {}
            }
        }
    }

    /// Listens, loads, and applies what is told until the connection is lost.
    async fn hear(&self, db: &PgPool, clock: &Clock) -> Result<std::convert::Infallible, Deaf> {
        let mut listener = PgListener::connect_with(db).await?;
        // A connection of its own that comes back by itself would hide that something was missed.
        listener.eager_reconnect(false);
        listener.listen(channel::NAME).await?;
        let (telling, mut told) = mpsc::unbounded_channel();
        // Dropped, and with it stopped, when this returns. Hears while a load is under way, so that nothing waits in
        // the server.
        let mut hearing = JoinSet::new();
        hearing.spawn(forward(listener, telling));
        let mut setting = self.load_and_tell(db, clock).await?;
        let (mut heard_at, mut beat_at) = (Instant::now(), Instant::now());
        loop {
            let gathered = gather(&mut told, &mut heard_at).await?;
            let day = day_of(clock.now());
            if gathered.all || day != setting.day {
                setting = self.load_and_tell(db, clock).await?;
            } else {
                if gathered.ground {
                    self.refresh_ground(db, day).await?;
                }
                let people: Vec<AccountId> = gathered.people.into_iter().collect();
                if !people.is_empty() {
                    self.refresh(db, &mut setting, &people).await?;
                }
            }
            for mark in gathered.marks {
                // Nobody may be waiting for it.
                let _ = self.0.marks.send(mark);
            }
            if beat_at.elapsed() > BEAT {
                beat_at = Instant::now();
                channel::tell(db, channel::BEAT).await?;
            }
            if heard_at.elapsed() > SILENCE {
                return Err(Deaf::Lost);
            }
        }
    }

    async fn load_and_tell(&self, db: &PgPool, clock: &Clock) -> Result<facts::Setting, sqlx::Error> {
        let (loaded, setting) = self.load_with_setting(db, day_of(clock.now())).await?;
        let milliseconds = u64::try_from(loaded.took.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(
            people = loaded.people,
            milliseconds,
            bytes = loaded.bytes,
            "the matching index is loaded"
        );
        sleep(loaded.took.min(LONGEST_REST)).await;
        Ok(setting)
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

/// Waits for something to be told, a while at most, and for what comes shortly after.
async fn gather(told: &mut UnboundedReceiver<Told>, heard_at: &mut Instant) -> Result<Gathered, Deaf> {
    let mut gathered = Gathered::default();
    let mut until = Instant::now() + LOOK;
    let mut first = true;
    while let Ok(one) = timeout_at(until, told.recv()).await {
        gathered.add(one.ok_or(Deaf::Lost)?);
        *heard_at = Instant::now();
        if std::mem::take(&mut first) {
            until = *heard_at + GATHER;
        }
    }
    Ok(gathered)
}
