use std::convert::Infallible;
use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, timeout, timeout_at};

use super::backoff::Backoff;
use super::channel::{self, Told};
use super::facts::Setting;
use super::follow::Deaf;
use super::gathered::Gathered;
use super::load::Built;
use super::{Live, SILENCE};
use crate::organisations::day_of;
use crate::platform::clock::{Clock, Day};
use crate::platform::ids::AccountId;
use crate::platform::telemetry::describe;

/// How long changes are gathered after the first, so that one commit is read once.
const GATHER: Duration = Duration::from_millis(50);

/// How often it looks whether the day is over, when nothing is told.
const LOOK: Duration = Duration::from_secs(1);

/// How often it tells itself that the connection lives, and how long that may take.
const BEAT: Duration = Duration::from_mins(1);
const BEAT_TAKES: Duration = Duration::from_secs(2);

/// The longest rest after everything was loaded: many wide changes in a row are then one.
const LONGEST_REST: Duration = Duration::from_millis(500);

/// Applies what is told on one connection that listens. What is told stays gathered until it was applied; everything is
/// loaded anew beside that, and catches up with it before it takes the place of what was there.
pub struct Follower<'a> {
    live: &'a Live,
    db: &'a PgPool,
    clock: &'a Clock,
    told: UnboundedReceiver<Told>,
    gathered: Gathered,
    heard_at: Instant,
    /// What the index that answers was made with; None: nothing was loaded yet.
    setting: Option<Setting>,
    building: JoinSet<Result<Built, sqlx::Error>>,
    /// The day of what is being loaded.
    building_for: Option<Day>,
    /// What changed while it is being loaded.
    since: Gathered,
    refresh_next: Backoff,
    build_next: Backoff,
    beat_next: Backoff,
}

impl<'a> Follower<'a> {
    pub fn new(live: &'a Live, db: &'a PgPool, clock: &'a Clock, told: UnboundedReceiver<Told>) -> Self {
        Self {
            live,
            db,
            clock,
            told,
            gathered: Gathered::everything(),
            heard_at: Instant::now(),
            setting: None,
            building: JoinSet::new(),
            building_for: None,
            since: Gathered::default(),
            refresh_next: Backoff::resting(Duration::ZERO),
            build_next: Backoff::resting(Duration::ZERO),
            beat_next: Backoff::resting(BEAT),
        }
    }

    /// Loads everything, and then follows until nothing is heard any more.
    ///
    /// # Errors
    /// Always, in the end: why nothing is heard.
    pub async fn run(mut self) -> Result<Infallible, Deaf> {
        self.build();
        loop {
            tokio::select! {
                heard = gather(&mut self.told, &mut self.gathered, &mut self.heard_at) => heard?,
                Some(done) = self.building.join_next() => self.finish(done).await,
            }
            self.apply().await;
            self.build();
            self.answer();
            self.beat().await;
            if self.heard_at.elapsed() > SILENCE {
                return Err(Deaf::Lost);
            }
        }
    }

    /// Begins to load everything when that is asked for.
    fn build(&mut self) {
        let day = day_of(self.clock.now());
        let known = self.building_for.or(self.setting.as_ref().map(|setting| setting.day));
        self.gathered.all |= known != Some(day);
        if !self.gathered.all || self.building_for.is_some() || !self.build_next.is_due() {
            return;
        }
        self.gathered.all = false;
        self.since = Gathered::default();
        self.building_for = Some(day);
        let db = self.db.clone();
        self.building.spawn(async move { Built::read(&db, day).await });
    }

    async fn finish(&mut self, done: Result<Result<Built, sqlx::Error>, JoinError>) {
        self.building_for = None;
        let why = match done {
            Ok(Ok(built)) => return self.put(built).await,
            Ok(Err(error)) => describe(&error),
            Err(panicked) => describe(&panicked),
        };
        tracing::warn!(error = why, "the matching index cannot be loaded; trying again");
        self.gathered.all = true;
        self.build_next.failed();
    }

    /// Puts what was loaded in its place, with what changed meanwhile.
    async fn put(&mut self, mut built: Built) {
        let since = std::mem::take(&mut self.since);
        if let Err(error) = built.catch_up(self.db, &since).await {
            self.gathered.add_changes_of(&since);
            self.refresh_failed(&error);
        }
        let (loaded, setting) = self.live.put(built);
        self.setting = Some(setting);
        self.build_next = Backoff::resting(loaded.took.min(LONGEST_REST));
        let milliseconds = u64::try_from(loaded.took.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(
            people = loaded.people,
            milliseconds,
            bytes = loaded.bytes,
            "the matching index is loaded"
        );
    }

    /// Applies what was told of single people and of words to the index that answers.
    async fn apply(&mut self) {
        if self.building_for.is_some() {
            self.since.add_changes_of(&self.gathered);
        }
        let Some(setting) = &mut self.setting else {
            // The first load reads them, or catches up with them.
            self.gathered.ground = false;
            self.gathered.people.clear();
            return;
        };
        let nothing = !self.gathered.ground && self.gathered.people.is_empty();
        if nothing || !self.refresh_next.is_due() {
            return;
        }
        let people: Vec<AccountId> = self.gathered.people.iter().copied().collect();
        let applied = async {
            if self.gathered.ground {
                self.live.refresh_ground(self.db, setting.day).await?;
            }
            if !people.is_empty() {
                self.live.refresh(self.db, setting, &people).await?;
            }
            Ok(())
        };
        match applied.await {
            Ok(()) => {
                self.gathered.ground = false;
                self.gathered.people.clear();
                self.refresh_next = Backoff::resting(Duration::ZERO);
            }
            Err(error) => self.refresh_failed(&error),
        }
    }

    fn refresh_failed(&mut self, error: &sqlx::Error) {
        tracing::warn!(
            error = describe(error),
            people = self.gathered.people.len(),
            "changes wait to be in the matching index; trying again"
        );
        self.refresh_next.failed();
    }

    /// Answers the marks when everything told before them is applied.
    fn answer(&mut self) {
        if !self.gathered.is_applied() {
            return;
        }
        // What is being loaded anew is on its way, unless that has just failed.
        if self.setting.is_some() && !self.build_next.has_failed() {
            self.live.heard(self.heard_at);
        }
        if self.building_for.is_none() {
            for mark in self.gathered.marks.drain(..) {
                // Nobody may be waiting for it.
                let _ = self.live.0.marks.send(mark);
            }
        }
    }

    /// Told now and then, and heard again when everything is well.
    async fn beat(&mut self) {
        if !self.beat_next.is_due() {
            return;
        }
        match timeout(BEAT_TAKES, channel::tell(self.db, channel::BEAT)).await {
            Ok(Ok(())) => self.beat_next = Backoff::resting(BEAT),
            Ok(Err(_)) | Err(_) => self.beat_next.failed(),
        }
    }
}

/// Waits for something to be told, a while at most, and for what comes shortly after. May be dropped at any time.
async fn gather(
    told: &mut UnboundedReceiver<Told>,
    gathered: &mut Gathered,
    heard_at: &mut Instant,
) -> Result<(), Deaf> {
    let waits = !gathered.is_applied();
    let mut until = Instant::now() + if waits { GATHER } else { LOOK };
    let mut first = true;
    while let Ok(one) = timeout_at(until, told.recv()).await {
        gathered.add(one.ok_or(Deaf::Lost)?);
        *heard_at = Instant::now();
        if std::mem::take(&mut first) {
            until = until.min(*heard_at + GATHER);
        }
    }
    Ok(())
}
