//! Administrators made by whoever runs the hub: the first one, before there is anybody who could give the role.

use sqlx::PgConnection;

use super::roles::{self, Granter, Role, RoleError};
use super::{administrator_store, reset};
use crate::events::{self, Actor, Recorded, Subject};
use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::platform::mail::EmailAddress;
use crate::platform::tokens::Token;

/// What making an administrator came to.
#[derive(Debug)]
pub enum Administrator {
    /// A new account, with a link's token to choose its password by, or none when it was given one.
    Made(Option<Token>),
    /// The address had an account, which is an administrator's now.
    Promoted,
    /// It was one already.
    Already,
}

struct MadeByOperator(AccountId);

impl Recorded for MadeByOperator {
    fn kind(&self) -> &'static str {
        "account.made-by-operator"
    }

    fn subject(&self) -> Subject {
        Subject { noun: "account", id: self.0.0 }
    }
}

/// Makes the account that has this address an administrator, making the account first if there is none. Its address
/// counts as confirmed: the operator vouches for it. Without `password_hash` a new account gets a link that works as
/// a password reset does.
///
/// # Errors
/// `NotThere` when the address belongs to an account that is not confirmed; otherwise the database's.
pub async fn create_administrator(
    db: &mut PgConnection,
    now: Instant,
    name: &str,
    email: &EmailAddress,
    password_hash: Option<&str>,
) -> Result<Administrator, RoleError> {
    let by = Granter::system();
    if let Some(account_id) = administrator_store::find(db, email).await? {
        let promoted = roles::grant(db, by, now, account_id, Role::Administrator).await?;
        return Ok(if promoted { Administrator::Promoted } else { Administrator::Already });
    }
    let account_id = AccountId::new(now);
    administrator_store::insert(db, now, account_id, name, email, password_hash).await?;
    events::record(db, Actor::System, now, &MadeByOperator(account_id)).await?;
    roles::grant(db, by, now, account_id, Role::Administrator).await?;
    if password_hash.is_some() {
        return Ok(Administrator::Made(None));
    }
    let token = Token::random();
    reset::insert_for(db, now, account_id, email, &token.hash()).await?;
    Ok(Administrator::Made(Some(token)))
}
