//! Login sessions of made-up mentees, put straight into the hub's database.

use std::path::Path;

use rapport::platform::clock::{Clock, Instant};
use rapport::platform::embedded::Embedded;
use rapport::platform::ids::{AccountId, uuid_v7};
use sha2::{Digest, Sha256};
use sqlx::{ConnectOptions, PgConnection};

use crate::Result;

const MANY: i64 = 400;

async fn connect(data_dir: &Path) -> Result<PgConnection> {
    Ok(Embedded::join(data_dir, None)?.serving().connect().await?)
}

/// The cookies of mentees whose employment is proven, signed in as if they had just done so.
pub async fn signed_in(data_dir: &Path) -> Result<Vec<String>> {
    let mut db = connect(data_dir).await?;
    let mentees: Vec<AccountId> = sqlx::query_scalar(
        "select a.account_id from account a
         where a.employment_proof is not null and a.closed_at is null and a.email like '%@staff.example'
           and not exists (select from membership m where m.account_id = a.account_id)
           and not exists (select from account_role r where r.account_id = a.account_id)
         order by md5(a.account_id::text) limit $1",
    )
    .bind(MANY)
    .fetch_all(&mut db)
    .await?;
    if mentees.is_empty() {
        return Err("the preset made up nobody who looks for help".into());
    }
    let now = Clock::system().now();
    let mut cookies = Vec::new();
    for mentee in mentees {
        cookies.push(sign_in(&mut db, mentee, now).await?);
    }
    Ok(cookies)
}

async fn sign_in(db: &mut PgConnection, mentee: AccountId, now: Instant) -> Result<String> {
    let token = tower_sessions::session::Id::default().to_string();
    let login = serde_json::json!({"login": {
        "account_id": mentee,
        "authenticated_at": now,
        "second_factor_at": null,
        "own_phone": false,
        "device": "Firefox on Linux",
    }});
    sqlx::query(
        "insert into login_session (token_hash, login_session_id, account_id, data, device, created_at,
           authenticated_at, last_seen_at, expires_at)
         values ($1, $2, $3, $4, 'Firefox on Linux', $5, $5, $5, $6)",
    )
    .bind(Sha256::digest(token.as_bytes()).to_vec())
    .bind(uuid_v7(now))
    .bind(mentee)
    .bind(login)
    .bind(now)
    .bind(now.plus(jiff::SignedDuration::from_hours(12)))
    .execute(db)
    .await?;
    Ok(format!("rapport_session={token}"))
}

/// Lets everybody look at as many pages as on a new day.
pub async fn forget_views(data_dir: &Path) -> Result<()> {
    let mut db = connect(data_dir).await?;
    sqlx::query("delete from view_budget").execute(&mut db).await?;
    Ok(())
}
