//! Puts what a register says into somebody's profile, places and evidence, through the slices that own them.

use sqlx::PgConnection;

use super::person::{Fields, Held, Person};
use super::understanding::Meanings;
use super::words::title;
use crate::availability::{self, NewPlace};
use crate::events::Actor;
use crate::memberships::{self, Evidence, EvidenceKind, MembershipError, NewEvidence};
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, PoolId, SubmissionId};
use crate::profiles;
use crate::vocabulary::List;

/// Why something was not saved.
#[derive(Debug, thiserror::Error)]
pub enum RenewalError {
    #[error(transparent)]
    Profile(#[from] profiles::SaveError),
    #[error(transparent)]
    Place(#[from] availability::SaveError),
    #[error(transparent)]
    Evidence(#[from] MembershipError),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// What the hub calls mentor training: it is training as a mentor, and no qualification as a coach.
const TRAINING: &str = "mentor training day";

/// Saves these fields of somebody's; the others stay.
///
/// # Errors
/// When the database refuses.
#[expect(clippy::too_many_arguments, reason = "who, when, where, whose, what")]
pub async fn renew(
    db: &mut PgConnection,
    by: Actor,
    now: Instant,
    pool: PoolId,
    account: AccountId,
    fields: &Fields,
    changes: &[&str],
    meanings: &Meanings,
) -> Result<(), RenewalError> {
    let person = Person::of(fields);
    let has = |key: &str| changes.contains(&key);
    if has("job-title") || has("about") || has("pronouns") {
        let mut about = profiles::load(db, account).await?.map(|profile| profile.about).unwrap_or_default();
        for (key, own, new) in [
            ("job-title", &mut about.job_title, &person.job_title),
            ("about", &mut about.biography, &person.about),
            ("pronouns", &mut about.pronouns, &person.pronouns),
        ] {
            if has(key) {
                own.clone_from(new);
            }
        }
        profiles::save_about(db, by, now, account, None, &about).await?;
    }
    if has("seniority") {
        profiles::set_seniority(db, now, account, person.seniority).await?;
    }
    for (key, list, terms) in [
        ("areas", List::DevelopmentArea, &person.areas),
        ("profession", List::Profession, &person.profession),
        ("approaches", List::Approach, &person.approaches),
        ("delivery", List::Delivery, &person.delivery),
        ("languages", List::Language, &person.languages),
    ] {
        if has(key) {
            profiles::set_terms(db, now, account, list, terms).await?;
        }
    }
    if has("capacity") || has("seeing-now") || has("available") {
        availability::ensure(db, now, account).await?;
        let place = availability::place(db, account).await?.ok_or(sqlx::Error::RowNotFound)?;
        let new = NewPlace {
            capacity: person.capacity.filter(|_| has("capacity")).unwrap_or(place.capacity),
            seen_elsewhere: person.seeing_now.filter(|_| has("seeing-now")).unwrap_or(place.seen_elsewhere),
            accepting: person.available.filter(|_| has("available")).unwrap_or(place.accepting),
        };
        availability::save_place(db, by, now, account, None, &new).await?;
    }
    if has("outline") {
        availability::save_outline(db, now, account, &person.outline).await?;
    }
    // A later register corrects an earlier one; only supervisions add up, because each is an event of its own.
    let mut corrected = Vec::new();
    for (key, kinds) in [
        ("qualifications", &[EvidenceKind::Qualification, EvidenceKind::Training][..]),
        ("cpd", &[EvidenceKind::Cpd]),
        ("insurance-expiry", &[EvidenceKind::Insurance]),
    ] {
        if has(key) {
            corrected.extend_from_slice(kinds);
        }
    }
    memberships::forget_imported(db, pool, account, &corrected).await?;
    // What somebody has shown themselves, or a coordinator has checked, is not said a second time.
    let there = memberships::evidence_of(db, pool, account).await?;
    for new in evidence(&person, changes, now, meanings) {
        if there.iter().any(|one| is_said(one, &new)) {
            continue;
        }
        memberships::add_evidence(db, by, now, pool, account, &new).await?;
    }
    if !corrected.is_empty() {
        memberships::recompute(db, pool, account, now).await?;
    }
    Ok(())
}

/// Whether evidence says of a qualification what a register says of it again.
fn is_said(there: &Evidence, new: &NewEvidence) -> bool {
    let named = matches!(new.kind, EvidenceKind::Qualification | EvidenceKind::Training);
    let same = match new.qualification_id {
        Some(term) => there.qualification_id == Some(term),
        None => there.qualification_id.is_none() && there.title.eq_ignore_ascii_case(&new.title),
    };
    named && there.kind == new.kind && same
}

/// The evidence that these fields are.
fn evidence(person: &Person, changes: &[&str], now: Instant, meanings: &Meanings) -> Vec<NewEvidence> {
    let today = day_of(now);
    let has = |key: &str| changes.contains(&key);
    let new = |kind, title: &str, dated_on: Option<Day>| NewEvidence {
        submission_id: SubmissionId::new(now),
        kind,
        qualification_id: None,
        title: title.to_owned(),
        awarding_body: String::new(),
        dated_on: dated_on.filter(|day| *day <= today),
        expires_on: None,
        reference: String::new(),
        link: String::new(),
        events: 1,
        imported: true,
    };
    let mut shown = Vec::new();
    if has("qualifications") {
        let dated = person.date_qualified.map(super::values::PartialDate::first_day);
        shown.extend(person.qualifications.iter().map(|held| {
            let name = title(held, meanings);
            let kind = if name.to_lowercase() == TRAINING {
                EvidenceKind::Training
            } else {
                EvidenceKind::Qualification
            };
            let term = match held {
                Held::Term(term) if kind == EvidenceKind::Qualification => Some(*term),
                _ => None,
            };
            NewEvidence { qualification_id: term, ..new(kind, &name, dated) }
        }));
    }
    if has("last-supervision")
        && let Some(held) = person.last_supervision.map(super::values::PartialDate::first_day)
        && held <= today
    {
        shown.push(new(EvidenceKind::Supervision, "Supervision, from the register", Some(held)));
    }
    if has("cpd")
        && let Some(cpd) = &person.cpd
    {
        let title =
            if cpd.title.is_empty() { "Continuing development, from the register" } else { &cpd.title };
        shown.push(NewEvidence { events: cpd.events.clamp(1, 52), ..new(EvidenceKind::Cpd, title, None) });
    }
    if has("insurance-expiry")
        && let Some(until) = person.insurance_expiry
    {
        let insurance = new(EvidenceKind::Insurance, "Insurance, from the register", None);
        shown.push(NewEvidence { expires_on: Some(until.first_day()), ..insurance });
    }
    shown
}
