use sqlx::PgConnection;

use crate::platform::ids::{AccountId, RelationshipId};

/// A pair of whom one has died, as far as the hub knows: they were a member of a pool.
pub(super) struct Found {
    pub id: RelationshipId,
    pub deceased: AccountId,
}

/// Pairs that go on though one of the two has died, and of whom no coordinator has been asked to write yet: of one person, or of
/// all. Where a first conversation led to an agreement that is not signed, its request stops, and so does this.
pub(super) async fn found(
    db: &mut PgConnection,
    account: Option<AccountId>,
) -> Result<Vec<Found>, sqlx::Error> {
    sqlx::query_as!(
        Found,
        r#"select r.relationship_id as "id: RelationshipId", d.account_id as "deceased!: AccountId"
           from (select distinct m.account_id from membership m
                 where m.leaving = 'died' and ($1::uuid is null or m.account_id = $1)) d
           join relationship r on d.account_id in (r.mentee_id, r.practitioner_id)
           where (r.status in ('active', 'review-due', 'paused', 'ending')
                  or r.status = 'agreeing' and not exists (select from chemistry_request c
                       where c.chemistry_request_id = r.chemistry_request_id and c.status = 'agreed'))
             and not exists (select from condolence c where c.relationship_id = r.relationship_id)
           order by r.practitioner_id, r.relationship_id limit 500"#,
        account.map(|account| account.0),
    )
    .fetch_all(db)
    .await
}

/// Whether one of the two of a relationship has died: the hub writes to them no more.
pub(super) async fn is_bereaved(
    db: &mut PgConnection,
    mentee: AccountId,
    practitioner: AccountId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from mail_silence s where s.account_id in ($1, $2)) as "died!""#,
        mentee.0,
        practitioner.0,
    )
    .fetch_one(db)
    .await
}
