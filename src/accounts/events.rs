use serde_json::{Value, json};
use uuid::Uuid;

use crate::events::{Recorded, Subject};
use crate::platform::ids::AccountId;

/// What happens to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountEvent {
    Registered(AccountId),
    SignedIn {
        account_id: AccountId,
        second_factor: bool,
    },
    /// Wrong password; for an address that nobody has, the subject is nobody.
    SignInRefused(Option<AccountId>),
    SignedOut(AccountId),
    PasswordReset(AccountId),
    DetailsChanged(AccountId),
    EmployerChanged(AccountId),
    Closed(AccountId),
}

impl Recorded for AccountEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Registered(_) => "account.registered",
            Self::SignedIn { .. } => "account.signed-in",
            Self::SignInRefused(_) => "account.sign-in-refused",
            Self::SignedOut(_) => "account.signed-out",
            Self::PasswordReset(_) => "account.password-reset",
            Self::DetailsChanged(_) => "account.details-changed",
            Self::EmployerChanged(_) => "account.employer-changed",
            Self::Closed(_) => "account.closed",
        }
    }

    fn subject(&self) -> Subject {
        let id = match self {
            Self::SignInRefused(id) => id.map_or(Uuid::nil(), |id| id.0),
            Self::Registered(id)
            | Self::SignedIn { account_id: id, .. }
            | Self::SignedOut(id)
            | Self::PasswordReset(id)
            | Self::DetailsChanged(id)
            | Self::EmployerChanged(id)
            | Self::Closed(id) => id.0,
        };
        Subject { noun: "account", id }
    }

    fn data(&self) -> Value {
        match self {
            Self::SignedIn { second_factor, .. } => json!({ "second_factor": second_factor }),
            _ => Value::Null,
        }
    }
}
