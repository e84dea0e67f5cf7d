//! What stands in for the parameter of the ledger's pages: an entry of the mentee's.

use uuid::Uuid;

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
