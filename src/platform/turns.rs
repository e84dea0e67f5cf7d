//! Turns: of those who would wait for the same row of the database anyway, one goes on at a time, and the others wait without
//! a connection. So a crowd around one person leaves the rest of the hub its connections, and everybody in it is answered in
//! the order in which they came. What keeps the data right is the row's lock; turns only keep the waiting cheap.

use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard};
use uuid::Uuid;

/// Those who share a lane wait for each other needlessly: with so many lanes, seldom.
const LANES: usize = 512;

/// Cheap to clone: all clones share their lanes.
#[derive(Debug, Clone)]
pub struct Turns(Arc<[Mutex<()>]>);

impl Default for Turns {
    fn default() -> Self {
        Self((0..LANES).map(|_| Mutex::new(())).collect())
    }
}

impl Turns {
    /// Waits for a turn at what this id stands for, which lasts until the guard is dropped. Take one at a time, and before a
    /// connection: whoever waited with one would keep it from those who are to finish first.
    pub async fn take(&self, id: Uuid) -> MutexGuard<'_, ()> {
        // The last bytes of an id are random.
        let [.., high, low] = id.into_bytes();
        self.0[usize::from(u16::from_be_bytes([high, low])) % LANES].lock().await
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_turn_lasts_until_it_is_dropped_and_is_taken_in_order() {
        let turns = Turns::default();
        let (one, other) = (Uuid::from_u128(7), Uuid::from_u128(8));
        let first = turns.take(one).await;
        assert!(turns.take(other).now_or_never().is_some(), "others do not wait");
        let clone = turns.clone();
        let (mut second, mut third) = (Box::pin(clone.take(one)), Box::pin(turns.take(one)));
        assert!((&mut second).now_or_never().is_none());
        assert!((&mut third).now_or_never().is_none());
        drop(first);
        assert!((&mut third).now_or_never().is_none(), "the second came first");
        drop(second.await);
        drop(third.await);
    }
}
