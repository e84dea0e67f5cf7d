use crate::events::{Recorded, Subject};
use crate::platform::ids::AccountId;

/// A change of how somebody proves who they are, or of where they are signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecurityEvent {
    pub account_id: AccountId,
    pub what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    PasswordChanged,
    SecondFactorSetUp,
    SecondFactorRemoved,
    /// Too many wrong codes after a right password.
    SecondFactorRefused,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    EmailChangeRequested,
    EmailChanged,
    EmailChangeUndone,
    RecoveryAddressRequested,
    RecoveryAddressConfirmed,
    RecoveryAddressRemoved,
    LoginSessionEnded,
}

impl Recorded for SecurityEvent {
    fn kind(&self) -> &'static str {
        match self.what {
            What::PasswordChanged => "account.password-changed",
            What::SecondFactorSetUp => "account.second-factor-set-up",
            What::SecondFactorRemoved => "account.second-factor-removed",
            What::SecondFactorRefused => "account.second-factor-refused",
            What::RecoveryCodesRenewed => "account.recovery-codes-renewed",
            What::RecoveryCodeUsed => "account.recovery-code-used",
            What::EmailChangeRequested => "account.email-change-requested",
            What::EmailChanged => "account.email-changed",
            What::EmailChangeUndone => "account.email-change-undone",
            What::RecoveryAddressRequested => "account.recovery-address-requested",
            What::RecoveryAddressConfirmed => "account.recovery-address-confirmed",
            What::RecoveryAddressRemoved => "account.recovery-address-removed",
            What::LoginSessionEnded => "account.login-session-ended",
        }
    }

    fn subject(&self) -> Subject {
        Subject { noun: "account", id: self.account_id.0 }
    }
}
