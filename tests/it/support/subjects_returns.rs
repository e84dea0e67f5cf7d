//! What stands in for the parameters of pages about monthly activity.

use uuid::Uuid;

use super::subjects::Subject;
use super::world::{Cast, World};

/// A month of the practitioner's that waits to be confirmed.
pub async fn of_month(world: &World, path: &'static str) -> Subject {
    let id = Uuid::new_v4();
    sqlx::query(
        "insert into monthly_return (monthly_return_id, account_id, month, status, opened_at, due_on)
         values ($1, $2, '2027-02-01', 'open', $3, '2027-03-10') on conflict do nothing",
    )
    .bind(id)
    .bind(world.person(Cast::Practitioner).account_id)
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("a return");
    sqlx::query(
        "insert into monthly_return_figure (monthly_return_id, pool_id, kind, minutes, prefilled_minutes)
         select monthly_return_id, $2, 'mentoring', 90, 0 from monthly_return where monthly_return_id = $1
         union all
         select monthly_return_id, null, 'cpd', 60, 60 from monthly_return where monthly_return_id = $1",
    )
    .bind(id)
    .bind(world.pool_a)
    .execute(&world.app.app.db)
    .await
    .expect("its hours");
    let fill = |month: &str| path.replace("{month}", month);
    Subject { path: fill("2027-02"), missing: fill("2026-11"), yours: vec![Cast::Practitioner] }
}
