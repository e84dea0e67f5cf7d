use std::fmt;

use async_trait::async_trait;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, PgPool};
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use uuid::Uuid;

use super::login::{EPOCH, LOGIN, Login, VIEWER};
use super::{KEPT_FOR_DRAFTS, LoginEpoch, limits};
use crate::accounts::viewer::{Roles, Viewer};
use crate::platform::clock::{Clock, Instant};
use crate::platform::ids::{AccountId, LoginSessionId, PoolId, uuid_v7};

/// Login sessions in Postgres, by the hash of their token.
#[derive(Clone)]
pub struct LoginSessionStore {
    db: PgPool,
    clock: Clock,
}

impl fmt::Debug for LoginSessionStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LoginSessionStore")
    }
}

impl LoginSessionStore {
    #[must_use]
    pub const fn new(db: PgPool, clock: Clock) -> Self {
        Self { db, clock }
    }

    /// Inserts a row; false, and none, when it would sign in an account whose sign-ins were ended since this one
    /// began. The account's row is locked meanwhile, so that ending them and this cannot pass each other.
    async fn insert(&self, record: &Record) -> Result<bool> {
        let now = self.clock.now();
        let (data, login) = row_of(record)?;
        let own_phone = login.as_ref().is_some_and(|login| login.own_phone);
        let inserted = sqlx::query!(
            "with current as (
               select 1 from account where account_id = $3 and login_epoch = $11 and closed_at is null for share
             )
             insert into login_session (token_hash, login_session_id, account_id, data, device, own_phone,
                created_at, authenticated_at, second_factor_at, last_seen_at, expires_at)
             select $1, $2, $3, $4, $5, $6, $7, $8, $9, $7, $10
              where $3::uuid is null or exists (select from current)",
            token_hash(&record.id.to_string()),
            uuid_v7(now),
            login.as_ref().map(|login| login.account_id.0),
            data,
            login.as_ref().map_or("", |login| login.device.as_str()),
            own_phone,
            now as Instant,
            login.as_ref().map(|login| login.authenticated_at) as Option<Instant>,
            login.as_ref().and_then(|login| login.second_factor_at) as Option<Instant>,
            now.plus(limits(own_phone, false).absolute) as Instant,
            login.as_ref().map(|login| login.epoch),
        )
        .execute(&self.db)
        .await
        .map_err(|error| backend(&error))?;
        Ok(inserted.rows_affected() == 1)
    }
}

/// How a session cookie's value is stored.
fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

fn backend(error: &sqlx::Error) -> Error {
    // The text may carry what a row held; the kind is enough to act on.
    Error::Backend(match error {
        sqlx::Error::Database(refused) => format!("database refused: {:?}", refused.code()),
        sqlx::Error::PoolTimedOut => "no connection in time".to_owned(),
        _ => "database unavailable".to_owned(),
    })
}

/// The row that a record becomes: its own data without the viewer, which is read afresh at each load.
fn row_of(record: &Record) -> Result<(Value, Option<Login>)> {
    let login = match record.data.get(LOGIN) {
        Some(value) => {
            Some(serde_json::from_value(value.clone()).map_err(|error| Error::Encode(error.to_string()))?)
        }
        None => None,
    };
    let data: Map<String, Value> = record
        .data
        .iter()
        .filter(|(key, _)| *key != VIEWER && *key != EPOCH)
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    Ok((Value::Object(data), login))
}

