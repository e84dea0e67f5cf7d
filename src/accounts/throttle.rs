//! How often something may be tried: buckets kept in Postgres, so that several instances count as one (S12).
//!
//! A bucket holds a number of tries and refills evenly over its period (the generic cell rate algorithm): one column,
//! the moment at which it is whole again, tells everything. Which buckets an act takes from is decided in
//! [`super::limits`].

use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, PgPool};

use crate::platform::clock::Instant;

/// So many tries at once; a whole bucket refills in `per`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limit {
    pub tries: u32,
    pub per: SignedDuration,
}

impl Limit {
    #[must_use]
    pub const fn new(tries: u32, per: SignedDuration) -> Self {
        Self { tries, per }
    }

    /// The time in which one try comes back.
    #[must_use]
    pub fn refill(self) -> SignedDuration {
        self.per / i32::try_from(self.tries.max(1)).unwrap_or(i32::MAX)
    }

    /// Takes a try from a bucket that is whole at `whole_at`: the new moment at which it is whole, or how long to
    /// wait for a try. [`take`] does the same in SQL.
    ///
    /// # Errors
    /// The time to wait.
    pub fn take(self, whole_at: Option<Instant>, now: Instant) -> Result<Instant, SignedDuration> {
        let next = whole_at.map_or(now, |whole| whole.max(now)).plus(self.refill());
        let latest = now.plus(self.per);
        if next > latest { Err(next.since(latest)) } else { Ok(next) }
    }
}

/// One bucket: what is limited, for whom, and how.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bucket {
    kind: &'static str,
    key_hash: [u8; 32],
    limit: Limit,
}

impl Bucket {
    /// A bucket of a kind for the parts that identify it, which are stored only hashed.
    #[must_use]
    pub fn new(kind: &'static str, key: &[&[u8]], limit: Limit) -> Self {
        let mut hash = Sha256::new();
        for part in key {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part);
        }
        Self { kind, key_hash: hash.finalize().into(), limit }
    }

    #[must_use]
    pub const fn kind(&self) -> &'static str {
        self.kind
    }

    #[must_use]
    pub const fn limit(&self) -> Limit {
        self.limit
    }
}

/// Whether a try may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Allowed,
    /// Not before this many seconds have passed, rounded up.
    Wait {
        seconds: u32,
    },
}

impl Taken {
    #[must_use]
    pub const fn is_allowed(self) -> bool {
        matches!(self, Self::Allowed)
    }

    fn wait(duration: SignedDuration) -> Self {
        let seconds = (duration.as_millis().max(1) + 999).div_euclid(1000);
        Self::Wait { seconds: u32::try_from(seconds).unwrap_or(u32::MAX) }
    }
}

/// Takes a try from each bucket, in order, or from none: what is taken before a refusal is given back. Takes a pool
/// and commits at once, so that a try counts whatever becomes of the request, and no lock is held while a password
/// is hashed.
///
/// # Errors
/// The database's.
pub async fn take(db: &PgPool, now: Instant, buckets: &[Bucket]) -> Result<Taken, sqlx::Error> {
    let mut db = db.acquire().await?;
    take_on(&mut db, now, buckets).await
}

/// [`take`] within the caller's transaction, for an act that is cheap to do and undo: what is rolled back, a repeat of
/// the same form say, takes nothing.
///
/// # Errors
/// The database's.
pub async fn take_on(db: &mut PgConnection, now: Instant, buckets: &[Bucket]) -> Result<Taken, sqlx::Error> {
    for (place, bucket) in buckets.iter().enumerate() {
        let taken = take_one(&mut *db, now, bucket).await?;
        if !taken.is_allowed() {
            for before in &buckets[..place] {
                give_back(&mut *db, before).await?;
            }
            return Ok(taken);
        }
    }
    Ok(Taken::Allowed)
}

async fn take_one(db: &mut PgConnection, now: Instant, bucket: &Bucket) -> Result<Taken, sqlx::Error> {
    let refill = bucket.limit.refill();
    let latest = now.plus(bucket.limit.per);
    let taken = sqlx::query_scalar!(
        r#"insert into throttle (kind, key_hash, whole_at) values ($1, $2, $3)
           on conflict (kind, key_hash) do update
           set whole_at = greatest(throttle.whole_at, $4) + make_interval(secs => $5)
           where greatest(throttle.whole_at, $4) + make_interval(secs => $5) <= $6
           returning 1 as "taken!""#,
        bucket.kind,
        &bucket.key_hash,
        now.plus(refill) as Instant,
        now as Instant,
        refill.as_secs_f64(),
        latest as Instant,
    )
    .fetch_optional(&mut *db)
    .await?;
    if taken.is_some() {
        return Ok(Taken::Allowed);
    }
    let whole_at = whole_at(db, bucket).await?;
    Ok(bucket.limit.take(whole_at, now).map_or_else(Taken::wait, |_| Taken::wait(SignedDuration::ZERO)))
}

