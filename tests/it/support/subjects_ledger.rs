//! What stands in for the parameters of the ledger's pages: an entry of the mentee's, a group that the practitioner recorded, a session
//! the mentee had.

use uuid::Uuid;

use super::subjects::Subject;
use super::together;
use super::world::{Cast, World};

/// An hour of learning that the mentee entered.
pub async fn entry(world: &World) -> String {
    let id = Uuid::new_v4();
    sqlx::query(
        "insert into ledger_entry (ledger_entry_id, account_id, kind, held_on, minutes, title, counts, created_at, submission_id)
         values ($1, $2, 'cpd', '2027-02-01', 60, 'Listening well', true, $3, $1)",
    )
    .bind(id)
    .bind(world.person(Cast::Mentee).account_id)
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("an entry");
    id.to_string()
}

/// An hour of supervision that the practitioner recorded for several people.
pub async fn group(world: &World) -> String {
    let id = Uuid::new_v4();
    sqlx::query(
        "insert into supervision_group (group_id, pool_id, supervisor_id, held_on, minutes, title, created_at, submission_id)
         values ($1, $2, $3, '2027-02-01', 60, 'Endings', $4, $1)",
    )
    .bind(id)
    .bind(world.pool_a)
    .bind(world.person(Cast::Practitioner).account_id)
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("a group");
    id.to_string()
}

/// A session of the mentee and the practitioner that was held: the mentee's to write about.
pub async fn reflection(world: &World, path: &'static str) -> Subject {
    let [mentee, practitioner] = [Cast::Mentee, Cast::Practitioner].map(|cast| world.person(cast).account_id);
    let id = together::begun(&world.app, world.pool_a, mentee, practitioner).await;
    let session = Uuid::new_v4();
    sqlx::query(
        "insert into session (session_id, pool_id, relationship_id, status, starts_at, planned_minutes, minutes, created_at, submission_id)
         select $1, pool_id, relationship_id, 'held', $3::timestamptz - interval '1 day', 60, 60, $3, $1
         from relationship where relationship_id = $2",
    )
    .bind(session)
    .bind(id)
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("a session");
    let filled = |session: &str| path.replace("{id}", &id.to_string()).replace("{session}", session);
    Subject {
        path: filled(&session.to_string()),
        missing: filled(&Uuid::new_v4().to_string()),
        yours: vec![Cast::Mentee],
    }
}
