use sqlx::PgConnection;

use crate::accounts::{Viewer, sessions};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, LoginSessionId};

/// One place where the account is signed in.
pub struct SignedIn {
    pub login_session_id: LoginSessionId,
    pub device: String,
    pub own_phone: bool,
    pub created_at: Instant,
    pub last_seen_at: Instant,
    pub is_this_one: bool,
}

/// Where the viewer's account is signed in, the latest first, at most fifty.
pub async fn open(db: &mut PgConnection, now: Instant, viewer: &Viewer) -> sqlx::Result<Vec<SignedIn>> {
    let watches = viewer.watches_over_others();
    let ordinary = sessions::limits(false, watches).idle;
    sqlx::query_as!(
        SignedIn,
        r#"select login_session_id as "login_session_id: LoginSessionId", device, own_phone, created_at, last_seen_at,
                  login_session_id = $4 as "is_this_one!"
             from login_session
            where account_id = $1 and ended_at is null and expires_at > $2 and (own_phone or last_seen_at > $3)
            order by login_session_id = $4 desc, last_seen_at desc, created_at desc
            limit 50"#,
        viewer.account_id.0,
        now as Instant,
        now.minus(ordinary) as Instant,
        viewer.login_session_id.0,
    )
    .fetch_all(db)
    .await
}

/// Ends one login session of this account; false when it is not one of its open ones.
pub async fn end(
    db: &mut PgConnection,
    now: Instant,
    owner: AccountId,
    id: LoginSessionId,
) -> sqlx::Result<bool> {
    let ended = sqlx::query!(
        "update login_session set ended_at = $3
          where account_id = $1 and login_session_id = $2 and ended_at is null",
        owner.0,
        id.0,
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(ended.rows_affected() == 1)
}
