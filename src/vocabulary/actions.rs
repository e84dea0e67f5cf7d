use sqlx::PgConnection;

use super::events::{Event, Happened};
use super::model::{List, Term, TermId};
use super::store::{self, Row};
use super::words::fold;
use crate::events::{self, Actor};
use crate::organisations::day_of;
use crate::platform::clock::Instant;

/// A term to be added at the end of its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTerm {
    pub label: String,
    /// None: made from the label.
    pub code: Option<String>,
    pub level: Option<i16>,
    /// The profession of a specialty.
    pub parent: Option<TermId>,
    pub admits_coaches: bool,
    pub sensitive: bool,
}

/// What may change about a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renaming {
    pub label: String,
    pub level: Option<i16>,
    pub admits_coaches: bool,
    pub sensitive: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

/// Why a change to a vocabulary was not made.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("There is no such term")]
    NotFound,
    #[error(
        "Somebody changed this term while you were looking at it. Look at it again and repeat your change."
    )]
    Stale,
    #[error("There is already a term with this label")]
    LabelTaken,
    #[error("There is already a term with this code")]
    CodeTaken,
    #[error("Select a term of this list that is still in use")]
    Successor,
    #[error("This already stands for “{0}”")]
    SynonymTaken(String),
    #[error("Enter letters or numbers: this has none to compare")]
    NothingToCompare,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Adds a term. The same term again is answered with the one that is there.
///
/// # Errors
/// `LabelTaken`, `CodeTaken`, or the database's.
pub async fn add_term(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    list: List,
    new: &NewTerm,
) -> Result<TermId, Refusal> {
    store::lock(db, list).await?;
    let terms = store::terms(db, &[list]).await?;
    if let Some(there) = in_use_as(&terms, &new.label) {
        let same = there.label == new.label && there.level == new.level && there.parent_id == new.parent;
        return if same { Ok(there.term_id) } else { Err(Refusal::LabelTaken) };
    }
    let taken = |code: &str| terms.iter().any(|term| term.code == code);
    let code = match &new.code {
        Some(code) if taken(code) => return Err(Refusal::CodeTaken),
        Some(code) => code.clone(),
        None => free_code(&new.label, taken),
    };
    let row = Row {
        code: &code,
        label: &new.label,
        level: new.level,
        parent: new.parent,
        admits_coaches: new.admits_coaches,
        sensitive: new.sensitive,
    };
    let id = store::insert(db, list, &row, day_of(now), now).await?;
    record(db, by, now, list, id, Happened::Added).await?;
    Ok(id)
}

/// Gives a term another label, and level where its list has levels. What it was called finds it as before.
///
/// # Errors
/// `NotFound`, `Stale`, `LabelTaken`, or the database's.
pub async fn rename(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    (list, id, version): (List, TermId, i32),
    to: &Renaming,
) -> Result<(), Refusal> {
    store::lock(db, list).await?;
    let terms = store::terms(db, &[list]).await?;
    let term = find(&terms, id)?;
    if in_use_as(&terms, &to.label).is_some_and(|other| other.term_id != id) {
        return Err(Refusal::LabelTaken);
    }
    if !store::update(db, id, version, to).await? {
        return Err(Refusal::Stale);
    }
    let before = fold(&term.label);
    if before != fold(&to.label) && !before.is_empty() {
        store::insert_synonym(db, list, id, &term.label, &before).await?;
    }
    record(db, by, now, list, id, Happened::Renamed).await
}

/// Moves a term one place among those in use. At the end of the list nothing happens.
///
/// # Errors
/// `NotFound`, or the database's.
pub async fn move_term(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    (list, id): (List, TermId),
    direction: Direction,
) -> Result<(), Refusal> {
    store::lock(db, list).await?;
    let terms = store::terms(db, &[list]).await?;
    find(&terms, id)?;
    let day = day_of(now);
    let (mut order, retired): (Vec<&Term>, Vec<&Term>) = terms.iter().partition(|term| term.is_current(day));
    let Some(at) = order.iter().position(|term| term.term_id == id) else { return Err(Refusal::Stale) };
    let to = match direction {
        Direction::Up => at.checked_sub(1),
        Direction::Down => Some(at + 1).filter(|next| *next < order.len()),
    };
    let Some(to) = to else { return Ok(()) };
    order.swap(at, to);
    let ids: Vec<TermId> = order.into_iter().chain(retired).map(|term| term.term_id).collect();
    store::set_order(db, &ids).await?;
    record(db, by, now, list, id, Happened::Moved).await
}