/// Whether another try would be allowed now. Takes nothing.
///
/// # Errors
/// The database's.
pub async fn would_allow(db: &PgPool, now: Instant, buckets: &[Bucket]) -> Result<bool, sqlx::Error> {
    let mut db = db.acquire().await?;
    for bucket in buckets {
        if bucket.limit.take(whole_at(&mut db, bucket).await?, now).is_err() {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn whole_at(db: &mut PgConnection, bucket: &Bucket) -> Result<Option<Instant>, sqlx::Error> {
    sqlx::query_scalar!(
        "select whole_at from throttle where kind = $1 and key_hash = $2",
        bucket.kind,
        &bucket.key_hash,
    )
    .fetch_optional(db)
    .await
}

/// Gives one try back to each bucket, after the right password say, so that only wrong ones count.
///
/// # Errors
/// The database's.
pub async fn give_back_all(db: &PgPool, buckets: &[Bucket]) -> Result<(), sqlx::Error> {
    let mut db = db.acquire().await?;
    for bucket in buckets {
        give_back(&mut db, bucket).await?;
    }
    Ok(())
}

async fn give_back(db: &mut PgConnection, bucket: &Bucket) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update throttle set whole_at = whole_at - make_interval(secs => $3) where kind = $1 and key_hash = $2",
        bucket.kind,
        &bucket.key_hash,
        bucket.limit.refill().as_secs_f64(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Deletes the buckets that are whole again; returns how many.
///
/// # Errors
/// The database's.
pub async fn sweep(db: &mut PgConnection, now: Instant) -> Result<u64, sqlx::Error> {
    let swept = sqlx::query!("delete from throttle where whole_at <= $1", now as Instant).execute(db).await?;
    Ok(swept.rows_affected())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_microsecond(seconds * 1_000_000)
    }

    #[test]
    fn s12_five_at_once_then_one_every_three_minutes() {
        let limit = Limit::new(5, SignedDuration::from_mins(15));
        let mut whole = None;
        for _ in 0..5 {
            whole = Some(limit.take(whole, at(1000)).unwrap());
        }
        assert_eq!(limit.take(whole, at(1000)), Err(SignedDuration::from_secs(180)));
        assert_eq!(limit.take(whole, at(1179)), Err(SignedDuration::from_secs(1)));
        assert!(limit.take(whole, at(1180)).is_ok());
    }

    #[test]
    fn parts_of_a_key_do_not_run_together() {
        let limit = Limit::new(1, SignedDuration::from_mins(1));
        assert_ne!(Bucket::new("a", &[b"ab", b"c"], limit), Bucket::new("a", &[b"a", b"bc"], limit));
    }

    proptest! {
        /// Whoever tries however often never gets more than a bucket and what came back meanwhile.
        #[test]
        fn s12_no_more_than_the_bucket_and_its_refill(
            tries in 1_u32..20,
            per in 1_i64..4000,
            gaps in proptest::collection::vec(0_i64..300, 1..300),
        ) {
            let limit = Limit::new(tries, SignedDuration::from_secs(per));
            let (mut now, mut whole, mut allowed) = (0, None, 0_i64);
            for gap in gaps {
                now += gap;
                if let Ok(next) = limit.take(whole, at(now)) {
                    whole = Some(next);
                    allowed += 1;
                }
            }
            prop_assert!(allowed <= i64::from(tries) + now * i64::from(tries) / per + 1);
        }

        /// A refusal tells the truth: after waiting that long there is a try.
        #[test]
        fn s12_waiting_as_long_as_told_helps(tries in 1_u32..20, per in 1_i64..4000, spent in 0_u32..40) {
            let limit = Limit::new(tries, SignedDuration::from_secs(per));
            let mut whole = None;
            for _ in 0..spent {
                match limit.take(whole, at(500)) {
                    Ok(next) => whole = Some(next),
                    Err(wait) => prop_assert!(limit.take(whole, at(500).plus(wait)).is_ok()),
                }
            }
        }
    }
}
