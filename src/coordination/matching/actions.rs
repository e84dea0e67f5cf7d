use sqlx::PgConnection;

use super::emails::ProposalMade;
use super::model::{MOST, NewProposal, Standing};
use super::store;
use crate::accounts::first_name;
use crate::app::App;
use crate::coordination::ProposalId;
use crate::events::{self, Actor, Recorded, Subject};
use crate::organisations::day_of;
use crate::platform::ids::{AccountId, PoolId};
use crate::platform::mail::{EnqueueError, Envelope};
use crate::platform::web::PageError;
use crate::search::shortlist;

/// A proposal was made.
struct Proposed(ProposalId, PoolId);

impl Recorded for Proposed {
    fn kind(&self) -> &'static str {
        "proposal.made"
    }

    fn subject(&self) -> Subject {
        Subject { noun: "proposal", id: self.0.0 }
    }

    fn pool(&self) -> Option<PoolId> {
        Some(self.1)
    }
}

/// Why nobody was proposed.
#[derive(Debug, thiserror::Error)]
pub enum ProposeError {
    /// There is no such mentee, or the pool is not open to them.
    #[error("no such mentee")]
    NotFound,
    #[error("{0} cannot be proposed any more. Choose somebody else.")]
    NotTheirs(String),
    #[error(transparent)]
    Shortlist(#[from] shortlist::Refusal),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Mail(#[from] EnqueueError),
}

impl From<ProposeError> for PageError {
    fn from(error: ProposeError) -> Self {
        match error {
            ProposeError::NotFound => Self::NotFound,
            ProposeError::NotTheirs(_) => Self::Conflict(error.to_string()),
            ProposeError::Shortlist(shortlist::Refusal::Database(error)) | ProposeError::Database(error) => {
                error.into()
            }
            ProposeError::Shortlist(refusal) => Self::Conflict(refusal.to_string()),
            ProposeError::Mail(error) => error.into(),
        }
    }
}

/// Proposes coaches and mentors of the coordinator's pool to a mentee it is open to, and tells them by mail. The same form again
/// changes nothing (R3). That the coordinator looks after the pool is the caller's to know.
///
/// # Errors
/// As [`ProposeError`] says.
pub async fn propose(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    new: &NewProposal,
) -> Result<(), ProposeError> {
    let now = app.clock.now();
    if store::was_sent(db, new.submission).await? {
        return Ok(());
    }
    let mentee = store::mentee(db, new.pool, new.mentee, by, day_of(now)).await?;
    let mentee = mentee.ok_or(ProposeError::NotFound)?;
    let picked: Vec<AccountId> = new.picked.iter().map(|one| one.account_id).collect();
    let members = store::members_of(db, new.pool, new.mentee, &picked, now).await?;
    for one in new.picked.iter().take(MOST) {
        let theirs = members
            .iter()
            .any(|member| member.account_id == one.account_id && member.offerings.contains(&new.offering))
            && one.account_id != by;
        if !theirs {
            let name = members.iter().find(|member| member.account_id == one.account_id);
            let name = name.map_or_else(|| "Somebody you chose".to_owned(), |member| member.name.clone());
            return Err(ProposeError::NotTheirs(name));
        }
    }
    let id = ProposalId::new(now);
    if !store::insert(db, id, by, new, now).await? {
        return Ok(());
    }
    events::record(db, Actor::Account(by), now, &Proposed(id, new.pool)).await?;
    if let Some((name, email)) = store::address(db, mentee.account_id).await? {
        let coordinator = store::address(db, by).await?.map_or_else(String::new, |(name, _)| name);
        let letter = ProposalMade {
            first_name: first_name(&name).to_owned(),
            coordinator,
            path: format!("/proposals/{id}"),
        };
        let envelope = Envelope {
            to: email,
            account_id: Some(mentee.account_id),
            dedupe_key: Some(format!("proposal-made/{id}")),
        };
        app.outbox.enqueue(db, now, &envelope, &letter).await?;
    }
    Ok(())
}

/// Puts the people of a proposal on its mentee's shortlist, in order after those who are there. How many are on it now.
///
/// # Errors
/// `NotFound` for anybody but its mentee; `Shortlist` when it is full.
pub async fn take(
    db: &mut PgConnection,
    app: &App,
    mentee: AccountId,
    id: ProposalId,
) -> Result<(), ProposeError> {
    let now = app.clock.now();
    let proposal = store::find(db, id, mentee, now).await?.ok_or(ProposeError::NotFound)?;
    for one in proposal.people.iter().filter(|one| one.there) {
        shortlist::add(db, now, mentee, one.account_id, proposal.offering).await?;
    }
    Ok(store::answer(db, id, Standing::Taken, now).await?)
}

/// Says no, thank you. Nobody is told why.
///
/// # Errors
/// `NotFound` for anybody but its mentee.
pub async fn decline(
    db: &mut PgConnection,
    app: &App,
    mentee: AccountId,
    id: ProposalId,
) -> Result<(), ProposeError> {
    let now = app.clock.now();
    store::find(db, id, mentee, now).await?.ok_or(ProposeError::NotFound)?;
    Ok(store::answer(db, id, Standing::Declined, now).await?)
}
