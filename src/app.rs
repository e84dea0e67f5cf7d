//! The App: what every handler shares, and the one place where the slices' routes come together.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::any;
use jiff::SignedDuration;
use sqlx::{PgConnection, PgPool, Postgres, Transaction};

use crate::accounts::hasher::Hasher;
use crate::accounts::{self, Viewer};
use crate::events::Actor;
use crate::platform::clock::{Clock, Instant};
use crate::platform::health::{self, Readiness};
use crate::platform::ids::{AccountId, PoolId, RelationshipId, SessionId};
use crate::platform::key_ring::KeyRing;
use crate::platform::mail::{self, Outbox, Sender, Transport, Worker};
use crate::platform::secrets::Secret;
use crate::platform::sweeps::Sweep;
use crate::platform::turns::Turns;
use crate::platform::web::{Limits, PageError, Routes, Site, Who, assets, layers};
use crate::profiles::exposure::Exposure;
use crate::search::{self, Live, Standing};
use crate::{
    activity, admin, applications, availability, calendar, chemistry, concerns, coordination, demo, guidance,
    ledger, memberships, organisations, own_data, pools, profiles, registers, relationships, returns,
    schemes, tools, training,
};

/// Shared by every request. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    /// Connections of the serving role.
    pub db: PgPool,
    pub clock: Clock,
    pub secret: Secret,
    /// What wraps the keys of notes; never in the database.
    pub note_keys: KeyRing,
    pub outbox: Outbox,
    pub hasher: Hasher,
    pub site: Arc<Site>,
    pub limits: Limits,
    /// Who can be found, in memory.
    pub live: Live,
    /// How often coaches and mentors were seen, as far as it is not written down yet.
    pub exposure: Exposure,
    /// At what one coach or mentor is asked and answers.
    pub turns: Turns,
}

impl FromRef<App> for PgPool {
    fn from_ref(app: &App) -> Self {
        app.db.clone()
    }
}

impl FromRef<App> for Readiness {
    fn from_ref(app: &App) -> Self {
        match app.live.standing(tokio::time::Instant::now()) {
            Standing::Loading => Self::WaitsFor("the matching index"),
            Standing::Deaf => Self::WaitsFor("word of what changed, for the matching index"),
            Standing::Fresh => Self::Ready,
        }
    }
}

impl App {
    /// Begins a transaction in which the database knows who is asking, for row-level security.
    ///
    /// # Errors
    /// The database's.
    pub async fn begin(&self, viewer: &Viewer) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        let mut tx = self.db.begin().await?;
        sqlx::query!("select set_config('rapport.account_id', $1, true)", viewer.account_id.to_string())
            .fetch_one(&mut *tx)
            .await?;
        Ok(tx)
    }
}

/// Every route of the hub, declared once.
#[must_use]
pub fn routes(app: &App) -> Routes<App> {
    let routes = Routes::new()
        .merge(assets::routes())
        .merge(health::routes())
        .merge(accounts::routes())
        .merge(organisations::routes())
        .merge(availability::routes())
        .merge(calendar::routes())
        .merge(profiles::routes())
        .merge(pools::routes())
        .merge(applications::routes())
        .merge(memberships::routes())
        .merge(registers::routes())
        .merge(search::routes())
        .merge(chemistry::routes())
        .merge(relationships::routes())
        .merge(concerns::routes())
        .merge(ledger::routes())
        .merge(returns::routes())
        .merge(activity::routes())
        .merge(schemes::routes())
        .merge(training::routes())
        .merge(tools::routes())
        .merge(guidance::routes())
        .merge(coordination::routes())
        .merge(own_data::routes())
        .merge(admin::routes());
    if app.site.demo { routes.merge(demo::routes()) } else { routes }
}

/// The worker that writes letters that were asked for and sends what waits in the outbox. A demonstration keeps what it
/// sent, to show it.
#[must_use]
pub fn worker(app: &App, sender: Sender, transport: Transport) -> Worker {
    let writing = app.clone();
    Worker::new(app.db.clone(), app.clock.clone(), app.secret.clone(), sender, transport)
        .keeping_bodies(app.site.demo)
        .writing(move || {
            let app = writing.clone();
            async move { Ok(accounts::letters::write_due(&app).await.map(|_| ())?) }
        })
}