#[async_trait]
impl SessionStore for LoginSessionStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        if !self.insert(record).await? {
            // The account's sign-ins were ended while this one was under way: the browser stays signed out.
            record.data.remove(LOGIN);
            self.insert(record).await?;
        }
        Ok(())
    }

    /// Updates, never inserts: a session that has ended stays ended however late a slow request saves it.
    async fn save(&self, record: &Record) -> Result<()> {
        let (data, login) = row_of(record)?;
        sqlx::query!(
            "update login_session
                set data = $2, authenticated_at = coalesce($3, authenticated_at),
                    second_factor_at = coalesce($4, second_factor_at)
              where token_hash = $1 and ended_at is null",
            token_hash(&record.id.to_string()),
            data,
            login.as_ref().map(|login| login.authenticated_at) as Option<Instant>,
            login.as_ref().and_then(|login| login.second_factor_at) as Option<Instant>,
        )
        .execute(&self.db)
        .await
        .map_err(|error| backend(&error))?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = self.clock.now();
        let hash = token_hash(&id.to_string());
        let row = sqlx::query!(
            r#"select s.login_session_id as "login_session_id!", s.data as "data!", s.own_phone as "own_phone!",
                      s.authenticated_at, s.last_seen_at as "last_seen_at!", s.expires_at as "expires_at!",
                      a.account_id as "account_id?: AccountId", a.name as "name?", a.closed_at,
                      a.login_epoch as "login_epoch?",
                      (a.employment_proven_at is not null) as "employment_proven!",
                      exists(select from second_factor f where f.account_id = a.account_id) as "second_factor!",
                      array(select r.role from account_role r where r.account_id = a.account_id) as "roles!",
                      array(select r.pool_id from account_role r
                             where r.account_id = a.account_id and r.pool_id is not null) as "pools!: Vec<PoolId>",
                      chemistry_waiting(a.account_id, $2) as "waiting!",
                      relationships_waiting(a.account_id, $2) as "together?",
                      (select count(*) from shortlist_entry k where k.account_id = a.account_id) as "kept!",
                      zone_of(a.account_id) as "zone!"
                 from login_session s
                 left join account a on a.account_id = s.account_id
                where s.token_hash = $1 and s.ended_at is null"#,
            hash,
            now as Instant,
        )
        .fetch_optional(&self.db)
        .await
        .map_err(|error| backend(&error))?;
        let Some(row) = row else { return Ok(None) };
        let roles = Roles {
            administrator: row.roles.iter().any(|role| role == "administrator"),
            practitioner: row.roles.iter().any(|role| role == "practitioner"),
            coordinator_of: row.pools,
        };
        let watches = roles.administrator || !roles.coordinator_of.is_empty();
        let idle = now.since(row.last_seen_at);
        if now >= row.expires_at || idle >= limits(row.own_phone, watches).idle || row.closed_at.is_some() {
            return Ok(None);
        }
        if idle >= jiff::SignedDuration::from_mins(5) {
            sqlx::query!(
                "update login_session set last_seen_at = $2
                  where token_hash = $1 and ended_at is null and last_seen_at < $2",
                hash,
                now as Instant,
            )
            .execute(&self.db)
            .await
            .map_err(|error| backend(&error))?;
        }
        let Value::Object(data) = row.data else { return Ok(None) };
        let mut data: std::collections::HashMap<String, Value> = data.into_iter().collect();
        if let (Some(account_id), Some(name)) = (row.account_id, row.name) {
            let viewer = Viewer {
                account_id,
                login_session_id: LoginSessionId(row.login_session_id),
                name,
                roles,
                employment_proven: row.employment_proven,
                second_factor: row.second_factor,
                waiting: row.waiting.try_into().unwrap_or(0),
                together: row.together.map(|waiting| waiting.try_into().unwrap_or(0)),
                kept: row.kept.try_into().unwrap_or(0),
                zone: row.zone,
                authenticated_at: row.authenticated_at.unwrap_or(now),
                own_phone: row.own_phone,
            };
            let viewer = serde_json::to_value(viewer).map_err(|error| Error::Decode(error.to_string()))?;
            data.insert(VIEWER.to_owned(), viewer);
            data.insert(EPOCH.to_owned(), row.login_epoch.into());
        }
        let expiry_date = time::OffsetDateTime::from_unix_timestamp(row.expires_at.unix_seconds())
            .map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        end_by_cookie(&self.db, self.clock.now(), &id.to_string()).await.map_err(|error| backend(&error))
    }
}

/// Ends the session that a cookie names. Ending twice is as good as once.
pub(in crate::accounts) async fn end_by_cookie(db: &PgPool, now: Instant, token: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update login_session set ended_at = $2 where token_hash = $1 and ended_at is null",
        token_hash(token),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends every login session of an account, and every sign-in to it that is under way.
///
/// # Errors
/// The database's.
pub async fn end_all(db: &mut PgConnection, now: Instant, account_id: AccountId) -> sqlx::Result<LoginEpoch> {
    end_others(db, now, account_id, LoginSessionId(Uuid::nil())).await
}

/// Ends every login session of an account but one, and every sign-in to it that is under way. Returns the epoch
/// under which the one that is left may be renewed.
///
/// # Errors
/// The database's.
pub async fn end_others(
    db: &mut PgConnection,
    now: Instant,
    account_id: AccountId,
    but: LoginSessionId,
) -> sqlx::Result<LoginEpoch> {
    let epoch = sqlx::query_scalar!(
        "update account set login_epoch = login_epoch + 1 where account_id = $1 returning login_epoch",
        account_id.0,
    )
    .fetch_one(&mut *db)
    .await?;
    sqlx::query!(
        "update login_session set ended_at = $2
          where account_id = $1 and login_session_id <> $3 and ended_at is null",
        account_id.0,
        now as Instant,
        but.0,
    )
    .execute(db)
    .await?;
    Ok(epoch)
}

/// Whose session a cookie was until it ran out, at most a day ago. One that was ended on purpose has no owner.
pub(in crate::accounts) async fn lapsed_owner(
    db: &PgPool,
    now: Instant,
    token: &str,
) -> sqlx::Result<Option<AccountId>> {
    sqlx::query_scalar!(
        r#"select s.account_id as "account_id!: AccountId"
             from login_session s join account a on a.account_id = s.account_id
            where s.token_hash = $1 and s.ended_at is null and a.closed_at is null
              and case when s.own_phone then s.expires_at
                       else least(s.expires_at, s.last_seen_at + interval '1 hour') end > $2"#,
        token_hash(token),
        now.minus(KEPT_FOR_DRAFTS) as Instant,
    )
    .fetch_optional(db)
    .await
}

/// Removes sessions that ended or ran out more than a day ago. Returns how many.
///
/// # Errors
/// The database's.
pub async fn sweep(db: &mut PgConnection, now: Instant) -> sqlx::Result<u64> {
    let before = now.minus(KEPT_FOR_DRAFTS);
    let removed = sqlx::query!(
        "delete from login_session where expires_at < $1 or ended_at < $1 or (account_id is null and last_seen_at < $1)",
        before as Instant,
    )
    .execute(db)
    .await?;
    Ok(removed.rows_affected())
}
