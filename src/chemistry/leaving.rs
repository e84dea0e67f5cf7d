//! Requests whose coach or mentor, or mentee, is there no more.

use jiff::SignedDuration;
use sqlx::PgConnection;

use super::condolences::{self, Stopped};
use super::error::ActError;
use super::holding_store::hold_people;
use super::model::Outcome;
use super::{actions, open_of};
use crate::app::App;
use crate::events::Actor;
use crate::platform::ids::{AccountId, ChemistryId, PoolId};
use crate::platform::sweeps::Sweep;

/// Ends every open request of somebody who leaves the hub.
///
/// # Errors
/// The database's or a letter's.
pub async fn leave(db: &mut PgConnection, app: &App, account: AccountId) -> Result<(), ActError> {
    hold_people(db, &[account]).await?;
    hold_places(db, account).await?;
    for id in open_of(db, account, None).await? {
        actions::stop(db, app, Actor::Account(account), id, Outcome::Left).await?;
    }
    Ok(())
}

/// Holds their own places and those of everybody they have asked or work with, in the order of accounts, as whoever else holds several
/// does. Before anything else that takes a place.
///
/// # Errors
/// The database's.
pub async fn hold_places(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select account_id from place
         where account_id = $1 or account_id in
           (select r.practitioner_id from chemistry_request r where r.mentee_id = $1 and r.status <> 'closed')
            or account_id in
           (select p.practitioner_id from relationship p where p.mentee_id = $1 and p.status not in ('ended', 'not-begun'))
         order by account_id for update",
        account.0,
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// Ends the open requests to coaches and mentors who are not members of the request's pool any more, or suspended: of one
/// person, or of all. The mentees are told, with the next on their shortlist; but after a death, which ends the requests of
/// whoever died on both sides, a coordinator writes first, and is told so here, of what had stopped before this as well. Returns how many were ended.
///
/// # Errors
/// The database's or a letter's.
pub async fn stop_unattended(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    account: Option<AccountId>,
    mut stopped: Stopped,
) -> Result<u64, ActError> {
    let unattended = sqlx::query!(
        r#"select r.chemistry_request_id as "id: ChemistryId",
             case when exists (select from membership m where m.account_id = r.practitioner_id and m.leaving = 'died') then r.practitioner_id
                  when exists (select from membership m where m.account_id = r.mentee_id and m.leaving = 'died') then r.mentee_id
             end as "deceased?: AccountId"
           from chemistry_request r
           where r.status <> 'closed' and ($1::uuid is null or r.practitioner_id = $1 or r.mentee_id = $1)
             and (not exists (select from membership m where m.pool_id = r.pool_id and m.account_id = r.practitioner_id
                                and m.status in ('active', 'paused', 'lapsed'))
                  or exists (select from membership m where m.account_id = r.mentee_id and m.leaving = 'died'))
           order by r.practitioner_id, r.chemistry_request_id"#,
        account.map(|account| account.0),
    )
    .fetch_all(&mut *db)
    .await?;
    let mut ended = 0;
    for one in unattended {
        match one.deceased {
            Some(deceased) => condolences::stop(db, app, by, one.id, deceased, &mut stopped).await?,
            None => actions::stop(db, app, by, one.id, Outcome::Left).await?,
        }
        ended += 1;
    }
    condolences::tell_coordinators(db, app, by, &stopped, false).await?;
    Ok(ended)
}

/// A death was recorded by mistake: who waits for a coordinator's words gets the neutral ones, and who got theirs is told that it
/// was a mistake. Returns how many were told.
///
/// # Errors
/// The database's or a letter's.
pub async fn death_taken_back(db: &mut PgConnection, app: &App, account: AccountId) -> Result<u64, ActError> {
    condolences::taken_back(db, app, Some(account)).await
}

/// Ends what a change of many memberships at once left without anybody to answer it.
#[must_use]
pub fn unattended_sweep(app: &App) -> Sweep {
    let app = app.clone();
    Sweep::new("chemistry-unattended", SignedDuration::from_mins(10), move |db, _| {
        let app = app.clone();
        Box::pin(async move { Ok(stop_unattended(db, &app, Actor::System, None, Stopped::new()).await?) })
    })
}

/// Requests follow the pool that another takes the place of.
///
/// # Errors
/// The database's.
pub async fn move_to_pool(db: &mut PgConnection, from: PoolId, into: PoolId) -> Result<(), sqlx::Error> {
    sqlx::query!("update chemistry_request set pool_id = $2 where pool_id = $1", from.0, into.0)
        .execute(db)
        .await?;
    Ok(())
}
