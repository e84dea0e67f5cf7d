//! The worker: takes due mails by lease, sends them at once side by side, and notes how each ended.
//!
//! Several workers may share one database. A worker that dies leaves its leases to run out, after which the mails
//! are sent by another: a mail may then arrive twice, with the same Message-ID, but is never lost (R4).

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::backoff;
use super::body::Body;
use super::message::{Sender, message};
use super::queue::{self, Claimed, Failure};
use super::transport::{SendError, Transport};
use crate::platform::clock::Clock;
use crate::platform::secrets::Secret;
use crate::platform::telemetry::describe;

/// Longer than connecting and sending may take, so that nobody else sends a mail that is under way.
const LEASE: SignedDuration = SignedDuration::from_secs(120);
/// How soon a mail is found that no notification told of: a retry, or one whose notification was lost.
const POLL: Duration = Duration::from_secs(1);
/// How long a stopping worker waits for mails under way.
const DRAIN: Duration = Duration::from_secs(8);

/// Writes letters that were asked for earlier and enqueues them.
type Writer = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), WriteError>> + Send>> + Send + Sync>;

/// What went wrong while letters were written in the background; they are tried again.
pub type WriteError = Box<dyn std::error::Error + Send + Sync>;

/// Sends what waits in the outbox.
#[derive(Clone)]
pub struct Worker {
    db: PgPool,
    clock: Clock,
    secret: Secret,
    sender: Sender,
    transport: Transport,
    keep_bodies: bool,
    writer: Option<Writer>,
}

/// What one step did, in mails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Step {
    /// Due mails it looked at, of which some may have been postponed or removed.
    pub seen: usize,
    pub sent: usize,
    /// Put back for a later try.
    pub retried: usize,
    /// Given up.
    pub failed: usize,
}

/// How one mail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Sent,
    Retried,
    Failed,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Worker({:?})", self.transport)
    }
}

impl Worker {
    #[must_use]
    pub fn new(db: PgPool, clock: Clock, secret: Secret, sender: Sender, transport: Transport) -> Self {
        Self { db, clock, secret, sender, transport, keep_bodies: false, writer: None }
    }

    /// Keeps the bodies of sent mails, so that a demonstration can show them.
    #[must_use]
    pub fn keeping_bodies(self, keep_bodies: bool) -> Self {
        Self { keep_bodies, ..self }
    }

    /// Has this run whenever the worker is woken, beside the sending: it writes letters that were asked for earlier,
    /// such as those whose asking must take as long whoever lives at the address (S6).
    #[must_use]
    pub fn writing<F, W>(self, write: F) -> Self
    where
        F: Fn() -> W + Send + Sync + 'static,
        W: Future<Output = Result<(), WriteError>> + Send + 'static,
    {
        Self { writer: Some(Arc::new(move || Box::pin(write()))), ..self }
    }

    /// Sends at most `limit` due mails, side by side, and says how they ended. All zero: nothing was due.
    ///
    /// # Errors
    /// The database's, when nothing could be claimed.
    pub async fn step(&self, limit: usize) -> Result<Step, sqlx::Error> {
        let mut sending = JoinSet::new();
        let seen = self.claim(limit, &mut sending).await?;
        let mut step = Step { seen, ..Step::default() };
        while let Some(ended) = sending.join_next().await {
            match ended {
                Ok(Outcome::Sent) => step.sent += 1,
                Ok(Outcome::Retried) => step.retried += 1,
                Ok(Outcome::Failed) => step.failed += 1,
                Err(_) => {}
            }
        }
        Ok(step)
    }

    /// Writes what was asked for, steps until nothing is due, and says how all ended.
    ///
    /// # Errors
    /// As [`Self::step`].
    pub async fn drain(&self) -> Result<Step, sqlx::Error> {
        self.write().await;
        let mut all = Step::default();
        loop {
            let step = self.step(self.transport.concurrency()).await?;
            if step.seen == 0 {
                return Ok(all);
            }
            all.seen += step.seen;
            all.sent += step.sent;
            all.retried += step.retried;
            all.failed += step.failed;
        }
    }

