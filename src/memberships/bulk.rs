//! What a coordinator does to many members at once: write to them, and give evidence longer to run.
//!
//! A message is of the class "action": it is somebody's word to the members of their own pool, about what they do there,
//! and must not wait a week behind a newsletter. In return a pool sends only a few a day ([`MESSAGES`]).

use jiff::{SignedDuration, ToSpan};
use sqlx::PgConnection;

use super::actions::{By, record};
use super::assessment::moved;
use super::emails::{Change, PoolMessage, StandingChanged};
use super::evidence::{Evidence, EvidenceKind};
use super::model::{Happened, MembershipError};
use super::{bulk_store, recomputation, store};
use crate::accounts::first_name;
use crate::accounts::throttle::{self, Bucket, Limit, Taken};
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, EvidenceId, MembershipId, PoolId, SubmissionId};
use crate::platform::mail::{Envelope, Outbox};

/// Messages that a pool may send to its members.
pub const MESSAGES: Limit = Limit::new(10, SignedDuration::from_hours(24));
/// The longest message, in characters.
pub const LONGEST_MESSAGE: usize = 6000;

/// What a coordinator writes to members.
#[derive(Debug, Clone)]
pub struct Message {
    pub submission: SubmissionId,
    pub subject: String,
    pub body: String,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// To so many people, now or by an earlier submission of the same form.
    To(usize),
    /// The pool has sent too many; how long to wait.
    TooMany { seconds: u32 },
}

/// Writes to members of a pool, one letter each. The same submission again sends nothing (R3); whoever has died gets
/// nothing, nor whoever has left.
///
/// # Errors
/// The database's, or a letter's.
pub async fn message(
    db: &mut PgConnection,
    outbox: &Outbox,
    by: &str,
    now: Instant,
    pool: PoolId,
    to: &[MembershipId],
    message: &Message,
) -> Result<Sent, MembershipError> {
    let recipients = bulk_store::recipients(db, pool, to).await?;
    let prefix = format!("pool-message/{}/", message.submission);
    if bulk_store::was_sent(db, &prefix, &recipients).await? {
        return Ok(Sent::To(recipients.len()));
    }
    let bucket = Bucket::new("pool-message", &[pool.0.as_bytes()], MESSAGES);
    if let Taken::Wait { seconds } = throttle::take_on(db, now, &[bucket]).await? {
        return Ok(Sent::TooMany { seconds });
    }
    for recipient in &recipients {
        let envelope = Envelope {
            to: recipient.email.clone(),
            account_id: Some(recipient.account_id),
            dedupe_key: Some(format!("{prefix}{}", recipient.membership_id)),
        };
        let letter = PoolMessage {
            pool: recipient.pool.clone(),
            by: by.to_owned(),
            subject: message.subject.clone(),
            body: message.body.clone(),
        };
        outbox.enqueue(db, now, &envelope, &letter).await?;
    }
    Ok(Sent::To(recipients.len()))
}

/// By how much expiries are moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Longer {
    Months(i32),
    /// What runs out before a day runs until then.
    To(Day),
}

/// Why expiries are moved: a code, so that the record of it holds no free text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    NoPlaces,
    Disruption,
    Agreed,
    Correction,
}

impl Why {
    pub const ALL: [Self; 4] = [Self::NoPlaces, Self::Disruption, Self::Agreed, Self::Correction];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoPlaces => "no-places",
            Self::Disruption => "disruption",
            Self::Agreed => "agreed",
            Self::Correction => "correction",
        }
    }

    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NoPlaces => "There were too few supervision or training places",
            Self::Disruption => "Services were under exceptional pressure",
            Self::Agreed => "It was agreed with the people concerned",
            Self::Correction => "The register had the wrong date",
        }
    }
}

/// A piece of evidence whose last day moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extended {
    pub evidence_id: EvidenceId,
    pub title: String,
    pub from: Day,
    pub to: Day,
}

