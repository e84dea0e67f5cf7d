//! The matching index in the running server: loaded at start, kept fresh by what the database tells, and answered from
//! memory. Every instance holds one.
//!
//! A commit that changes who can be found says so on the channel `matching` (by triggers, so that no action can forget
//! it): the id of an account, `ground` for the words of the vocabularies, or `all` for anything wider. The follower
//! listens before it loads, so that nothing falls between; a lost connection means that something may have been missed,
//! and everything is loaded anew. So it is at midnight in London, because mergers, validity and evidence go by the day.

mod channel;
mod employers;
mod employers_store;
mod facts;
mod facts_store;
mod follow;
mod ground_store;
mod hours;
mod load;

use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use sqlx::PgPool;
use tokio::sync::broadcast;
use uuid::Uuid;

use super::Ground;
use crate::matching::Index;
use crate::platform::clock::Day;
use crate::platform::web::PageError;

pub use load::Loaded;

/// The index of this server and the ground it stands on. Cheap to clone; all clones are one.
#[derive(Debug, Clone)]
pub struct Live(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    state: RwLock<State>,
    /// The marks that were heard, each after everything told before it was applied.
    marks: broadcast::Sender<Uuid>,
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
        Self(Arc::new(Inner { state: RwLock::new(state), marks: broadcast::Sender::new(64) }))
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

    /// A panic elsewhere while it was held leaves at worst one row half written, which its next change mends.
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
}
