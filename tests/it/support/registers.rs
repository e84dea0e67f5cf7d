//! Registers for the permission matrix and the crawl: a checked import of pool A, and somebody it names.

use rapport::platform::ids::uuid_v7;
use rapport::platform::seal::seal;
use rapport::platform::secrets::Purpose;
use rapport::platform::tokens::Token;
use serde_json::json;
use uuid::Uuid;

use super::subjects::Subject;
use super::world::{Cast, World};

/// The object of a path below an import or an entry of pool A.
pub async fn of_register(world: &World, path: &'static str) -> Subject {
    let pool = world.pool_a.to_string();
    let id = if path.contains("{import_id}") { import(world, path).await } else { entry(world, None).await };
    let fill = |id: &str| path.replace("{id}", &pool).replace("{import_id}", id).replace("{entry_id}", id);
    Subject {
        path: fill(&id.to_string()),
        missing: fill(&Uuid::new_v4().to_string()),
        yours: vec![Cast::CoordinatorA],
    }
}

/// A link to answer an invitation.
pub async fn invitation(world: &World) -> String {
    let token = Token::random();
    entry(world, Some(&token)).await;
    token.text()
}

async fn entry(world: &World, token: Option<&Token>) -> Uuid {
    let id = uuid_v7(world.app.now());
    let person =
        json!({ "full-name": "Somebody New", "email": format!("{id}@trust.example"), "about": "I listen." });
    sqlx::query(
        "insert into register_entry (register_entry_id, pool_id, email, imported, token_hash, invited_at, invitations, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, 1, $6, $6)",
    )
    .bind(id)
    .bind(world.pool_a)
    .bind(format!("{id}@trust.example"))
    .bind(person)
    .bind(token.map(Token::hash))
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("an entry");
    id
}

async fn import(world: &World, path: &str) -> Uuid {
    let id = uuid_v7(world.app.now());
    let file = b"Name,Email,Areas\nSomebody New,new@trust.example,Basket weaving\nNobody,,\n";
    let reading = json!({
        "read_as": "UTF-8, separated by commas", "heading_line": 1, "headings": ["Name", "Email", "Areas"],
        "columns": ["full-name", "email", "areas"],
        "unsure": [{ "subject": "development-area", "folded": "basket weaving", "written": "Basket weaving", "rows": 1, "suggestion": null }],
        "counts": { "created": 1, "updated": 0, "unchanged": 0, "refused": 1 },
    });
    // Discarding takes the object away, so it gets one of its own state.
    let status = if path.ends_with("/discard") { "uploaded" } else { "checked" };
    sqlx::query(
        "insert into register_import (register_import_id, pool_id, file_name, sealed_file, reading, status, rows_total, created_at,
           heartbeat_at, submission_id)
         values ($1, $2, 'register.csv', $3, $4, $5, 2, $6, $6, $1)",
    )
    .bind(id)
    .bind(world.pool_a)
    .bind(seal(&world.app.app.secret, Purpose::Register, id.as_bytes(), file))
    .bind(reading)
    .bind(status)
    .bind(world.app.now())
    .execute(&world.app.app.db)
    .await
    .expect("an import");
    sqlx::query(
        "insert into register_import_row (pool_id, register_import_id, line, outcome, person, remarks)
         values ($1, $2, 2, 'created', 'Somebody New, new@trust.example', '[]'),
                ($1, $2, 3, 'refused', 'Nobody', '[\"There is no email address: the cell is empty\"]')",
    )
    .bind(world.pool_a)
    .bind(id)
    .execute(&world.app.app.db)
    .await
    .expect("its rows");
    id
}
