//! How people already chosen fit a search, and everybody who matches one.

use sqlx::PgConnection;

use super::ranking;
use super::reasons::{self, Reason};
use crate::app::App;
use crate::matching::{self, PersonKey, Question};
use crate::platform::ids::AccountId;
use crate::platform::web::PageError;
use crate::search::cards::Card;
use crate::search::look::Looked;

/// How one person fits.
pub(in crate::search) struct Fit {
    pub account_id: AccountId,
    pub percent: u8,
    /// One for each want, in the order of the search.
    pub reasons: Vec<Reason>,
}

/// How these people fit a search: neither a must nor the want of a place keeps them away. Whoever takes nobody for this now
/// is left out. One statement when words are looked for, otherwise none.
pub(in crate::search) async fn fits(
    db: &mut PgConnection,
    app: &App,
    looked: &Looked,
    cards: &[Card],
) -> Result<Vec<Fit>, PageError> {
    let found = ranking::hits(db, looked).await?;
    let criteria = looked.search.criteria();
    let index = app.live.index()?;
    let hits = found.map(|people| index.hits(people));
    let question = ranking::whole(&looked.asking.asker, &criteria, hits.as_ref());
    Ok(cards
        .iter()
        .filter_map(|card| {
            let person = PersonKey(card.account_id.0.as_u128());
            let ranked = matching::appraise_regardless(&index, &question, person)?;
            Some(Fit {
                account_id: card.account_id,
                percent: ranked.percent,
                reasons: reasons::reasons(
                    &looked.search,
                    &ranked.findings,
                    card,
                    &looked.asking,
                    &looked.ground,
                ),
            })
        })
        .collect())
}

/// Everybody who matches, best first: those with a place, then the full. One statement when words are looked for,
/// otherwise none.
pub(in crate::search) async fn everybody(
    db: &mut PgConnection,
    app: &App,
    looked: &Looked,
) -> Result<Vec<AccountId>, PageError> {
    let found = ranking::hits(db, looked).await?;
    let criteria = looked.search.criteria();
    let index = app.live.index()?;
    let hits = found.map(|people| index.hits(people));
    let question = ranking::whole(&looked.asking.asker, &criteria, hits.as_ref());
    let mut people = matching::everybody(&index, &question);
    people.extend(matching::everybody(&index, &Question { full: true, ..question }));
    Ok(people.into_iter().map(ranking::account).collect())
}
