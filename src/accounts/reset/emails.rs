use crate::letter;

/// A link to choose a new password.
pub struct PasswordReset {
    pub first_name: String,
    pub path: String,
}

letter!(
    PasswordReset,
    "account-password-reset",
    Security,
    "emails/accounts/password_reset.subject.txt",
    "emails/accounts/password_reset.txt",
    "emails/accounts/password_reset.html"
);

/// Tells the owner that the password was changed.
pub struct PasswordChanged {
    pub first_name: String,
}

letter!(
    PasswordChanged,
    "account-password-changed",
    Security,
    "emails/accounts/password_changed.subject.txt",
    "emails/accounts/password_changed.txt",
    "emails/accounts/password_changed.html"
);

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use crate::platform::mail::Sample;
    vec![
        Sample::of(&PasswordReset { first_name: text.to_owned(), path: "/password-reset/token".to_owned() }),
        Sample::of(&PasswordChanged { first_name: text.to_owned() }),
    ]
}
