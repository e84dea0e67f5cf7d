use std::collections::BTreeSet;

use sqlx::PgConnection;

use super::emails::SupervisionRecorded;
use super::model::{EntryId, GroupId, Kind, LedgerError, LedgerEvent, NewEntry, Reflection, Shown};
use super::progress::{PoolProgress, progress};
use super::store::{self, Row};
use super::{following_store, group_store, showing};
use crate::accounts::{Viewer, first_name, hold_all_open};
use crate::app::App;
use crate::events::{self, Actor};
use crate::memberships::Status;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::{AccountId, PoolId, SubmissionId};
use crate::platform::mail::{EnqueueError, Envelope};
use crate::platform::web::PageError;

/// A supervision of several people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub pool: PoolId,
    pub held_on: Day,
    /// From 5 to 6000.
    pub minutes: u16,
    /// What the meeting was about, without names.
    pub title: String,
    /// It was another meeting than one that the supervisor typed in for the same day.
    pub apart: bool,
}

/// What became of a form that records a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// Everybody has it in their ledger, now or by an earlier submission of the same form.
    Kept,
    /// This form was sent before and said something else, which is kept.
    Different,
    /// The supervisor typed in supervision of that day, and did not say that this was another meeting.
    SameDay,
}

/// Why a group was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum GroupError {
    /// They do not offer supervision in that pool, or are not active there.
    #[error("no supervisor of this pool")]
    NotTheirs,
    /// There is no such group of theirs.
    #[error("there is no such group")]
    NotFound,
    /// It was put right since the page was loaded.
    #[error("the group has changed meanwhile")]
    Overtaken,
    /// It was recorded too long ago, or they do not supervise in its pool any more.
    #[error("This group can not be put right any more")]
    Over,
    /// The supervisor typed in supervision of the day it is moved to, and did not say that this was another meeting.
    #[error("there is supervision of that day already")]
    SameDay,
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Mail(#[from] EnqueueError),
}

impl From<sqlx::Error> for GroupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<GroupError> for PageError {
    fn from(error: GroupError) -> Self {
        match error {
            GroupError::NotTheirs | GroupError::NotFound => Self::NotFound,
            error @ (GroupError::Over | GroupError::Overtaken | GroupError::SameDay) => {
                Self::Conflict(format!("{error}."))
            }
            GroupError::Ledger(error) => error.into(),
            GroupError::Mail(error) => error.into(),
        }
    }
}

/// Records a group once: an entry in the supervisor's ledger and in that of each who was there, shown to the pool where it asks
/// for supervision, and a letter to each. The same form again changes nothing (R3).
///
/// # Errors
/// `NotTheirs` when the viewer does not supervise in this pool; the database's, or a letter's.
pub async fn record_group(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    submission: SubmissionId,
    group: &Group,
    attendees: &BTreeSet<AccountId>,
) -> Result<Noted, GroupError> {
    let now = app.clock.now();
    let today = day_of(now);
    let supervisor = viewer.account_id;
    let open = hold_all_open(db, attendees.iter().copied().chain([supervisor])).await?;
    if !open.contains(&supervisor) {
        return Err(GroupError::NotTheirs);
    }
    let pool = supervising(db, supervisor, group.pool, today).await?.ok_or(GroupError::NotTheirs)?;
    let id = GroupId::new(now);
    let kind = Kind::SupervisionGiven;
    if !group.apart
        && !group_store::is_submitted(db, submission).await?
        && following_store::is_typed_on(db, supervisor, kind, group.held_on).await?
    {
        return Ok(Noted::SameDay);
    }
    if !group_store::insert(db, now, id, supervisor, submission, group).await? {
        let ids: Vec<uuid::Uuid> = attendees.iter().map(|one| one.0).collect();
        let same = group_store::is_kept(db, supervisor, submission, group, &ids).await?;
        return Ok(if same { Noted::Kept } else { Noted::Different });
    }
    let by = Actor::Account(supervisor);
    let event = LedgerEvent::GroupRecorded { group: id, pool: group.pool, attendees: attendees.len() };
    events::record(db, by, now, &event).await?;
    let given = entry(group, Kind::SupervisionGiven, Shown::ToNobody);
    keep(db, app, id, submission, (supervisor, None), &given).await?;
    // A set is in the order of its ids: two supervisors with people in common lock them in the same order.
    for account in attendees.intersection(&open) {
        add(db, app, viewer, (id, submission), group, &pool, *account).await?;
    }
    Ok(Noted::Kept)
}

/// The pool in which somebody supervises and may record groups; none where they do not.
pub(super) async fn supervising(
    db: &mut PgConnection,
    supervisor: AccountId,
    pool: PoolId,
    today: Day,
) -> Result<Option<PoolProgress>, sqlx::Error> {
    let supervises = |status| matches!(status, Status::Active | Status::Paused | Status::Lapsed);
    let pools = progress(db, supervisor, today).await?;
    Ok(pools.into_iter().find(|one| one.pool_id == pool && one.supervises && supervises(one.status)))
}

/// Puts a group into the ledger of somebody who was there, shows it to the pool and tells them.
pub(super) async fn add(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    (id, submission): (GroupId, SubmissionId),
    group: &Group,
    pool: &PoolProgress,
    account: AccountId,
) -> Result<(), GroupError> {
    let now = app.clock.now();
    let supervisor = viewer.account_id;
    let received = entry(group, Kind::SupervisionReceived, Shown::To(group.pool));
    let Some(entry_id) = keep(db, app, id, submission, (account, Some(supervisor)), &received).await? else {
        return Ok(());
    };
    let theirs = progress(db, account, day_of(now)).await?;
    showing::show(db, Actor::Account(supervisor), now, account, entry_id, &received, &theirs).await?;
    if let Some(to) = group_store::recipient(db, account).await? {
        let letter = SupervisionRecorded {
            first_name: first_name(&to.name).to_owned(),
            supervisor: viewer.name.clone(),
            pool: pool.pool.clone(),
            held_on: group.held_on,
            minutes: i64::from(group.minutes),
            entry_id,
        };
        let dedupe_key = Some(format!("supervision-group/{id}/{account}/{entry_id}"));
        let envelope = Envelope { to: to.email, account_id: Some(account), dedupe_key };
        app.outbox.enqueue(db, now, &envelope, &letter).await?;
    }
    Ok(())
}

pub(super) fn entry(group: &Group, kind: Kind, shown: Shown) -> NewEntry {
    NewEntry {
        kind,
        held_on: group.held_on,
        minutes: group.minutes,
        title: group.title.clone(),
        with_whom: String::new(),
        shown,
        reflection: Reflection::default(),
        apart: false,
    }
}

async fn keep(
    db: &mut PgConnection,
    app: &App,
    group: GroupId,
    submission: SubmissionId,
    (account, supervisor): (AccountId, Option<AccountId>),
    entry: &NewEntry,
) -> Result<Option<EntryId>, sqlx::Error> {
    let now = app.clock.now();
    let id = EntryId::new(now);
    let row = Row {
        id,
        account,
        entry,
        supervisor,
        group: Some(group),
        session: None,
        reflection: None,
        submission,
    };
    Ok(store::insert(db, now, &row).await?.then_some(id))
}
