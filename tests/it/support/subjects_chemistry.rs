//! A link in mail that answers a request for a first conversation.

use rapport::platform::tokens::Token;

use super::world::{Cast, World};

/// A link in mail with which the practitioner answers the mentee's request.
pub async fn action_link(world: &World) -> String {
    let id = super::subjects_safety::thread(world).await;
    let token = Token::random();
    sqlx::query(
        "insert into action_link (token_hash, chemistry_request_id, account_id, act, made_at) values ($1, $2::uuid, $3, 'answer', $4)",
    )
    .bind(token.hash())
    .bind(&id)
    .bind(world.person(Cast::Practitioner).account_id)
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("a link");
    token.text()
}
