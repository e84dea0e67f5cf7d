use sqlx::PgConnection;
use uuid::Uuid;

use crate::platform::ids::{AccountId, ChemistryId};

/// Holds these people until the transaction ends, in one order: what opens a request between two, and what keeps them apart, come one
/// after the other. Before any place.
pub(super) async fn hold_people(db: &mut PgConnection, people: &[AccountId]) -> Result<(), sqlx::Error> {
    let people: Vec<Uuid> = people.iter().map(|person| person.0).collect();
    sqlx::query!(
        "select account_id from account where account_id = any($1) order by account_id for no key update",
        &people,
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// Holds the mentee of a request, as sending one does, so that two of their requests are not opened at once.
pub(super) async fn hold_mentee_of(db: &mut PgConnection, id: ChemistryId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select a.account_id from chemistry_request r join account a on a.account_id = r.mentee_id
         where r.chemistry_request_id = $1 for no key update of a",
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(())
}
