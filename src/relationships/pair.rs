use sqlx::PgConnection;

use super::error::ActError;
use super::model::Status;
use super::relationship::Relationship;
use super::store;
use crate::accounts::first_name;
use crate::chemistry::model::Side;
use crate::platform::ids::{AccountId, PoolId, RelationshipId};
use crate::pools::Offering;

/// A relationship as one of the two reaches it: who they are, and where it stands.
#[derive(Debug, Clone)]
pub struct Pair {
    pub relationship_id: RelationshipId,
    pub pool_id: PoolId,
    pub offering: Offering,
    pub status: Status,
    /// Which of the two is asking.
    pub side: Side,
    pub me: AccountId,
    pub other: AccountId,
    /// The other's full name.
    pub other_name: String,
}

impl Pair {
    #[must_use]
    pub fn other_first_name(&self) -> &str {
        first_name(&self.other_name)
    }

    /// Where the relationship's page is.
    #[must_use]
    pub fn path(&self) -> String {
        path(self.relationship_id)
    }
}

/// Where the page of a relationship is.
#[must_use]
pub fn path(id: RelationshipId) -> String {
    format!("/relationships/{id}")
}

/// A relationship of somebody; none when there is no such one, or it is not theirs: the same to whoever asks.
///
/// # Errors
/// The database's.
pub async fn pair(
    db: &mut PgConnection,
    id: RelationshipId,
    account: AccountId,
) -> Result<Option<Pair>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select r.relationship_id, r.pool_id, r.offering as "offering: Offering", r.status as "status: Status",
             r.mentee_id, other.account_id, other.name
           from relationship r
           join account other on other.account_id = case when r.mentee_id = $2 then r.practitioner_id else r.mentee_id end
           where r.relationship_id = $1 and (r.mentee_id = $2 or r.practitioner_id = $2)"#,
        id.0,
        account.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Pair {
        relationship_id: row.relationship_id,
        pool_id: row.pool_id,
        offering: row.offering,
        status: row.status,
        side: if row.mentee_id == account { Side::Mentee } else { Side::Practitioner },
        me: account,
        other: row.account_id,
        other_name: row.name,
    }))
}

/// Two of whom one supervises the other.
#[derive(Debug, Clone, Copy)]
pub struct Supervised {
    pub pool_id: PoolId,
    pub practitioner_id: AccountId,
    pub mentee_id: AccountId,
}

/// The two of a relationship, where it is coaching supervision and somebody's own.
pub(super) async fn supervised(
    db: &mut PgConnection,
    id: RelationshipId,
    account: AccountId,
) -> Result<Option<Supervised>, sqlx::Error> {
    sqlx::query_as!(
        Supervised,
        "select pool_id, practitioner_id, mentee_id from relationship
         where relationship_id = $1 and offering = 'supervision' and $2 in (mentee_id, practitioner_id)",
        id.0,
        account.0,
    )
    .fetch_optional(db)
    .await
}

/// The same pair, as it stands now and until the transaction ends: what is written between two is not written past an ending.
///
/// # Errors
/// The database's.
pub async fn held(db: &mut PgConnection, pair: &Pair) -> Result<Pair, sqlx::Error> {
    let status = sqlx::query_scalar!(
        r#"select status as "status: Status" from relationship where relationship_id = $1 for share"#,
        pair.relationship_id.0,
    )
    .fetch_one(db)
    .await?;
    Ok(Pair { status, ..pair.clone() })
}

/// A relationship of somebody, held until the transaction ends, and which of the two they are.
///
/// # Errors
/// `NotFound` when there is no such one, or it is not theirs; `Still` after a death; or the database's.
pub(super) async fn take(
    db: &mut PgConnection,
    by: AccountId,
    id: RelationshipId,
) -> Result<(Relationship, Side), ActError> {
    let one = store::take(db, id).await?;
    let side = one.side_of(by).ok_or(ActError::NotFound)?;
    Ok((one, side))
}
