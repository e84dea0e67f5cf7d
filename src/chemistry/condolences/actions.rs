use std::collections::BTreeSet;

use sqlx::PgConnection;
use uuid::Uuid;

use super::model::About;
use super::store;
use crate::accounts::first_name;
use crate::app::App;
use crate::chemistry::error::ActError;
use crate::chemistry::events::What;
use crate::chemistry::model::{Outcome, Side};
use crate::chemistry::moves::{self, record};
use crate::chemistry::news::{self, News};
use crate::chemistry::request::Request;
use crate::chemistry::{people, sealed, store as requests};
use crate::events::Actor;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, PoolId, RelationshipId};
use crate::platform::mail::EnqueueError;
use crate::platform::web::PageError;
use crate::platform::working_days::deadline;
use crate::pools;

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Somebody of another pool, or nobody.
    #[error("nobody to write to")]
    NotFound,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Mail(#[from] EnqueueError),
    #[error(transparent)]
    Act(#[from] ActError),
}

impl From<WriteError> for PageError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::NotFound => Self::NotFound,
            WriteError::Database(error) => error.into(),
            WriteError::Mail(error) => error.into(),
            WriteError::Act(error) => error.into(),
        }
    }
}

/// Deaths after which somebody is to be written to, by the pools whose coordinators write.
pub type Stopped = BTreeSet<(PoolId, AccountId)>;

/// Stops a request with the death of one of its two. Nobody is told by it: the other is kept for a coordinator to write to. Where
/// no coordinator can, the letter in neutral words goes at once.
///
/// # Errors
/// The database's or a letter's.
pub(in crate::chemistry) async fn stop(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    id: ChemistryId,
    deceased: AccountId,
    stopped: &mut Stopped,
) -> Result<(), ActError> {
    let now = app.clock.now();
    let Some(request) = moves::end(db, app, by, id, Outcome::Left).await? else { return Ok(()) };
    let side = if request.practitioner_id == deceased { Side::Mentee } else { Side::Practitioner };
    if side == Side::Practitioner && request.sent_at.is_none() {
        return Ok(());
    }
    let reader = request.account_of(side);
    if keep(db, app, request.pool_id, About::Request(id), deceased, reader).await? {
        stopped.insert((request.pool_id, deceased));
        Ok(())
    } else {
        Ok(news::tell(db, app, now, &request, side, News::Stopped).await?)
    }
}

/// Keeps that a coordinator is to write to somebody about what stopped with a death. False where there is no coordinator who could.
///
/// # Errors
/// The database's.
pub async fn keep(
    db: &mut PgConnection,
    app: &App,
    pool: PoolId,
    about: About,
    deceased: AccountId,
    reader: AccountId,
) -> Result<bool, ActError> {
    let now = app.clock.now();
    let coordinators = pools::coordinators(db, pool).await?;
    if coordinators.iter().all(|one| one.account_id == deceased || one.account_id == reader) {
        return Ok(false);
    }
    let days = pools::settings(db, pool).await?.condolence_wd.unsigned_abs();
    let due = deadline(now, days, pools::nation(db, pool).await?);
    store::insert(db, about, deceased, reader, now, due).await?;
    Ok(true)
}

