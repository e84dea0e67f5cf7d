use sqlx::PgConnection;

use super::emails::AccountClosed;
use super::model::Details;
use super::store;
use crate::accounts::employment::{self, Proof, ProveError};
use crate::accounts::events::AccountEvent;
use crate::accounts::open_store::hold_to_close;
use crate::accounts::{Viewer, first_name};
use crate::app::App;
use crate::events::{self, Actor};
use crate::organisations::{self, OrganisationChoice};
use crate::platform::clock::Instant;
use crate::platform::ids::{OrganisationId, SubmissionId};
use crate::platform::mail::{self, Envelope};
use crate::platform::web::PageError;

/// Changes one's own details. `false` when somebody (oneself, in another window) changed them meanwhile.
pub async fn change_details(
    db: &mut PgConnection,
    by: &Viewer,
    now: Instant,
    version: i32,
    details: &Details,
) -> sqlx::Result<bool> {
    let changed = store::update_details(db, by.account_id, version, details).await?;
    if changed {
        let event = AccountEvent::DetailsChanged(by.account_id);
        events::record(db, Actor::Account(by.account_id), now, &event).await?;
    }
    Ok(changed)
}

/// Changes the zone by whose clock times are told to oneself; `None`: that of the times one offers, or London's.
pub async fn change_zone(
    db: &mut PgConnection,
    by: &Viewer,
    now: Instant,
    zone: Option<&str>,
) -> sqlx::Result<()> {
    if store::update_zone(db, by.account_id, zone).await? {
        let event = AccountEvent::DetailsChanged(by.account_id);
        events::record(db, Actor::Account(by.account_id), now, &event).await?;
    }
    Ok(())
}

/// Moves to another employer. What proved the last one proves nothing now; the address may prove the new one.
pub async fn change_employer(
    db: &mut PgConnection,
    by: &Viewer,
    now: Instant,
    submission: SubmissionId,
    choice: &OrganisationChoice,
) -> sqlx::Result<()> {
    let actor = Actor::Account(by.account_id);
    let organisation = organisations::settle(db, actor, now, submission, choice).await?;
    move_to(db, by, now, organisation).await
}

async fn move_to(
    db: &mut PgConnection,
    by: &Viewer,
    now: Instant,
    organisation: OrganisationId,
) -> sqlx::Result<()> {
    if store::change_employer(db, by.account_id, organisation).await? {
        let event = AccountEvent::EmployerChanged(by.account_id);
        events::record(db, Actor::Account(by.account_id), now, &event).await?;
    }
    let own = store::own(db, by.account_id).await?;
    employment::prove_by_domain(db, now, by.account_id, organisation, &own.email).await
}

/// Proves employment with a code that a person with the right handed out; the account moves to the code's employer.
/// `false` when the code is not one.
pub async fn redeem_join_code(
    db: &mut PgConnection,
    by: &Viewer,
    now: Instant,
    raw: &str,
) -> sqlx::Result<bool> {
    let actor = Actor::Account(by.account_id);
    let Some(organisation) = organisations::redeem_join_code(db, actor, now, raw).await? else {
        return Ok(false);
    };
    move_to(db, by, now, organisation).await?;
    match employment::prove(db, actor, now, by.account_id, organisation, Proof::JoinCode).await {
        Ok(()) => Ok(true),
        Err(ProveError::Database(error)) => Err(error),
        Err(ProveError::NotThere | ProveError::Oneself) => Ok(false),
    }
}

/// What closing came to.
pub enum Closing {
    Closed,
    /// What somebody else has to take over first, in sentences.
    StillNeeded(Vec<String>),
}

/// Closes one's own account and erases who it was. Refused while a pool, or the hub, would be left without anybody.
pub async fn close(
    db: &mut PgConnection,
    app: &App,
    by: &Viewer,
    now: Instant,
) -> Result<Closing, PageError> {
    if by.watches_over_others() {
        store::lock_duties(db).await?;
    }
    if !hold_to_close(db, by.account_id).await? {
        return Err(PageError::SignInRequired);
    }
    let duties = store::sole_duties(db, by.account_id).await?;
    if !duties.is_empty() {
        return Ok(Closing::StillNeeded(duties));
    }
    let own = store::own(db, by.account_id).await?;
    events::record(db, Actor::Account(by.account_id), now, &AccountEvent::Closed(by.account_id)).await?;
    let letter = AccountClosed { first_name: first_name(&own.name).to_owned() };
    let envelope = Envelope { to: own.email, account_id: None, dedupe_key: None };
    app.outbox.enqueue(db, now, &envelope, &letter).await?;
    crate::app::forget_account(db, app, now, by.account_id).await?;
    mail::forget(db, by.account_id).await?;
    store::close(db, now, by.account_id).await?;
    Ok(Closing::Closed)
}
