use sqlx::PgConnection;

use super::events::Event;
use super::model::{RegionCode, TypeCode, day_of};
use super::store::{self, Stored};
use super::{domain_store, words};
use crate::events::{self, Actor};
use crate::platform::clock::Instant;
use crate::platform::ids::OrganisationId;

/// What an administrator may change about an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    pub name: String,
    pub town: Option<String>,
    pub kind: Option<TypeCode>,
    pub system: Option<String>,
    pub region: Option<RegionCode>,
}

/// Why details could not be saved.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error("there is no such organisation")]
    NotThere,
    /// Somebody saved meanwhile; what is stored now.
    #[error("the organisation changed meanwhile")]
    Stale(Box<Stored>),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Saves an organisation's details over the version that was read.
///
/// # Errors
/// `Stale` with what is stored when somebody saved meanwhile; `NotThere`.
pub async fn edit(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    id: OrganisationId,
    version: i32,
    details: &Details,
) -> Result<(), EditError> {
    let stored = store::lock(db, id).await?.ok_or(EditError::NotThere)?;
    let changed = changed_fields(&stored, details);
    if changed.is_empty() {
        return Ok(());
    }
    if stored.version != version {
        return Err(EditError::Stale(Box::new(stored)));
    }
    let names = store::other_names(db, id).await?;
    let terms = words::terms(&details.name, details.town.as_deref(), stored.ods_code.as_deref(), &names);
    store::update(db, id, details, &terms).await?;
    events::record(db, by, now, &Event::Edited(id, changed)).await?;
    Ok(())
}

fn changed_fields(stored: &Stored, details: &Details) -> Vec<&'static str> {
    [
        ("name", stored.name != details.name),
        ("town", stored.town != details.town),
        ("type", stored.type_code.as_deref() != details.kind.map(TypeCode::as_str)),
        ("system", stored.system_code != details.system),
        ("region", stored.region_code.as_deref() != details.region.map(RegionCode::as_str)),
    ]
    .into_iter()
    .filter_map(|(field, changed)| changed.then_some(field))
    .collect()
}

/// Accepts a provisional organisation as an employer of its own: from now on the search finds it. Repeating it changes
/// nothing.
///
/// # Errors
/// `NotThere`.
pub async fn list(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    id: OrganisationId,
) -> Result<(), EditError> {
    let stored = store::lock(db, id).await?.ok_or(EditError::NotThere)?;
    if stored.provisional {
        store::set_listed(db, id).await?;
        events::record(db, by, now, &Event::Listed(id)).await?;
    }
    Ok(())
}

/// Why one organisation could not become part of another.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    #[error("there is no such organisation")]
    NotThere,
    #[error("An organisation cannot become part of itself")]
    Itself,
    #[error("This organisation has already become part of another")]
    AlreadyMerged,
    #[error("The other organisation has ended, or has become part of another")]
    IntoEnded,
    #[error("This organisation began today. It can become part of another from tomorrow")]
    BeganToday,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Makes one organisation part of another from today: it ends, names its successor, and its mail domains and names go
/// over. The caller moves the people, in the same transaction. False when exactly this had happened already.
///
/// # Errors
/// Why it cannot be; nothing has changed then.
pub async fn merge(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    from: OrganisationId,
    into: OrganisationId,
    keep_name: bool,
) -> Result<bool, MergeError> {
    if from == into {
        return Err(MergeError::Itself);
    }
    // In the order of their ids, so that two merges across each other wait rather than deadlock.
    let (first, second) = (from.min(into), from.max(into));
    let first = store::lock(db, first).await?.ok_or(MergeError::NotThere)?;
    let second = store::lock(db, second).await?.ok_or(MergeError::NotThere)?;
    let (old, new) = if first.organisation_id == from { (first, second) } else { (second, first) };
    let today = day_of(now);
    if old.successor_id == Some(into) {
        return Ok(false);
    }
    if old.has_ended(today) {
        return Err(MergeError::AlreadyMerged);
    }
    if new.has_ended(today) {
        return Err(MergeError::IntoEnded);
    }
    if old.valid_from.is_some_and(|from| from >= today) {
        return Err(MergeError::BeganToday);
    }
    store::end(db, from, today, into).await?;
    domain_store::move_all(db, from, into).await?;
    if keep_name {
        store::add_other_name(db, into, &old.name).await?;
        store::move_other_names(db, from, into).await?;
    }
    let names = store::other_names(db, into).await?;
    let terms = words::terms(&new.name, new.town.as_deref(), new.ods_code.as_deref(), &names);
    store::set_search_terms(db, into, &terms).await?;
    events::record(db, by, now, &Event::Merged { from, into }).await?;
    Ok(true)
}