/// Tells the coordinators of these pools that somebody waits for their words, but whoever did it. Each once a day.
///
/// # Errors
/// The database's or a letter's.
pub async fn tell_coordinators(
    db: &mut PgConnection,
    app: &App,
    by: Actor,
    stopped: &Stopped,
    again: bool,
) -> Result<u64, ActError> {
    let now = app.clock.now();
    let today = crate::organisations::day_of(now).date();
    let mut letters = 0;
    for (pool, deceased) in stopped {
        let pool_name = requests::pool_name(db, *pool).await?;
        for coordinator in pools::coordinators(db, *pool).await? {
            if coordinator.account_id == *deceased || by == Actor::Account(coordinator.account_id) {
                continue;
            }
            let Some(mourning) = store::of_pool(db, *pool, *deceased, coordinator.account_id).await? else {
                continue;
            };
            let people = mourning.waiting().count();
            let Some(due) = mourning.waiting().map(|one| one.due_at).min() else { continue };
            let letter = news::to_write(
                first_name(&coordinator.name),
                &news::ToWrite {
                    deceased: &mourning.name,
                    people: i64::try_from(people).unwrap_or(i64::MAX),
                    due,
                    pool: &pool_name,
                    path: format!("/pools/{pool}/condolences/{deceased}"),
                    again,
                },
            );
            let key = format!("condolence:{pool}:{deceased}:{}:{today}", coordinator.account_id);
            news::send(db, app, now, coordinator.email, coordinator.account_id, key, &letter).await?;
            letters += 1;
        }
    }
    Ok(letters)
}

/// What stopped, held with the place before it.
enum Held {
    Request(Box<Request>),
    Pair(RelationshipId),
}

async fn hold(db: &mut PgConnection, app: &App, about: About) -> Result<Option<Held>, ActError> {
    match about {
        About::Request(id) => {
            let held = moves::hold(db, app.clock.now(), id).await?;
            Ok(held.map(|held| Held::Request(Box::new(held.request))))
        }
        About::Pair(id) => {
            crate::app::hold_pair(db, id).await?;
            Ok(Some(Held::Pair(id)))
        }
    }
}

const fn side_of(is_mentee: bool) -> Side {
    if is_mentee { Side::Mentee } else { Side::Practitioner }
}

/// Sends a coordinator's letter about a death to those of these whom nobody has written to, with the next on their shortlist; who
/// worked with whoever died does so no more from then on. Sending it again changes nothing (R3). That the coordinator looks after
/// the pool is the caller's to know. To how many.
///
/// # Errors
/// `NotFound` when one of them is not of this pool and this death; the database's or a letter's.
pub async fn write(
    db: &mut PgConnection,
    app: &App,
    by: AccountId,
    (pool, deceased): (PoolId, AccountId),
    to: &[Uuid],
    words: &str,
) -> Result<usize, WriteError> {
    let now = app.clock.now();
    let mourning = store::of_pool(db, pool, deceased, by).await?.ok_or(WriteError::NotFound)?;
    let chosen: Vec<About> =
        mourning.people.iter().map(|one| one.about).filter(|about| to.contains(&about.id())).collect();
    if to.iter().any(|id| !chosen.iter().any(|about| about.id() == *id)) {
        return Err(WriteError::NotFound);
    }
    let coordinator = people::people(db, &[by]).await?.pop().ok_or(WriteError::NotFound)?;
    let pool_name = requests::pool_name(db, pool).await?;
    store::hold_places(db, &chosen).await?;
    let mut written = 0;
    for about in chosen {
        // What stopped first, as every move does.
        let Some(held) = hold(db, app, about).await? else { continue };
        let Some(waiting) = store::lock_waiting(db, about).await? else { continue };
        if (waiting.pool, waiting.deceased) != (pool, deceased) {
            continue;
        }
        let Some(reader) = people::people(db, &[waiting.account]).await?.pop() else { continue };
        let side = side_of(waiting.is_mentee);
        let next = match side {
            Side::Mentee => people::next_on_shortlist(db, waiting.account, now).await?,
            Side::Practitioner => None,
        };
        let sealed = sealed::condolence(&app.secret, about.id(), words);
        store::set_told(db, about, now, Some((by, &sealed))).await?;
        match held {
            Held::Request(request) => {
                record(db, Actor::Account(by), now, &request, What::CondolenceWritten, None).await?;
            }
            Held::Pair(id) => {
                crate::app::pair_mourned(db, app, Actor::Account(by), id, waiting.account, true).await?;
            }
        }
        let letter = news::condolence(
            &reader,
            side,
            &news::Condolence {
                deceased: &mourning.name,
                words,
                signed: format!("{}, coordinator of {pool_name}", coordinator.name),
                next: next.as_ref(),
                about,
            },
        );
        let key = format!("condolence:{}", about.id());
        news::send(db, app, now, reader.email.clone(), reader.account_id, key, &letter).await?;
        written += 1;
    }
    Ok(written)
}

