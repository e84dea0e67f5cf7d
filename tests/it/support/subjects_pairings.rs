//! What stands in for the parameters of pages about pairings that began outside the hub.

use rapport::platform::tokens::Token;
use uuid::Uuid;

use super::subjects::Subject;
use super::world::{Cast, World};

/// A pairing that the practitioner recorded of the mentee's address, through pool A; and the link in its letter.
pub async fn of_pairing(world: &World, path: &'static str) -> Subject {
    let [mentee, practitioner] = [Cast::Mentee, Cast::Practitioner].map(|cast| world.person(cast));
    super::subjects_memberships::membership(world).await;
    // What other paths of the matrix made of it before does not wait any more.
    sqlx::query("delete from pairing where recorded_by = $1")
        .bind(practitioner.account_id)
        .execute(&world.app.app.db)
        .await
        .expect("none before");
    let (id, token) = (Uuid::new_v4(), Token::random());
    sqlx::query(
        "insert into pairing (pairing_id, pool_id, recorded_by, offering, began_on, email, status, hushed, token_hash, created_at, submission_id)
         values ($1, $2, $3, 'mentoring', '2026-09-01', lower($4), 'waiting', false, $5, $6, $1)",
    )
    .bind(id)
    .bind(world.pool_a)
    .bind(practitioner.account_id)
    .bind(&mentee.email)
    .bind(token.hash())
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("a pairing");
    if path.contains("{token}") {
        let fill = |token: &Token| path.replace("{token}", &token.text());
        return Subject { path: fill(&token), missing: fill(&Token::random()), yours: Cast::ALL.to_vec() };
    }
    let yours = match path.rsplit('/').next() {
        Some("confirmation" | "refusal") => vec![Cast::Mentee],
        Some("withdrawal") => vec![Cast::Practitioner],
        _ => vec![Cast::Mentee, Cast::Practitioner],
    };
    let fill = |id: Uuid| path.replace("{pairing}", &id.to_string());
    Subject { path: fill(id), missing: fill(Uuid::new_v4()), yours }
}
