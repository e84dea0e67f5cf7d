//! Two roles: one owns the schema and migrates, the other serves and cannot change it (S15).

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};

/// Tables that the serving role may read and add to, never change (S13).
const APPEND_ONLY: [&str; 1] = ["event"];
/// Tables that the serving role may only read.
const READ_ONLY: [&str; 1] = ["_sqlx_migrations"];

/// Tables of which the serving role sees only what row-level security gives to whoever asks.
const ROW_SECURED: [&str; 2] = ["note", "note_key"];

/// Only one process changes roles or grants at a time: Postgres refuses concurrent changes of one catalogue row.
const LOCK: i64 = 0x5261_7070_6f72_7401;

/// Why a role is not fit to serve.
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    #[error(
        "the database role that serves can change the schema; DATABASE_URL must name a role that owns nothing, and RAPPORT_OWNER_URL the owner"
    )]
    CanChangeSchema,
    #[error(
        "the database role that serves can alter the record of events; run the migrate command as the owner, which sets the rights"
    )]
    CanAlterEvents,
    #[error(
        "the database role that serves would see everybody's notes, because row-level security does not hold it; DATABASE_URL must name a role that owns nothing"
    )]
    SeesNotes,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Makes a role that can log in and nothing more; harmless when it exists. Needs a connection that may create
/// roles.
///
/// # Errors
/// The database's.
pub async fn create_role(admin: &mut PgConnection, name: &str) -> Result<(), sqlx::Error> {
    let mut tx = admin.begin().await?;
    lock(&mut tx).await?;
    let known: Option<i32> = sqlx::query_scalar("select 1 from pg_roles where rolname = $1")
        .bind(name)
        .fetch_optional(&mut *tx)
        .await?;
    if known.is_none() {
        let statement =
            format!("create role {} login nosuperuser nocreatedb nocreaterole nobypassrls", quoted(name));
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *tx).await?;
    }
    tx.commit().await
}

/// Makes an empty database that `owner` owns; harmless when it exists. Needs a connection that may create
/// databases.
///
/// # Errors
/// The database's.
pub async fn create_database(admin: &mut PgConnection, name: &str, owner: &str) -> Result<(), sqlx::Error> {
    let known: Option<i32> = sqlx::query_scalar("select 1 from pg_database where datname = $1")
        .bind(name)
        .fetch_optional(&mut *admin)
        .await?;
    if known.is_none() {
        let statement = format!("create database {} owner {}", quoted(name), quoted(owner));
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *admin).await?;
    }
    Ok(())
}

/// Refuses a role that could change the schema, rewrite what was recorded, or read everybody's notes (S13, S15). Called with a serving
/// connection before the hub listens.
///
/// # Errors
/// Which of them it could do, or the database's.
pub async fn check_serving_role(serving: &mut PgConnection) -> Result<(), RoleError> {
    let (changes_schema, alters_events, sees_notes): (bool, bool, bool) = sqlx::query_as(
        "select
           (select rolsuper or rolcreaterole or rolbypassrls from pg_roles where rolname = current_user)
             or has_schema_privilege('public', 'create')
             or has_database_privilege(current_database(), 'create')
             or exists (
               select from pg_class
               where relnamespace = 'public'::regnamespace and pg_has_role(current_user, relowner, 'member')
             ),
           has_table_privilege('event', 'update, delete, truncate'),
           not coalesce((
             select bool_and(row_security_active(oid)) from pg_class
             where relnamespace = 'public'::regnamespace and relname = any($1)
           ), false)",
    )
    .bind(ROW_SECURED)
    .fetch_one(serving)
    .await?;
    if changes_schema {
        Err(RoleError::CanChangeSchema)
    } else if alters_events {
        Err(RoleError::CanAlterEvents)
    } else if sees_notes {
        Err(RoleError::SeesNotes)
    } else {
        Ok(())
    }
}

/// Gives the serving role its rights on every table there is, and takes away what it must not have. The owner
/// itself may be named, as on a small server with one role: it then keeps what it owns.
pub(super) async fn grant(owner: &mut PgConnection, serving_role: &str) -> Result<(), sqlx::Error> {
    let mut tx = owner.begin().await?;
    lock(&mut tx).await?;
    let (database, own_role): (String, String) =
        sqlx::query_as("select current_database()::text, current_user::text").fetch_one(&mut *tx).await?;
    if own_role == serving_role {
        return tx.commit().await;
    }
    let (role, database) = (quoted(serving_role), quoted(&database));
    let mut statements = vec![
        "revoke create on schema public from public".to_owned(),
        format!("revoke create, temporary on database {database} from public"),
        format!("revoke all on all tables in schema public from {role}"),
        format!("revoke create on schema public from {role}"),
        format!("grant connect on database {database} to {role}"),
        format!("grant usage on schema public to {role}"),
        format!("grant select, insert, update, delete on all tables in schema public to {role}"),
    ];
    statements.extend(APPEND_ONLY.map(|table| format!("revoke update, delete on {table} from {role}")));
    statements.extend(READ_ONLY.map(|table| format!("revoke insert, update, delete on {table} from {role}")));
    // Functions that act as the owner are for serving alone. A restored dump brings them back open to everybody.
    let guarded: Vec<String> = sqlx::query_scalar(
        "select oid::regprocedure::text from pg_proc
         where pronamespace = 'public'::regnamespace and prosecdef and pg_has_role(current_user, proowner, 'member')",
    )
    .fetch_all(&mut *tx)
    .await?;
    for function in guarded {
        statements.push(format!("revoke execute on function {function} from public"));
        statements.push(format!("grant execute on function {function} to {role}"));
    }
    for statement in statements {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *tx).await?;
    }
    tx.commit().await
}

async fn lock(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_xact_lock($1)").bind(LOCK).execute(db).await?;
    Ok(())
}

/// A name as SQL takes it, whatever it holds.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s11_a_name_cannot_leave_its_quotes() {
        assert_eq!(quoted(r#"a"; drop table event; --"#), r#""a""; drop table event; --""#);
    }
}
