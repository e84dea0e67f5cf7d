//! What stands in for the parameters of the directory's pages: what pool A publishes.

use uuid::Uuid;

use super::subjects::Subject;
use super::world::{Cast, World};

/// The page of a scheme or an event is for everybody; looking after it is the coordinators' of pool A.
pub async fn of_directory(world: &World, path: &'static str) -> Subject {
    let id = if path.contains("{scheme_id}") { scheme(world).await } else { training_event(world).await };
    let fill = |pool: String, own: String| {
        path.replace("{id}", &pool).replace("{scheme_id}", &own).replace("{training_event_id}", &own)
    };
    let yours = if path.starts_with("/pools/") { vec![Cast::CoordinatorA] } else { Cast::ALL.to_vec() };
    Subject {
        path: fill(world.pool_a.to_string(), id.to_string()),
        missing: fill(Uuid::new_v4().to_string(), Uuid::new_v4().to_string()),
        yours,
    }
}

async fn scheme(world: &World) -> Uuid {
    let id = Uuid::new_v4();
    sqlx::query(
        "insert into scheme (scheme_id, pool_id, submission_id, name, kind, summary, offers, for_whom, how_to_join, contact, created_at)
         values ($1, $2, $1, $3, 'peer', 'Coaching in threes', 'Three evenings', 'Everybody', 'Write to us', 'The learning team', $4)",
    )
    .bind(id)
    .bind(world.pool_a)
    .bind(format!("Scheme {id}"))
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("a scheme");
    id
}

async fn training_event(world: &World) -> Uuid {
    let id = Uuid::new_v4();
    sqlx::query(
        "insert into training_event (training_event_id, pool_id, submission_id, title, kind, audience, about, starts_at, ends_at,
           online, booking, created_at)
         values ($1, $2, $1, 'Listening', 'training', 'everybody', 'Half a day', $3::timestamptz + interval '9 days',
           $3::timestamptz + interval '9 days 3 hours', true, 'Write to us', $3)",
    )
    .bind(id)
    .bind(world.pool_a)
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("an event");
    id
}
