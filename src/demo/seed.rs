use jiff::SignedDuration;
use sqlx::PgConnection;

use super::people::{Employer, Holds, POOL, POOL_NAME, POOL_SYSTEM, Person, Proof, people};
use super::{directory, enquiries, practice, store, threads, together};
use crate::app::App;
use crate::coordination::EnquiryError;
use crate::events::Actor;
use crate::organisations::{self, NewEmployer, OrganisationChoice, RegionCode, TypeCode};
use crate::platform::clock::Instant;
use crate::platform::ids::{OrganisationId, SubmissionId};

/// Why the demonstration could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    #[error("this hub is no demonstration; its people are real")]
    NotADemonstration,
    #[error("the reference data must be loaded first")]
    NoReferenceData,
    #[error("the made-up people do not fit the reference data: {0}")]
    Misfit(String),
    #[error("what they wrote to the coordinator could not be kept: {0}")]
    Enquiry(#[from] EnquiryError),
    #[error("what its pool publishes could not be kept: {0}")]
    Directory(#[from] crate::schemes::SchemeError),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Sets the demonstration up: its people, their employers and their pool. Run again, it changes nothing, and brings
/// back nothing that a visitor has changed.
///
/// # Errors
/// `NotADemonstration` on a real hub, `NoReferenceData` before organisations are loaded, otherwise the database's.
pub async fn seed(app: &App) -> Result<(), SeedError> {
    if !app.site.demo {
        return Err(SeedError::NotADemonstration);
    }
    // They have been here for a while; what they wrote came later.
    let since = app.clock.now().minus(SignedDuration::from_hours(24 * 60));
    let mut tx = app.db.begin().await?;
    store::lock(&mut tx).await?;
    if store::is_seeded(&mut tx, POOL).await? {
        return Ok(());
    }
    if !store::employers_exist(&mut tx, &people().map(|person| person.listed_employer())).await? {
        return Err(SeedError::NoReferenceData);
    }
    store::insert_pool(&mut tx, since, POOL, POOL_NAME, POOL_SYSTEM).await?;
    let coordinator = people().iter().find(|person| person.holds == Holds::Coordinator);
    for person in coordinator.into_iter().chain(people().iter().filter(|person| Some(*person) != coordinator))
    {
        insert(&mut tx, since, person, coordinator).await?;
    }
    practice::begin(&mut tx, app).await?;
    threads::begin(&mut tx, app).await?;
    together::begin(&mut tx, app).await?;
    enquiries::send(&mut tx, app).await?;
    directory::publish(&mut tx, app).await?;
    tx.commit().await?;
    Ok(())
}

async fn insert(
    db: &mut PgConnection,
    now: Instant,
    person: &Person,
    coordinator: Option<&Person>,
) -> Result<(), SeedError> {
    let employer = employer(db, now, person).await?;
    if person.proof == Proof::MailDomain {
        store::insert_domain(db, now, person.domain(), employer).await?;
    }
    let proof = match person.proof {
        Proof::MailDomain => Some("mail-domain"),
        Proof::JoinCode => Some("join-code"),
        Proof::Coordinator => Some("person"),
        Proof::None => None,
    };
    let proven_by = coordinator.filter(|_| person.proof == Proof::Coordinator).map(Person::account_id);
    store::insert_account(db, now, person, employer, proof, proven_by).await?;
    let (role, pool) = match person.holds {
        Holds::Nothing => return Ok(()),
        Holds::Practitioner => ("practitioner", None),
        Holds::Coordinator => ("coordinator", Some(POOL)),
        Holds::Administrator => ("administrator", None),
    };
    Ok(store::insert_role(db, now, person.account_id(), role, pool).await?)
}

async fn employer(db: &mut PgConnection, now: Instant, person: &Person) -> Result<OrganisationId, SeedError> {
    match person.employer {
        Employer::Listed(code) => Ok(organisations::id_of(code)),
        Employer::NotListed => {
            let care_home = OrganisationChoice::NotListed(NewEmployer {
                name: "Meadow View Care Home".to_owned(),
                town: "Ilkley".to_owned(),
                kind: TypeCode::parse("adult-social-care").map_err(SeedError::Misfit)?,
                region: Some(RegionCode::parse("north-east-and-yorkshire").map_err(SeedError::Misfit)?),
            });
            let submission = SubmissionId(person.account_id().0);
            Ok(organisations::settle(db, Actor::System, now, submission, &care_home).await?)
        }
    }
}
