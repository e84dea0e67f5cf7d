//! What stands in for the parameters of pages of two who work together.

use rapport::platform::ids::RelationshipId;
use uuid::Uuid;

use super::subjects::Subject;
use super::together;
use super::world::{Cast, World};

/// The relationship of the mentee and the practitioner in pool A, with a session to come.
pub async fn of_relationship(world: &World, path: &'static str) -> Subject {
    if path.starts_with("/relationships/{id}/notes") || path.starts_with("/relationships/{id}/goals") {
        return super::subjects_notes::of_notes_and_goals(world, path).await;
    }
    let [mentee, practitioner] = [Cast::Mentee, Cast::Practitioner].map(|cast| world.person(cast).account_id);
    let yours = vec![Cast::Mentee, Cast::Practitioner];
    let ends = path.contains("/evaluation");
    let id = if ends {
        together::ended(&world.app, world.pool_a, mentee, practitioner).await
    } else {
        together::begun(&world.app, world.pool_a, mentee, practitioner).await
    };
    let missing = Uuid::new_v4().to_string();
    let filled = |id: &str, session: &str| path.replace("{id}", id).replace("{session}", session);
    if path.contains("{session}") {
        let session = together::next_session(&world.app, id, mentee).await.to_string();
        return Subject {
            path: filled(&id.to_string(), &session),
            missing: filled(&id.to_string(), &missing),
            yours,
        };
    }
    Subject { path: filled(&id.to_string(), ""), missing: filled(&missing, ""), yours }
}

/// The request that led to it.
pub async fn of_request(world: &World) -> (String, Vec<Cast>) {
    let [mentee, practitioner] = [Cast::Mentee, Cast::Practitioner].map(|cast| world.person(cast).account_id);
    let id = together::begun(&world.app, world.pool_a, mentee, practitioner).await;
    let there: Option<Uuid> =
        sqlx::query_scalar("select chemistry_request_id from relationship where relationship_id = $1")
            .bind(id)
            .fetch_one(&world.app.app.db)
            .await
            .expect("a relationship");
    let request = match there {
        Some(there) => there,
        None => had_before(world, id).await,
    };
    (request.to_string(), vec![Cast::Mentee, Cast::Practitioner])
}

/// The same relationship as the coordinators of pool A see it.
pub async fn of_pool(world: &World, path: &'static str) -> Subject {
    let [mentee, practitioner] = [Cast::Mentee, Cast::Practitioner].map(|cast| world.person(cast).account_id);
    let id = together::begun(&world.app, world.pool_a, mentee, practitioner).await;
    let filled = |id: String| path.replace("{id}", &world.pool_a.to_string()).replace("{relationship}", &id);
    let missing = filled(Uuid::new_v4().to_string());
    Subject { path: filled(id.to_string()), missing, yours: vec![Cast::CoordinatorA] }
}

/// The first conversation of two who were put together without one.
async fn had_before(world: &World, id: RelationshipId) -> Uuid {
    let [mentee, practitioner] = [Cast::Mentee, Cast::Practitioner].map(|cast| world.person(cast).account_id);
    let request = super::threads::thread(&world.app.app, world.pool_a, mentee, practitioner, "closed").await;
    sqlx::query("update relationship set chemistry_request_id = $2 where relationship_id = $1")
        .bind(id)
        .bind(request)
        .execute(&world.app.app.db)
        .await
        .expect("a request");
    request.0
}