/// A member, and what would change for them; nothing where they have nothing of the kind that runs out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    pub membership_id: MembershipId,
    pub account_id: AccountId,
    pub name: String,
    pub changes: Vec<Extended>,
    /// The reader's own, which somebody else has to extend.
    pub own: bool,
}

/// What extending would change for these members. Evidence that ran out more than a year ago stays as it is.
///
/// # Errors
/// The database's.
pub async fn preview_extension(
    db: &mut PgConnection,
    reader: AccountId,
    today: Day,
    pool: PoolId,
    members: &[MembershipId],
    kind: EvidenceKind,
    longer: Longer,
) -> Result<Vec<Extension>, sqlx::Error> {
    let shown = bulk_store::evidence_of_kind(db, pool, members, kind).await?;
    let recipients = bulk_store::members(db, pool, members).await?;
    let oldest = moved(today, (-1).years());
    Ok(recipients
        .into_iter()
        .map(|member| {
            let own = member.account_id == reader;
            let theirs = shown.iter().filter(|one| !own && one.account_id == member.account_id);
            let changes = theirs.filter_map(|one| extended(one, oldest, longer)).collect();
            Extension {
                membership_id: member.membership_id,
                account_id: member.account_id,
                name: member.name,
                changes,
                own,
            }
        })
        .collect())
}

fn extended(one: &Evidence, oldest: Day, longer: Longer) -> Option<Extended> {
    let from = one.until()?;
    let to = match longer {
        Longer::Months(months) => moved(from, months.months()),
        Longer::To(day) => day,
    };
    (from >= oldest && to > from).then(|| Extended {
        evidence_id: one.evidence_id,
        title: one.title.clone(),
        from,
        to,
    })
}

/// Gives evidence of a kind longer to run and tells its owners. Returns how many people it changed something for.
///
/// # Errors
/// The database's, or a letter's.
#[expect(clippy::too_many_arguments, reason = "who, when, where, whom, what, how long and why")]
pub async fn extend(
    db: &mut PgConnection,
    outbox: &Outbox,
    by: By,
    now: Instant,
    pool: PoolId,
    members: &[MembershipId],
    kind: EvidenceKind,
    longer: Longer,
    why: Why,
    submission: SubmissionId,
) -> Result<usize, MembershipError> {
    let By::Coordinator(reader, _) = by else { return Err(MembershipError::NotFound) };
    bulk_store::lock_pool(db, pool).await?;
    let chosen = preview_extension(db, reader, day_of(now), pool, members, kind, longer).await?;
    let chosen: Vec<Extension> = chosen.into_iter().filter(|one| !one.changes.is_empty()).collect();
    let prefix = format!("extension/{submission}/");
    let ids: Vec<MembershipId> = chosen.iter().map(|one| one.membership_id).collect();
    let recipients = bulk_store::recipients(db, pool, &ids).await?;
    if bulk_store::was_sent(db, &prefix, &recipients).await? {
        return Ok(recipients.len());
    }
    let changes: Vec<&Extended> = chosen.iter().flat_map(|one| &one.changes).collect();
    bulk_store::extend(db, pool, &changes).await?;
    for one in &chosen {
        if let Some(member) = store::find(db, pool, one.membership_id).await? {
            let to = one.changes.iter().map(|change| change.to).max();
            let happened = Happened::EvidenceExtended { kind: kind.code(), to, why: why.code() };
            record(db, by, now, &member, happened).await?;
        }
    }
    recomputation::recompute_pool(db, pool, now).await?;
    for recipient in recipients {
        let letter = StandingChanged {
            first_name: first_name(&recipient.name).to_owned(),
            pool: recipient.pool,
            change: Change::Extended { kind: kind.label(), reason: why.label() },
        };
        let envelope = Envelope {
            to: recipient.email,
            account_id: Some(recipient.account_id),
            dedupe_key: Some(format!("{prefix}{}", recipient.membership_id)),
        };
        outbox.enqueue(db, now, &envelope, &letter).await?;
    }
    Ok(chosen.len())
}