/// Every periodic job of the hub. The worker runs them: `sweeps::run(app.db, app.clock, app::sweeps(&app), stop)`. Those that
/// write letters take the app.
#[must_use]
pub fn sweeps(app: &App) -> Vec<Sweep> {
    let hour = SignedDuration::from_hours(1);
    vec![
        Sweep::new("accounts-clean-up", hour, |db, now| {
            Box::pin(async move { Ok(accounts::sweeps::run(db, now).await?) })
        }),
        Sweep::new("throttle-clean-up", hour, |db, now| {
            Box::pin(async move { Ok(accounts::throttle::sweep(db, now).await?) })
        }),
        Sweep::new("known-device-clean-up", hour * 24, |db, now| {
            Box::pin(async move { Ok(accounts::known_device::sweep(db, now).await?) })
        }),
        mail::sweep(),
        coordination::sweep(),
        coordination::proposals_sweep(),
        organisations::sweep(),
        profiles::exposure::sweep(),
        availability::sweep(),
        search::budget::sweep(),
    ]
    .into_iter()
    .chain(calendar::sweeps(app))
    .chain(memberships::sweeps(app))
    .chain(applications::sweeps(app))
    .chain(registers::sweeps(app))
    .chain(search::sweeps(app))
    .chain(concerns::sweeps(app))
    .chain(returns::sweeps(app))
    .chain([chemistry::unattended_sweep(app)])
    .chain(chemistry::sweeps(app))
    .chain(relationships::sweeps(app))
    .chain([ledger::sweep()])
    .collect()
}

/// What every slice keeps of an account, taken away when it is closed, in the transaction that closes it. Locks come in the one order
/// (ARCHITECTURE.md: locks): ledger, evidence, memberships, the account, places, and then what hangs from them.
///
/// # Errors
/// The database's, or that of the slice that could not.
pub async fn forget_account(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    account: AccountId,
) -> Result<(), PageError> {
    ledger::hold_all(db, account).await?;
    memberships::hold_all(db, account).await?;
    chemistry::leave(db, app, account).await?;
    relationships::ending::leave(db, app, account).await.map_err(|error| error.page(account))?;
    relationships::erase(db, account).await?;
    chemistry::erase(db, account).await?;
    concerns::forget(db, account).await?;
    returns::erase(db, account).await?;
    coordination::matching::forget(db, account).await?;
    ledger::forget(db, account).await?;
    applications::close_account(db, account).await?;
    memberships::close_account(db, now, account).await.map_err(PageError::internal)?;
    registers::forget(db, account).await?;
    search::forget(db, account).await?;
    profiles::erase(db, account).await?;
    search::budget::erase(db, account).await?;
    calendar::forget(db, app, now, account).await.map_err(PageError::internal)?;
    availability::erase(db, account).await?;
    Ok(())
}

/// Ends the requests to somebody whose membership ended or is suspended, in the transaction that did it: the mentees are told,
/// with the next on their shortlist; after a death a coordinator writes to them first, and to those who worked with whoever died.
///
/// # Errors
/// The database's, or a letter's.
pub async fn membership_ended(
    db: &mut PgConnection,
    app: &App,
    by: &Viewer,
    account: AccountId,
) -> Result<(), PageError> {
    let actor = Actor::Account(by.account_id);
    chemistry::hold_places(db, account).await?;
    let stopped = relationships::bereavement::stop(db, app, actor, Some(account))
        .await
        .map_err(|error| error.page(by.account_id))?;
    chemistry::stop_unattended(db, app, actor, Some(account), stopped).await?;
    Ok(())
}

/// Holds two who work together, with the place, before what is written after a death.
///
/// # Errors
/// The database's.
pub async fn hold_pair(db: &mut PgConnection, id: RelationshipId) -> Result<(), chemistry::ActError> {
    relationships::bereavement::hold(db, id).await.map_err(relationships::ActError::of_chemistry)
}

/// Ends the pair of somebody who has died, once the other was written to: by a coordinator, or by nobody in time.
///
/// # Errors
/// The database's, or a letter's.
pub async fn pair_mourned(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    id: RelationshipId,
    reader: AccountId,
    written: bool,
) -> Result<(), chemistry::ActError> {
    use relationships::bereavement::Settling;
    let how = if written { Settling::Written } else { Settling::Plainly };
    relationships::bereavement::settle(db, app, by, id, reader, how)
        .await
        .map_err(relationships::ActError::of_chemistry)
}

/// Two of whom one was said to have died, by mistake, go on.
///
/// # Errors
/// The database's, or a letter's.
pub async fn pair_goes_on(
    db: &mut PgConnection,
    app: &App,
    id: RelationshipId,
) -> Result<(), chemistry::ActError> {
    relationships::bereavement::go_on(db, app, id).await.map_err(relationships::ActError::of_chemistry)
}

