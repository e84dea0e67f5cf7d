use sqlx::PgConnection;

use super::model::{BROAD, MOST, Saved, name_of};
use super::{SavedSearchId, store};
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, SubmissionId};
use crate::platform::seal;
use crate::platform::secrets::Purpose;
use crate::platform::web::PageError;
use crate::search::drafts::{self, Owner};
use crate::search::look::Looked;
use crate::search::results;

/// Why a search was not saved or changed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("You have 10 saved searches, which is as many as there can be. Remove one first.")]
    TooMany,
    #[error(
        "More than 500 people match this search already, so news of one more would tell you little. Add something you must have, then save it."
    )]
    Broad,
    #[error("You changed this name somewhere else meanwhile.")]
    Stale,
    #[error(transparent)]
    Page(#[from] PageError),
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        Self::Page(error.into())
    }
}

/// Saves a search for its owner, what is private in it sealed, and notes who matches today. The same again, or the same
/// submission, is the success it was.
pub(super) async fn save(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    account: AccountId,
    submission: SubmissionId,
    looked: &Looked,
) -> Result<(), Refusal> {
    store::lock(db, account).await?;
    if store::was_sent(db, account, submission).await? {
        return Ok(());
    }
    let mut open = looked.search.clone();
    open.draft = None;
    let address = open.address(&looked.ground);
    let private =
        looked.asking.draft.as_ref().map(|(_, private)| private).filter(|private| !private.is_empty());
    let there = store::of(db, account).await?;
    let same = |saved: &Saved| saved.address == address && saved.private(&app.secret).as_ref() == private;
    if there.iter().any(same) {
        return Ok(());
    }
    if there.len() >= usize::try_from(MOST).unwrap_or(usize::MAX) {
        return Err(Refusal::TooMany);
    }
    let known = results::everybody(db, app, looked).await?;
    if known.len() > BROAD {
        return Err(Refusal::Broad);
    }
    let id = SavedSearchId::new(now);
    let sealed = private.map(|private| {
        let plain = serde_json::to_vec(private).unwrap_or_default();
        seal::seal(&app.secret, Purpose::Search, id.0.as_bytes(), &plain)
    });
    let name = name_of(&looked.search, &looked.ground);
    let saved = Saved {
        id,
        account_id: account,
        name,
        address,
        sealed,
        known,
        created_at: now,
        told_at: None,
        version: 1,
    };
    store::insert(db, &saved, submission).await?;
    Ok(())
}

/// Gives a search another name.
pub(super) async fn rename(
    db: &mut PgConnection,
    account: AccountId,
    id: SavedSearchId,
    version: i32,
    name: &str,
) -> Result<(), Refusal> {
    if store::rename(db, account, id, version, name).await? { Ok(()) } else { Err(Refusal::Stale) }
}

/// The address that runs a search now: what is private in it goes into a draft of its owner.
pub(super) async fn run(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    saved: &Saved,
) -> Result<String, sqlx::Error> {
    let Some(private) = saved.private(&app.secret) else { return Ok(saved.address.clone()) };
    let owner = Owner::Account(saved.account_id);
    let draft = drafts::save(db, &app.secret, now, &owner, None, &private).await?;
    Ok(draft.map_or_else(|| saved.address.clone(), |draft| format!("{}&draft={draft}", saved.address)))
}