    /// Sends until `stop` completes, then gives mails under way a few seconds. Survives the database going away.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let (woken, to_write) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        // Dropped, and with it stopped, when this returns.
        let mut beside = JoinSet::new();
        beside.spawn(listen(self.db.clone(), [Arc::clone(&woken), Arc::clone(&to_write)]));
        if self.writer.is_some() {
            beside.spawn(self.clone().keep_writing(to_write));
        }
        let mut sending = JoinSet::new();
        let mut stop = pin!(stop);
        loop {
            let free = self.transport.concurrency().saturating_sub(sending.len());
            let seen = match self.claim(free, &mut sending).await {
                Ok(seen) => seen,
                Err(error) => {
                    tracing::warn!(error = describe(&error), "the outbox cannot be read; trying again");
                    0
                }
            };
            if seen > 0 && seen == free {
                // The queue may hold more: claim again as soon as there is a free hand.
                tokio::select! {
                    () = &mut stop => break,
                    _ = sending.join_next(), if sending.len() >= self.transport.concurrency() => {}
                    () = std::future::ready(()), if sending.len() < self.transport.concurrency() => {}
                }
            } else {
                tokio::select! {
                    () = &mut stop => break,
                    () = woken.notified() => {}
                    () = tokio::time::sleep(POLL) => {}
                }
            }
            while sending.try_join_next().is_some() {}
        }
        let drained =
            tokio::time::timeout(DRAIN, async { while sending.join_next().await.is_some() {} }).await;
        if drained.is_err() {
            tracing::warn!(
                mails = sending.len(),
                "stopped with mails under way; they are sent after their lease"
            );
        }
    }

    async fn write(&self) {
        if let Some(writer) = &self.writer
            && let Err(error) = writer().await
        {
            tracing::warn!(
                error = describe(&*error),
                "letters that were asked for could not be written; trying again"
            );
        }
    }

    async fn keep_writing(self, woken: Arc<Notify>) {
        loop {
            self.write().await;
            tokio::select! {
                () = woken.notified() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    /// Starts sending what it can claim, and says how many due mails it looked at.
    async fn claim(&self, limit: usize, sending: &mut JoinSet<Outcome>) -> Result<usize, sqlx::Error> {
        if limit == 0 {
            return Ok(0);
        }
        let lease_id = Uuid::new_v4();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let claim = queue::claim(&self.db, self.clock.now(), LEASE, lease_id, limit).await?;
        for mail in claim.mails {
            let worker = self.clone();
            sending.spawn(async move { worker.deliver(lease_id, mail).await });
        }
        Ok(claim.seen)
    }

    async fn deliver(&self, lease_id: Uuid, mail: Claimed) -> Outcome {
        let now = self.clock.now();
        let composed = mail
            .sealed
            .as_deref()
            .and_then(|sealed| Body::open(&self.secret, mail.mail_id, sealed).ok())
            .and_then(|body| message(&self.sender, now, mail.mail_id, &body).ok());
        let Some(composed) = composed else {
            return self.give_up(lease_id, &mail, Failure::Unreadable, None).await;
        };
        match self.transport.send(mail.mail_id, &composed).await {
            Ok(()) => {
                let now = self.clock.now();
                insist(|| queue::sent(&self.db, now, mail.mail_id, self.keep_bodies)).await;
                metrics::counter!("rapport_mail_sent_total", "kind" => mail.kind).increment(1);
                Outcome::Sent
            }
            Err(error) if error.refused => self.give_up(lease_id, &mail, Failure::Refused, Some(error)).await,
            Err(error) if mail.attempts >= backoff::MOST_ATTEMPTS => {
                self.give_up(lease_id, &mail, Failure::Exhausted, Some(error)).await
            }
            Err(error) => {
                let due_at = self.clock.now().plus(backoff::delay(mail.attempts));
                tracing::warn!(
                    mail_id = %mail.mail_id, kind = mail.kind, attempts = mail.attempts,
                    reply = error.reply, what = error.what, "mail not sent; trying again later"
                );
                insist(|| queue::retry(&self.db, lease_id, mail.mail_id, due_at, error.reply)).await;
                metrics::counter!("rapport_mail_retried_total").increment(1);
                Outcome::Retried
            }
        }
    }

    async fn give_up(
        &self,
        lease_id: Uuid,
        mail: &Claimed,
        failure: Failure,
        error: Option<SendError>,
    ) -> Outcome {
        let reply = error.and_then(|error| error.reply);
        tracing::error!(
            mail_id = %mail.mail_id, kind = mail.kind, attempts = mail.attempts, reply,
            failure = failure.code(), "mail given up"
        );
        let now = self.clock.now();
        insist(|| queue::fail(&self.db, now, lease_id, mail.mail_id, failure, reply)).await;
        metrics::counter!("rapport_mail_failed_total", "failure" => failure.code()).increment(1);
        Outcome::Failed
    }
}

/// Tries to note an outcome for as long as the lease lasts: every second that passes unnoted after a mail was taken
/// widens the gap in which it would be sent twice.
async fn insist<F: Future<Output = Result<(), sqlx::Error>>>(note: impl Fn() -> F) {
    for wait in [50, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000] {
        match note().await {
            Ok(()) => return,
            Err(error) => {
                tracing::warn!(error = describe(&error), "a mail's outcome could not be noted; trying again");
            }
        }
        tokio::time::sleep(Duration::from_millis(wait)).await;
    }
}

/// Wakes the worker whenever a commit put mail in the outbox; connects again when the database comes back.
async fn listen(db: PgPool, woken: [Arc<Notify>; 2]) {
    let wake = || woken.iter().for_each(|woken| woken.notify_one());
    loop {
        if let Ok(mut listener) = PgListener::connect_with(&db).await
            && listener.listen(queue::CHANNEL).await.is_ok()
        {
            wake();
            while listener.recv().await.is_ok() {
                wake();
            }
        }
        tokio::time::sleep(POLL).await;
    }
}
