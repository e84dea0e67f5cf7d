//! What an application still needs before it can be sent.

use sqlx::PgConnection;

use super::model::Step;
use super::store::Application;
use crate::platform::ids::AccountId;
use crate::pools::Requirements;

/// One thing that is missing, and the step where it is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    pub step: Step,
    /// Its field on the short form.
    pub field: &'static str,
    pub sentence: &'static str,
}

/// What is known of the applicant, as far as completeness asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says whether something was filled in")]
pub struct Facts {
    pub job_title: bool,
    pub headline: bool,
    pub biography: bool,
    pub seniority: bool,
    pub employer: bool,
    pub professions: i64,
    pub areas: i64,
    pub deliveries: i64,
    pub places: bool,
}

/// Reads them.
pub(super) async fn facts(db: &mut PgConnection, account: AccountId) -> Result<Facts, sqlx::Error> {
    sqlx::query_as!(
        Facts,
        r#"select coalesce(p.job_title, '') <> '' as "job_title!", coalesce(p.headline, '') <> '' as "headline!",
             coalesce(p.biography, '') <> '' as "biography!", p.seniority_id is not null as "seniority!",
             a.organisation_id is not null as "employer!", pl.account_id is not null as "places!",
             (select count(*) from profile_term t join term using (term_id)
              where t.account_id = a.account_id and vocabulary_code = 'profession') as "professions!",
             (select count(*) from profile_term t join term using (term_id)
              where t.account_id = a.account_id and vocabulary_code = 'development-area') as "areas!",
             (select count(*) from profile_term t join term using (term_id)
              where t.account_id = a.account_id and vocabulary_code = 'delivery') as "deliveries!"
           from account a left join profile p using (account_id) left join place pl using (account_id)
           where a.account_id = $1"#,
        account.0,
    )
    .fetch_one(db)
    .await
}

/// Whether one page is enough: nothing has to be shown, only said.
pub(super) fn is_short(application: &Application, asked: &[Requirements]) -> bool {
    asked
        .iter()
        .filter(|asked| application.offerings.contains(&asked.offering))
        .all(|asked| !asked.asks_for_evidence() && !asked.needs_ethics)
}

fn needs_ethics(application: &Application, asked: &[Requirements]) -> bool {
    asked.iter().any(|asked| application.offerings.contains(&asked.offering) && asked.needs_ethics)
}

/// What is missing, in the order of the steps. Evidence is no gap: a coordinator may take somebody whose certificate
/// is on its way.
pub(super) fn gaps(
    application: &Application,
    asked: &[Requirements],
    facts: &Facts,
    terms_version: i32,
) -> Vec<Gap> {
    let long = !is_short(application, asked);
    let closed = application
        .offerings
        .iter()
        .any(|offering| !asked.iter().any(|asked| asked.offering == *offering && asked.takes_applications));
    let checks = [
        (application.offerings.is_empty(), Step::Offer, "offerings", "Choose what you would like to offer"),
        (
            closed,
            Step::Offer,
            "offerings",
            "The pool takes no applications for all of this now: choose again",
        ),
        (!facts.headline, Step::About, "headline", "Say in one line what you can help with"),
        (long && !facts.biography, Step::About, "biography", "Write a few lines about yourself"),
        (!facts.job_title, Step::Role, "job_title", "Enter your job title"),
        (facts.professions == 0, Step::Role, "profession", "Select your profession or staff group"),
        (!facts.seniority, Step::Role, "seniority", "Select your band or grade"),
        (facts.areas == 0, Step::Help, "areas", "Choose at least one thing you can help with"),
        (facts.deliveries == 0, Step::Approach, "delivery", "Choose at least one way to meet"),
        (!facts.places, Step::Availability, "capacity", "Say how many people you could see at once"),
        (
            needs_ethics(application, asked) && application.ethics_agreed_at.is_none(),
            Step::Agreement,
            "ethics",
            "Confirm that you follow the Global Code of Ethics",
        ),
        (
            application.terms_version != Some(terms_version),
            Step::Agreement,
            "terms",
            "Agree to the terms of the pool, as they are now",
        ),
    ];
    checks
        .into_iter()
        .filter(|(missing, ..)| *missing)
        .map(|(_, step, field, sentence)| Gap { step, field, sentence })
        .collect()
}
