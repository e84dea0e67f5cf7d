use sqlx::PgConnection;

use super::store;
use crate::accounts::employment;
use crate::accounts::events::AccountEvent;
use crate::events::{self, Actor};
use crate::organisations::{self, ChoiceForm};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, SubmissionId};
use crate::platform::tokens::Token;
use crate::platform::web::FormErrors;

/// What confirming came to.
pub enum Confirmed {
    Made(AccountId),
    /// The address had an account by then.
    HadOne,
    /// The link was used or has run out.
    Gone,
}

/// Makes the account of a registration: its address confirmed, its employer settled, and its employment proven when
/// the address is the employer's own.
///
/// # Errors
/// The database's.
pub async fn confirm(
    db: &mut PgConnection,
    now: Instant,
    token: &Token,
    password_hash: Option<&str>,
) -> sqlx::Result<Confirmed> {
    let Some(registration) = store::lock_usable(db, now, &token.hash()).await? else {
        return Ok(Confirmed::Gone);
    };
    store::confirm(db, now, registration.registration_id).await?;
    let organisation = workplace(db, now, &registration).await?;
    let account_id = AccountId::new(now);
    if !store::insert_account(db, now, account_id, &registration, organisation, password_hash).await? {
        return Ok(Confirmed::HadOne);
    }
    events::record(db, Actor::Account(account_id), now, &AccountEvent::Registered(account_id)).await?;
    if let Some(employer) = organisation {
        employment::prove_by_domain(db, now, account_id, employer, &registration.email).await?;
    }
    Ok(Confirmed::Made(account_id))
}

/// The employer that was chosen, as it is today: one that merged meanwhile is followed, one that is gone is asked
/// for again on the account page.
async fn workplace(
    db: &mut PgConnection,
    now: Instant,
    registration: &store::Usable,
) -> sqlx::Result<Option<crate::platform::ids::OrganisationId>> {
    let Ok(mut form) = serde_json::from_value::<ChoiceForm>(registration.workplace.clone()) else {
        return Ok(None);
    };
    // "None of these" was asked and answered when the form was sent.
    "yes".clone_into(&mut form.employer_distinct);
    let Some(choice) = organisations::resolve(db, &form, now, &mut FormErrors::none()).await? else {
        return Ok(None);
    };
    let submission = SubmissionId(registration.registration_id);
    organisations::settle(db, Actor::Visitor, now, submission, &choice).await.map(Some)
}
