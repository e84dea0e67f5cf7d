//! The membership that stands in for `{membership_id}`: the practitioner's, in pool A.

use uuid::Uuid;

use super::world::{Cast, World};

/// Their membership and a piece of their evidence, made the first time they are asked for.
pub async fn membership(world: &World) -> (Uuid, Uuid) {
    let account = world.person(Cast::Practitioner).account_id;
    let id = Uuid::new_v4();
    sqlx::query(
        "with made as (
           insert into membership (membership_id, pool_id, account_id, kind, status, since, terms_version, changed_at)
           values ($1, $2, $3, 'employee', 'active', $4, 1, $4) on conflict do nothing returning membership_id)
         insert into membership_offering (pool_id, membership_id, offering) select $2, membership_id, 'mentoring' from made",
    )
    .bind(id)
    .bind(world.pool_a)
    .bind(account)
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("a membership");
    let evidence = Uuid::new_v4();
    sqlx::query(
        "insert into evidence (evidence_id, pool_id, account_id, kind, title, submission_id, created_at)
         values ($1, $2, $3, 'training', 'A day of training', $1, $4)",
    )
    .bind(evidence)
    .bind(world.pool_a)
    .bind(account)
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("evidence");
    let id =
        sqlx::query_scalar("select membership_id from membership where pool_id = $1 and account_id = $2")
            .bind(world.pool_a)
            .bind(account)
            .fetch_one(&world.app.app.db)
            .await
            .expect("the membership");
    (id, evidence)
}
