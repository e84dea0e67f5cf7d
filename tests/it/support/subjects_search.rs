//! What stands in for `{id}` on the pages of somebody's own searches: the mentee's.

use uuid::Uuid;

use super::world::{Cast, World};

/// The practitioner, on the mentee's shortlist.
pub async fn kept(world: &World) -> String {
    let person = world.person(Cast::Practitioner).account_id;
    sqlx::query(
        "insert into shortlist_entry (account_id, practitioner_id, position, offering, added_at)
         values ($1, $2, 1, 'mentoring', $3) on conflict do nothing",
    )
    .bind(world.person(Cast::Mentee).account_id)
    .bind(person)
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("an entry");
    person.to_string()
}

/// A search of the mentee's.
pub async fn saved(world: &World) -> String {
    let id = Uuid::new_v4();
    sqlx::query(
        "insert into saved_search (saved_search_id, account_id, name, address, created_at, looked_at, submission_id)
         values ($1, $2, 'Any mentor', 'offering=mentoring', $3, $3, $1)",
    )
    .bind(id)
    .bind(world.person(Cast::Mentee).account_id)
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("a saved search");
    id.to_string()
}

/// The profile of the practitioner, who is a member of a pool that serves everybody.
pub async fn coach_or_mentor(world: &World) -> String {
    let account = world.person(Cast::Practitioner).account_id;
    let mut db = world.app.app.db.acquire().await.expect("a connection");
    rapport::profiles::ensure(&mut db, world.app.now(), account).await.expect("a profile");
    sqlx::query(
        "insert into membership (membership_id, pool_id, account_id, kind, status, since, terms_version, changed_at)
         values (gen_random_uuid(), $1, $2, 'employee', 'active', $3, 1, $3) on conflict do nothing",
    )
    .bind(world.pool_a)
    .bind(account)
    .bind(world.app.now())
    .execute(&mut *db)
    .await
    .expect("a membership");
    account.to_string()
}