/// Ends a term today. Old records keep it; new choices do not offer it; what is written finds its successor.
///
/// # Errors
/// `NotFound`, `Stale`, `Successor`, or the database's.
pub async fn retire(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    (list, id, version): (List, TermId, i32),
    successor: Option<TermId>,
) -> Result<(), Refusal> {
    store::lock(db, list).await?;
    let terms = store::terms(db, &[list]).await?;
    let day = day_of(now);
    let term = find(&terms, id)?;
    let follows =
        |next: TermId| next != id && terms.iter().any(|other| other.term_id == next && other.is_current(day));
    if successor.is_some_and(|next| !follows(next)) {
        return Err(Refusal::Successor);
    }
    if !term.is_current(day) || !store::set_end(db, id, version, Some(day), successor).await? {
        return Err(Refusal::Stale);
    }
    record(db, by, now, list, id, Happened::Retired { successor }).await
}

/// Offers a retired term again.
///
/// # Errors
/// `NotFound`, `Stale`, `LabelTaken`, or the database's.
pub async fn bring_back(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    (list, id, version): (List, TermId, i32),
) -> Result<(), Refusal> {
    store::lock(db, list).await?;
    let terms = store::terms(db, &[list]).await?;
    let term = find(&terms, id)?;
    if in_use_as(&terms, &term.label).is_some_and(|other| other.term_id != id) {
        return Err(Refusal::LabelTaken);
    }
    if term.is_current(day_of(now)) || !store::set_end(db, id, version, None, None).await? {
        return Err(Refusal::Stale);
    }
    record(db, by, now, list, id, Happened::BroughtBack).await
}

/// Lets a text stand for a term, in import and search.
///
/// # Errors
/// `NotFound`, `SynonymTaken`, `NothingToCompare`, or the database's.
pub async fn add_synonym(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    (list, id): (List, TermId),
    text: &str,
) -> Result<(), Refusal> {
    store::lock(db, list).await?;
    let terms = store::terms(db, &[list]).await?;
    find(&terms, id)?;
    let folded = fold(text);
    if folded.is_empty() || folded.chars().count() > 120 {
        return Err(Refusal::NothingToCompare);
    }
    let day = day_of(now);
    let written = text.to_lowercase();
    let named = terms.iter().find(|term| term.is_current(day) && term.label.to_lowercase() == written);
    if let Some(other) = named.filter(|term| term.term_id != id) {
        return Err(Refusal::SynonymTaken(other.label.clone()));
    }
    if let Some(owner) = store::insert_synonym(db, list, id, text, &folded).await? {
        let label = find(&terms, owner).map_or_else(|_| String::new(), |term| term.label.clone());
        return Err(Refusal::SynonymTaken(label));
    }
    record(db, by, now, list, id, Happened::SynonymAdded).await
}

/// Takes a synonym away. One that is gone already stays gone.
///
/// # Errors
/// `NotFound`, or the database's.
pub async fn remove_synonym(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    (list, id): (List, TermId),
    text: &str,
) -> Result<(), Refusal> {
    store::lock(db, list).await?;
    find(&store::terms(db, &[list]).await?, id)?;
    if store::remove_synonym(db, list, id, &fold(text)).await? {
        record(db, by, now, list, id, Happened::SynonymRemoved).await?;
    }
    Ok(())
}

fn find(terms: &[Term], id: TermId) -> Result<&Term, Refusal> {
    terms.iter().find(|term| term.term_id == id).ok_or(Refusal::NotFound)
}

/// The term in use with this label.
fn in_use_as<'a>(terms: &'a [Term], label: &str) -> Option<&'a Term> {
    let label = label.to_lowercase();
    terms.iter().find(|term| term.valid_to.is_none() && term.label.to_lowercase() == label)
}

/// A code of lower-case words with hyphens that no other term has.
fn free_code(label: &str, taken: impl Fn(&str) -> bool) -> String {
    let words: String =
        label.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let mut code: String = words.split_whitespace().collect::<Vec<_>>().join("-").chars().take(50).collect();
    if code.is_empty() {
        "term".clone_into(&mut code);
    }
    let mut free = code.clone();
    let mut number = 2_u32;
    while taken(&free) {
        free = format!("{code}-{number}");
        number += 1;
    }
    free
}

async fn record(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    list: List,
    term: TermId,
    happened: Happened,
) -> Result<(), Refusal> {
    events::record(db, by, now, &Event { list, term, happened }).await?;
    Ok(())
}
