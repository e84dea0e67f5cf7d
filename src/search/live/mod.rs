//! The matching index in the running server: loaded at start, kept fresh by what the database tells, and answered from
//! memory. Every instance holds one.
//!
//! A commit that changes who can be found says so on the channel `matching` (by triggers, so that no action can forget
//! it): the id of an account, `ground` for the words of the vocabularies, or `all` for anything wider. The follower
//! listens before it loads, so that nothing falls between; a lost connection means that something may have been missed,
//! and everything is loaded anew. So it is at midnight in London, because mergers, validity and evidence go by the day.
//! What cannot be read at the moment stays gathered and is tried again; what is there answers meanwhile.

mod backoff;
mod changes;
mod channel;
mod employers;
mod employers_store;
mod facts;
mod facts_store;
mod follow;
mod follower;
mod gathered;
mod ground_store;
mod hours;
mod load;

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::broadcast;
use tokio::time::Instant;
use uuid::Uuid;

use super::Ground;
use crate::matching::Index;
use crate::platform::clock::Day;
use crate::platform::web::PageError;

pub use load::Loaded;

/// How long the connection that listens is believed to live without having been heard. It is told something every minute.
const SILENCE: Duration = Duration::from_secs(150);

/// The index of this server and the ground it stands on. Cheap to clone; all clones are one.
#[derive(Debug, Clone)]
pub struct Live(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    state: RwLock<State>,
    /// When everything told so far was last known to be applied or on its way; None: nobody follows.
    heard: Mutex<Option<Instant>>,
    /// The marks that were heard, each after everything told before it was applied.
    marks: broadcast::Sender<Uuid>,
}

/// How far the index can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was not loaded yet.
    Loading,
    Fresh,
    /// It was loaded, and what changes does not reach it any more, or cannot be read.
    Deaf,
}

/// What is swapped as a whole when it is loaded anew.
#[derive(Debug)]
struct State {
    index: Index,
    ground: Arc<Ground>,
    /// The day it was loaded for; None: not yet.
    day: Option<Day>,
}

/// The index, held for reading. Rank while holding it and let it go: changes wait meanwhile.
#[derive(Debug)]
pub struct IndexGuard<'a>(RwLockReadGuard<'a, State>);

impl Deref for IndexGuard<'_> {
    type Target = Index;

    fn deref(&self) -> &Index {
        &self.0.index
    }
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}

impl Live {
    /// Nobody in it yet, and not loaded.
    #[must_use]
    pub fn new() -> Self {
        let state = State { index: Index::new([]), ground: Arc::default(), day: None };
        let (state, heard) = (RwLock::new(state), Mutex::new(None));
        Self(Arc::new(Inner { state, heard, marks: broadcast::Sender::new(64) }))
    }

    /// The index, to rank in.
    ///
    /// # Errors
    /// `Unavailable` until it was loaded.
    pub fn index(&self) -> Result<IndexGuard<'_>, PageError> {
        let state = self.read();
        if state.day.is_some() { Ok(IndexGuard(state)) } else { Err(PageError::Unavailable) }
    }

    /// The terms, lexicons and care systems that belong to the index.
    ///
    /// # Errors
    /// `Unavailable` until it was loaded.
    pub fn ground(&self) -> Result<Arc<Ground>, PageError> {
        let state = self.read();
        if state.day.is_some() { Ok(Arc::clone(&state.ground)) } else { Err(PageError::Unavailable) }
    }

    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.read().day.is_some()
    }

    #[must_use]
    pub fn standing(&self, now: Instant) -> Standing {
        let heard = *self.0.heard.lock().unwrap_or_else(PoisonError::into_inner);
        match heard {
            _ if !self.is_loaded() => Standing::Loading,
            Some(heard) if now.saturating_duration_since(heard) > SILENCE => Standing::Deaf,
            _ => Standing::Fresh,
        }
    }

    fn heard(&self, at: Instant) {
        *self.0.heard.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }

    /// Waits until every change committed so far is in this index. Only while somebody follows.
    ///
    /// # Errors
    /// The database's.
    pub async fn caught_up(&self, db: &PgPool) -> Result<(), sqlx::Error> {
        let mut heard = self.0.marks.subscribe();
        let mark = Uuid::new_v4();
        channel::tell(db, &channel::mark(mark)).await?;
        loop {
            match heard.recv().await {
                Ok(one) if one != mark => {}
                Ok(_) | Err(broadcast::error::RecvError::Closed) => return Ok(()),
                // Too many at once: this one may be among those that were passed over.
                Err(broadcast::error::RecvError::Lagged(_)) => {
                    channel::tell(db, &channel::mark(mark)).await?;
                }
            }
        }
    }

    /// Only the follower writes. When it panics while it does, at worst one row is half written until everything is loaded
    /// anew, which is the first thing it does when it is begun again.
    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_given_before_it_was_loaded() {
        let live = Live::new();
        assert!(!live.is_loaded());
        assert!(matches!(live.index(), Err(PageError::Unavailable)));
        assert!(matches!(live.ground(), Err(PageError::Unavailable)));
    }

    fn loaded() -> Live {
        let live = Live::new();
        live.write().day = Some(Day::new("2027-03-04".parse().expect("a day")));
        live
    }

    #[test]
    fn a_panic_while_it_is_written_stops_nobody_from_searching() {
        let live = loaded();
        let writer = live.clone();
        let panicked = std::thread::spawn(move || {
            let _held = writer.write();
            panic!("a fault");
        })
        .join();
        assert!(panicked.is_err());
        assert!(live.index().is_ok() && live.ground().is_ok());
        live.write().day = None;
        assert!(live.index().is_err(), "it can be written too");
    }

    #[test]
    fn it_is_deaf_when_nothing_was_heard_for_longer_than_the_silence() {
        let (live, now) = (loaded(), Instant::now());
        assert_eq!(live.standing(now + SILENCE * 2), Standing::Fresh, "nobody follows");
        live.heard(now);
        assert_eq!(live.standing(now + SILENCE), Standing::Fresh);
        assert_eq!(live.standing(now + SILENCE + Duration::from_secs(1)), Standing::Deaf);
        assert_eq!(Live::new().standing(now), Standing::Loading);
    }
}
