use sqlx::PgConnection;
use uuid::Uuid;

use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, uuid_v7};
use crate::platform::seal::{open, seal};
use crate::platform::secrets::{Purpose, Secret};

/// A draft given back to its owner.
pub struct Draft {
    /// Where the form was posted.
    pub path: String,
    /// The fields as they were typed, in order.
    pub fields: Vec<(String, String)>,
}

fn context(owner: AccountId, path: &str) -> Vec<u8> {
    format!("{owner} {path}").into_bytes()
}

/// The fields of a form that was kept, opened; none when they cannot be read.
#[must_use]
pub fn opened(secret: &Secret, owner: AccountId, path: &str, sealed: &[u8]) -> Option<Vec<(String, String)>> {
    let body = open(secret, Purpose::Draft, &context(owner, path), sealed).ok()?;
    Some(url::form_urlencoded::parse(&body).into_owned().collect())
}

pub async fn insert(app: &App, owner: AccountId, path: &str, body: &[u8]) -> sqlx::Result<Uuid> {
    let now = app.clock.now();
    let draft_id = uuid_v7(now);
    sqlx::query!(
        "insert into draft (draft_id, account_id, path, sealed, created_at) values ($1, $2, $3, $4, $5)",
        draft_id,
        owner.0,
        path,
        seal(&app.secret, Purpose::Draft, &context(owner, path), body),
        now as Instant,
    )
    .execute(&app.db)
    .await?;
    Ok(draft_id)
}

/// The draft, if it is this owner's and less than a day old.
pub async fn find(app: &App, owner: AccountId, draft_id: Uuid) -> sqlx::Result<Option<Draft>> {
    let row = sqlx::query!(
        "select path, sealed from draft where draft_id = $1 and account_id = $2 and created_at > $3",
        draft_id,
        owner.0,
        app.clock.now().minus(crate::accounts::sessions::KEPT_FOR_DRAFTS) as Instant,
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(row.and_then(|row| {
        let body = open(&app.secret, Purpose::Draft, &context(owner, &row.path), &row.sealed).ok()?;
        let fields = url::form_urlencoded::parse(&body).into_owned().collect();
        Some(Draft { path: row.path, fields })
    }))
}

/// Takes a draft away; `false` when it was gone.
pub async fn delete(db: &mut PgConnection, owner: AccountId, draft_id: Uuid) -> sqlx::Result<bool> {
    let deleted =
        sqlx::query!("delete from draft where draft_id = $1 and account_id = $2", draft_id, owner.0)
            .execute(db)
            .await?;
    Ok(deleted.rows_affected() == 1)
}

/// Removes drafts that are a day old. Returns how many.
///
/// # Errors
/// The database's.
pub async fn sweep(db: &mut PgConnection, now: Instant) -> sqlx::Result<u64> {
    let before = now.minus(crate::accounts::sessions::KEPT_FOR_DRAFTS);
    Ok(sqlx::query!("delete from draft where created_at <= $1", before as Instant)
        .execute(db)
        .await?
        .rows_affected())
}
