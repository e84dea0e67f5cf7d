//! Links in mail that let one person do one thing on one request without signing in (S7). They live until that thing is done
//! or no longer to be done, and do nothing by being looked at.

use sqlx::PgConnection;
use uuid::Uuid;

use super::model::Status;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId};
use crate::platform::tokens::Token;

/// What a link lets somebody do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Act {
    /// Send or drop what a coordinator entered.
    Confirm,
    /// Accept, decline or ask something back.
    Answer,
    /// Choose a time.
    Choose,
    /// Say whether the meeting happened.
    Attend,
    /// Decide.
    Decide,
}

impl Act {
    const ALL: [Self; 5] = [Self::Confirm, Self::Answer, Self::Choose, Self::Attend, Self::Decide];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Answer => "answer",
            Self::Choose => "choose",
            Self::Attend => "attend",
            Self::Decide => "decide",
        }
    }

    /// Whether it is still to be done while a request stands so.
    #[must_use]
    pub const fn is_open_in(self, status: Status) -> bool {
        match self {
            Self::Confirm => matches!(status, Status::Entered),
            Self::Answer => matches!(status, Status::Sent),
            Self::Choose => matches!(status, Status::Arranging),
            Self::Attend => matches!(status, Status::Booked),
            Self::Decide => matches!(status, Status::Booked | Status::Deciding),
        }
    }
}

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    pub id: ChemistryId,
    pub account: AccountId,
    pub act: Act,
}

/// Where a link leads.
#[must_use]
pub fn path(token: &Token) -> String {
    format!("/act/{}", token.text())
}

/// Makes a link for one person and one thing.
///
/// # Errors
/// The database's.
pub async fn make(
    db: &mut PgConnection,
    now: Instant,
    id: ChemistryId,
    account: AccountId,
    act: Act,
) -> Result<Token, sqlx::Error> {
    let token = Token::random();
    sqlx::query!(
        "insert into action_link (token_hash, chemistry_request_id, account_id, act, made_at) values ($1, $2, $3, $4, $5)",
        token.hash(),
        id.0,
        account.0,
        act.code(),
        now as Instant,
    )
    .execute(db)
    .await?;
    Ok(token)
}

/// What a link is for, while it lives and the account is open.
///
/// # Errors
/// The database's.
pub async fn open(db: &mut PgConnection, token: &Token) -> Result<Option<Link>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select l.chemistry_request_id as "id: ChemistryId", l.account_id as "account: AccountId", l.act as "act: Act",
             r.status as "status: Status"
           from action_link l join chemistry_request r using (chemistry_request_id) join account a on a.account_id = l.account_id
           where l.token_hash = $1 and a.closed_at is null"#,
        token.hash(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.filter(|row| row.act.is_open_in(row.status)).map(|row| Link {
        id: row.id,
        account: row.account,
        act: row.act,
    }))
}

/// Ends the links of whatever cannot be done any more now that these requests stand so.
pub(super) async fn close(
    db: &mut PgConnection,
    ids: &[ChemistryId],
    status: Status,
) -> Result<(), sqlx::Error> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let closed: Vec<String> =
        Act::ALL.into_iter().filter(|act| !act.is_open_in(status)).map(|act| act.code().to_owned()).collect();
    sqlx::query!(
        "delete from action_link where chemistry_request_id = any ($1) and act = any ($2)",
        &ids,
        &closed
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends every link of somebody.
pub(super) async fn forget(db: &mut PgConnection, account: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from action_link where account_id = $1", account.0).execute(db).await?;
    Ok(())
}
