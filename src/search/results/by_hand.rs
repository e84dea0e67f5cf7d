//! Who of a pool would suit a mentee, by what a coordinator chose after speaking with them: the same matching, the same reasons.

use sqlx::PgConnection;

use super::ranking::{self, PAGE};
use super::reasons;
use crate::app::App;
use crate::matching::{self, PoolKey, Question, TermKind};
use crate::platform::ids::{AccountId, PoolId};
use crate::platform::web::PageError;
use crate::pools::Offering;
use crate::search::address::{Asked, Search, What};
use crate::search::asker::{self, Also, Reader};
use crate::search::cards::{self, Card, Sight};
use crate::vocabulary::TermId;

/// What a coordinator looks for on behalf of a mentee.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub offering: Offering,
    /// What the mentee would like help with.
    pub areas: Vec<TermId>,
    pub professions: Vec<TermId>,
}

/// Somebody of the pool, and why.
#[derive(Debug, Clone)]
pub struct Suited {
    pub card: Card,
    pub percent: u8,
    pub why: Vec<Why>,
}

/// How one thing that was looked for is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The class of its sign.
    pub class: &'static str,
    /// Said to who cannot see the sign.
    pub sign: &'static str,
    /// "Confidence: helps with this".
    pub words: String,
}

/// The best of a pool for a mentee, a page of them: those who take new people, have a place and are not kept apart from the
/// mentee. Two statements, whatever the size of the pool.
///
/// # Errors
/// `Unavailable` while the index is loading; the database's.
pub async fn suited(
    db: &mut PgConnection,
    app: &App,
    pool: PoolId,
    mentee: AccountId,
    wanted: &Wanted,
) -> Result<Vec<Suited>, PageError> {
    let ground = app.live.ground()?;
    let now = app.clock.now();
    let mut asking = asker::load(db, &app.secret, Reader::Absent(mentee), Also::default(), now).await?;
    // A coordinator sees the members of their own pool by name, and no others.
    asking.names = true;
    asking.pools.retain(|one| *one == pool);
    asking.asker.pools = asking.pools.iter().map(|one| PoolKey(one.0.as_u128())).collect();
    let important = |kind: TermKind| {
        move |term: &TermId| Asked {
            weight: matching::Weight::Important,
            what: What::Term(kind, *term),
            private: false,
        }
    };
    let mut search = Search::new(wanted.offering);
    search.asked.extend(wanted.areas.iter().map(important(TermKind::Area)));
    search.asked.extend(wanted.professions.iter().map(important(TermKind::Profession)));
    let criteria = search.criteria();
    let ranked = {
        let index = app.live.index()?;
        let question = Question { take: PAGE, ..ranking::whole(&asking.asker, &criteria, None) };
        matching::rank(&index, &question).ranked
    };
    let people: Vec<AccountId> = ranked.iter().map(|one| ranking::account(one.person)).collect();
    let cards = cards::load(db, &asking, &people, Sight::Accepting(wanted.offering)).await?;
    Ok(cards
        .into_iter()
        .filter_map(|card| {
            let one = ranked.iter().find(|one| ranking::account(one.person) == card.account_id)?;
            let why = reasons::reasons(&search, &one.findings, &card, &asking, &ground)
                .into_iter()
                .map(|reason| Why {
                    class: reason.class(),
                    sign: reason.sign(),
                    words: format!("{}: {}", reason.asked, reason.words),
                })
                .collect();
            Some(Suited { percent: one.percent, why, card })
        })
        .collect())
}