/// Nobody wrote in time: the letter in neutral words goes by itself. Whether it went.
///
/// # Errors
/// The database's or a letter's.
pub(super) async fn tell_plainly(db: &mut PgConnection, app: &App, about: About) -> Result<bool, ActError> {
    let now = app.clock.now();
    let Some(held) = hold(db, app, about).await? else { return Ok(false) };
    let Some(waiting) = store::lock_waiting(db, about).await? else { return Ok(false) };
    store::set_told(db, about, now, None).await?;
    match held {
        Held::Request(request) => plainly(db, app, now, &request, waiting.account).await?,
        Held::Pair(id) => {
            crate::app::pair_mourned(db, app, Actor::System, id, waiting.account, false).await?;
        }
    }
    Ok(true)
}

/// Puts right what a death that was a mistake has done: whose request stopped and who waits for words gets the neutral ones now, who
/// worked with them and waits goes on, who had a coordinator's letter is told that it was a mistake. Of one person, or of all. How
/// many were told.
///
/// # Errors
/// The database's or a letter's.
pub(in crate::chemistry) async fn taken_back(
    db: &mut PgConnection,
    app: &App,
    deceased: Option<AccountId>,
) -> Result<u64, ActError> {
    let now = app.clock.now();
    let mut told = 0;
    for found in store::mistaken(db, deceased, None).await? {
        let Some(held) = hold(db, app, found.about).await? else { continue };
        // Whoever writes holds it too: read again, it stays as it is.
        let Some(one) = store::mistaken(db, deceased, Some(found.about)).await?.pop() else { continue };
        match (one.told_at, one.told_by) {
            (Some(at), Some(_)) => {
                store::set_mistaken(db, one.about).await?;
                let both = people::people(db, &[one.account, one.deceased]).await?;
                let find = |account| both.iter().find(|person| person.account_id == account);
                let (Some(reader), Some(alive)) = (find(one.account), find(one.deceased)) else { continue };
                let side = side_of(one.is_mentee);
                let letter = news::condolence_mistaken(reader, side, &alive.name, at, one.about);
                let key = format!("condolence-mistaken:{}", one.about.id());
                news::send(db, app, now, reader.email.clone(), reader.account_id, key, &letter).await?;
                told += 1;
            }
            (Some(_), None) => store::delete(db, one.about).await?,
            (None, _) => {
                store::delete(db, one.about).await?;
                match held {
                    Held::Request(request) => plainly(db, app, now, &request, one.account).await?,
                    Held::Pair(id) => crate::app::pair_goes_on(db, app, id).await?,
                }
                told += 1;
            }
        }
    }
    Ok(told)
}

/// What a coordinator wrote to somebody whose work together stopped with a death, and who did.
///
/// # Errors
/// The database's.
pub async fn written_about(
    db: &mut PgConnection,
    app: &App,
    pair: RelationshipId,
    account: AccountId,
) -> Result<Option<(String, String)>, sqlx::Error> {
    let found = store::written_about(db, pair, account).await?;
    Ok(found.and_then(|(by, words)| Some((by, sealed::read_condolence(&app.secret, pair.0, &words)?))))
}

async fn plainly(
    db: &mut PgConnection,
    app: &App,
    now: Instant,
    request: &Request,
    account: AccountId,
) -> Result<(), ActError> {
    let side = request.side_of(account).unwrap_or(Side::Mentee);
    Ok(news::tell(db, app, now, request, side, News::Stopped).await?)
}
