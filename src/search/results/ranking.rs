use sqlx::PgConnection;

use crate::app::App;
use crate::matching::{
    self, Answer, Asker, Criteria, Hits, Index, OrderKey, PersonKey, Question, Ranked, Repair,
};
use crate::platform::ids::AccountId;
use crate::platform::web::PageError;
use crate::search::address::What;
use crate::search::look::Looked;
use crate::search::words;

/// How many people a page shows.
pub(in crate::search) const PAGE: usize = 20;

/// How many full people are shown apart.
const FULL: usize = 5;

/// Fewer than this, and the page says how to find more.
const FEW: u32 = 10;

/// What matching says to one page of a search.
pub(super) struct Ranking {
    pub answer: Answer,
    /// Full people who match, on the first page.
    pub full: Vec<Ranked>,
    /// What loosening each *must have* would bring, when few match.
    pub repairs: Vec<Repair>,
}

/// The people whose own words hold what the search looks for; None when it looks for no words. One statement, or none.
pub(super) async fn hits(
    db: &mut PgConnection,
    looked: &Looked,
) -> Result<Option<Vec<PersonKey>>, sqlx::Error> {
    let words = looked.search.asked.iter().find_map(|asked| match &asked.what {
        What::Words(words) => Some(words),
        _ => None,
    });
    let Some(words) = words else { return Ok(None) };
    let people = words::hits(db, words).await?;
    Ok(Some(people.into_iter().map(|account| PersonKey(account.0.as_u128())).collect()))
}

/// Asks the index. Holds it for the time of a scan and never while the database is asked.
pub(super) fn rank(
    app: &App,
    looked: &Looked,
    found: Option<&[PersonKey]>,
    after: Option<(OrderKey, i32)>,
) -> Result<Ranking, PageError> {
    let criteria = looked.search.criteria();
    let asker = on_day(&looked.asking.asker, after.map(|(_, day)| day));
    let index = app.live.index()?;
    let hits = found.map(|people| index.hits(people.iter().copied()));
    let question = Question {
        asker: &asker,
        criteria: &criteria,
        hits: hits.as_ref(),
        full: false,
        after: after.map(|(key, _)| key),
        take: PAGE,
    };
    let answer = matching::rank(&index, &question);
    let (full, repairs) = if after.is_none() {
        let full = matching::rank(&index, &Question { full: true, take: FULL, ..question });
        let repairs = if answer.total < FEW { matching::repair(&index, &question) } else { Vec::new() };
        (full.ranked, repairs)
    } else {
        (Vec::new(), Vec::new())
    };
    Ok(Ranking { answer, full, repairs })
}

/// The same asker on the day whose order is asked for.
fn on_day(asker: &Asker, day: Option<i32>) -> Asker {
    Asker { day: day.unwrap_or(asker.day), ..asker.clone() }
}

/// A search as a whole, for those with a place: no page of it.
pub(super) fn whole<'a>(asker: &'a Asker, criteria: &'a Criteria, hits: Option<&'a Hits>) -> Question<'a> {
    Question { asker, criteria, hits, full: false, after: None, take: 0 }
}

/// How many people match, with a place and full.
pub(in crate::search) async fn count(app: &App, looked: &Looked) -> Result<(u32, u32), PageError> {
    let found = hits(&mut *app.db.acquire().await?, looked).await?;
    let criteria = looked.search.criteria();
    let index = app.live.index()?;
    let hits = found.map(|people| index.hits(people));
    let answer = matching::rank(&index, &whole(&looked.asking.asker, &criteria, hits.as_ref()));
    Ok((answer.total, answer.full))
}

/// Where one person stands in an order: their place from 1, and of how many.
pub(super) fn standing(
    index: &Index,
    asker: &Asker,
    criteria: &Criteria,
    found: Option<&[PersonKey]>,
    person: PersonKey,
) -> Option<u32> {
    let hits = found.map(|people| index.hits(people.iter().copied()));
    matching::standing(index, &whole(asker, criteria, hits.as_ref()), person)
}

pub(super) fn account(person: PersonKey) -> AccountId {
    AccountId(uuid::Uuid::from_u128(person.0))
}