/// Drafts the agreement of two who both said yes, in the transaction of the second yes.
///
/// # Errors
/// The database's.
pub async fn both_said_yes(
    db: &mut PgConnection,
    app: &App,
    request: &chemistry::Request,
) -> Result<(), sqlx::Error> {
    relationships::agreement::draft(db, app, app.clock.now(), request).await
}

/// A request that both had said yes to has closed: unless they began, there is nothing to sign any more.
///
/// # Errors
/// The database's.
pub async fn agreement_off(
    db: &mut PgConnection,
    now: Instant,
    by: Actor,
    request: &chemistry::Request,
) -> Result<(), sqlx::Error> {
    use chemistry::model::Outcome;
    use relationships::model::Outcome as Off;
    let why = match &request.thread.state {
        chemistry::model::State::Closed(closing) => match closing.outcome {
            Outcome::Begun => return Ok(()),
            Outcome::NotAgreed => Off::NotAgreed,
            Outcome::Left => Off::Left,
            Outcome::Stopped => Off::Stopped,
            _ => Off::CalledOff,
        },
        _ => return Ok(()),
    };
    relationships::agreement::call_off(db, now, by, request.id, why).await
}

/// Something is about to be said of a session of coaching supervision: what follows it in the ledgers of both is held first. `session`: the
/// one there is.
///
/// # Errors
/// The database's.
pub async fn session_to_be_said(
    db: &mut PgConnection,
    pair: &relationships::Supervised,
    session: Option<SessionId>,
) -> Result<(), sqlx::Error> {
    let pair = ledger::SupervisionPair {
        pool: pair.pool_id,
        supervisor: pair.practitioner_id,
        supervisee: pair.mentee_id,
    };
    ledger::hold_for_session(db, &pair, session).await
}

/// A session was held, was longer or shorter than was said, or was not held after all: the ledgers of both follow it, in the
/// transaction that says so.
///
/// # Errors
/// The database's.
pub async fn session_said(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    session: SessionId,
) -> Result<(), relationships::ActError> {
    ledger::follow_session(db, app, Actor::Account(by), session).await.map_err(|error| match error {
        ledger::LedgerError::Database(error)
        | ledger::LedgerError::Membership(memberships::MembershipError::Database(error)) => error.into(),
        ledger::LedgerError::Membership(memberships::MembershipError::Mail(error)) => error.into(),
        other => relationships::ActError::Invalid(format!("{other}.")),
    })
}

/// Two people are to have no contact any more: what goes on between them ends.
///
/// # Errors
/// The database's, or a letter's.
pub async fn contact_ends(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    other: AccountId,
) -> Result<(), chemistry::ActError> {
    relationships::ending::stop_between(db, app, by, by, other)
        .await
        .map_err(relationships::ActError::of_chemistry)
}

/// Puts right, in the transaction that takes it back, what a death that was a mistake did to requests. Returns how many were told.
///
/// # Errors
/// The database's, or a letter's.
pub async fn death_taken_back(
    db: &mut PgConnection,
    app: &App,
    account: AccountId,
) -> Result<u64, PageError> {
    Ok(chemistry::death_taken_back(db, app, account).await?)
}

/// Where a coordinator writes to those who had asked somebody who has died; none where nobody is to be written to in this pool.
///
/// # Errors
/// The database's.
pub async fn condolences_path(
    db: &mut PgConnection,
    by: &Viewer,
    pool: PoolId,
    deceased: AccountId,
) -> Result<Option<String>, PageError> {
    let found = chemistry::condolences::of_pool(db, pool, deceased, by.account_id).await?;
    Ok(found
        .filter(|mourning| mourning.waiting().next().is_some())
        .map(|_| format!("/pools/{pool}/condolences/{deceased}")))
}

/// The whole application as one service, as the server runs it and tests call it.
pub fn router(app: &App) -> Router {
    let routes = routes(app);
    let declared = routes.declared();
    let guard = |who, method| accounts::guard(app, who, method);
    // Guarded too, so that the page that says "not found" knows its reader.
    let nowhere = guard(Who::Public, any(async || PageError::NotFound)).with_state(app.clone());
    let guarded = routes.into_router(guard).fallback_service(nowhere);
    let whole = accounts::sessions(app, guarded).with_state(app.clone());
    layers::around(whole, &declared, &app.site, &app.limits)
}
