use crate::letter;
use crate::platform::clock::Instant;
use crate::platform::web::filters;

/// Tells the owner of an account what was changed.
pub struct SecurityNotice {
    pub first_name: String,
    pub notice: Notice,
    pub at: Instant,
}

/// What a security notice is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    PasswordChanged,
    PasswordSet,
    SecondFactorSetUp,
    SecondFactorRemoved,
    RecoveryCodesRenewed,
    /// How many codes are left.
    RecoveryCodeUsed {
        left: i64,
    },
    /// Too many wrong codes after a right password or mailed code.
    SecondFactorRefused,
    /// The new address, as it is shown.
    EmailChangeRequested {
        new: String,
    },
    EmailChangeUndone,
    RecoveryAddressConfirmed {
        address: String,
    },
    RecoveryAddressRemoved,
}

impl Notice {
    /// What happened, as the subject line.
    #[must_use]
    pub fn subject(&self) -> &'static str {
        match self {
            Self::PasswordChanged => "Your Rapport password was changed",
            Self::PasswordSet => "Your Rapport account now has a password",
            Self::SecondFactorSetUp => "Signing in to Rapport now asks for a code",
            Self::SecondFactorRemoved => "Signing in to Rapport no longer asks for a code",
            Self::RecoveryCodesRenewed => "You have new Rapport recovery codes",
            Self::RecoveryCodeUsed { .. } => "A recovery code was used to sign in to Rapport",
            Self::SecondFactorRefused => "Somebody tried to sign in to your Rapport account",
            Self::EmailChangeRequested { .. } => "Somebody asked to change your Rapport email address",
            Self::EmailChangeUndone => "Your Rapport email address is what it was before",
            Self::RecoveryAddressConfirmed { .. } => "Your Rapport account has a recovery address",
            Self::RecoveryAddressRemoved => "Your Rapport account no longer has a recovery address",
        }
    }

    /// What happened and what it means, in a sentence or two.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::PasswordChanged => {
                "Your password was changed. You are signed out everywhere except where it was changed.".to_owned()
            }
            Self::PasswordSet => {
                "A password was set for your account. You can still sign in with a code by email.".to_owned()
            }
            Self::SecondFactorSetUp => {
                "An authenticator app was set up. From now on, signing in asks for a code from it.".to_owned()
            }
            Self::SecondFactorRemoved => {
                "The authenticator app was removed. Signing in no longer asks for a code from it.".to_owned()
            }
            Self::RecoveryCodesRenewed => "New recovery codes were made. The old ones no longer work.".to_owned(),
            Self::RecoveryCodeUsed { left: 0 } => {
                "A recovery code was used to sign in. It was the last one: make new ones on your security page."
                    .to_owned()
            }
            Self::RecoveryCodeUsed { left: 1 } => {
                "A recovery code was used to sign in. You have one left: make new ones on your security page.".to_owned()
            }
            Self::RecoveryCodeUsed { left } => {
                format!("A recovery code was used to sign in. You have {left} left.")
            }
            Self::SecondFactorRefused => "Somebody gave your password, or a code we mailed you, and then several wrong \
                codes from an authenticator app. They were not let in."
                .to_owned(),
            Self::EmailChangeRequested { new } => {
                format!("Somebody asked to change the email address of your account to {new}. Nothing has changed yet: it waits for a link we sent to that address.")
            }
            Self::EmailChangeUndone => "The change of your email address was undone. Your password no longer works, and \
                you are signed out everywhere. Sign in with a code by email, then choose a new password."
                .to_owned(),
            Self::RecoveryAddressConfirmed { address } => {
                format!("{address} can now be used to choose a new password for your account.")
            }
            Self::RecoveryAddressRemoved => {
                "Your personal address can no longer be used to choose a new password for your account.".to_owned()
            }
        }
    }
}

letter!(
    SecurityNotice,
    "account-security-notice",
    Security,
    "emails/accounts/security/notice.subject.txt",
    "emails/accounts/security/notice.txt",
    "emails/accounts/security/notice.html"
);

/// Asks the new address of an account to confirm itself.
pub struct EmailConfirmation {
    pub first_name: String,
    /// The path of the link.
    pub path: String,
}

letter!(
    EmailConfirmation,
    "account-email-confirmation",
    Security,
    "emails/accounts/security/email_confirmation.subject.txt",
    "emails/accounts/security/email_confirmation.txt",
    "emails/accounts/security/email_confirmation.html"
);

/// Tells the old address that it was replaced, with the way back.
pub struct EmailChanged {
    pub first_name: String,
    pub new: String,
    /// The path of the link that undoes it.
    pub path: String,
    /// Until when the link works.
    pub until: Instant,
}

letter!(
    EmailChanged,
    "account-email-changed",
    Security,
    "emails/accounts/security/email_changed.subject.txt",
    "emails/accounts/security/email_changed.txt",
    "emails/accounts/security/email_changed.html"
);

/// Asks a personal address to confirm that it may recover an account.
pub struct RecoveryAddressConfirmation {
    pub first_name: String,
    pub path: String,
}

letter!(
    RecoveryAddressConfirmation,
    "account-recovery-address-confirmation",
    Security,
    "emails/accounts/security/recovery_address_confirmation.subject.txt",
    "emails/accounts/security/recovery_address_confirmation.txt",
    "emails/accounts/security/recovery_address_confirmation.html"
);

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use crate::platform::mail::Sample;
    let (at, text) = (Instant::from_microsecond(1_800_000_000_000_000), text.to_owned());
    let notices = [
        Notice::PasswordChanged,
        Notice::RecoveryCodeUsed { left: 0 },
        Notice::EmailChangeRequested { new: text.clone() },
        Notice::RecoveryAddressConfirmed { address: text.clone() },
    ];
    let mut samples: Vec<Sample> = notices
        .into_iter()
        .map(|notice| Sample::of(&SecurityNotice { first_name: text.clone(), notice, at }))
        .collect();
    let (first_name, path) = (text.clone(), "/account/link/token".to_owned());
    samples.extend([
        Sample::of(&EmailConfirmation { first_name: first_name.clone(), path: path.clone() }),
        Sample::of(&EmailChanged {
            first_name: first_name.clone(),
            new: text,
            path: path.clone(),
            until: at,
        }),
        Sample::of(&RecoveryAddressConfirmation { first_name, path }),
    ]);
    samples
}
