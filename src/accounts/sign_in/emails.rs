use crate::letter;

/// A code and a link that sign its reader in.
pub struct SignInCode {
    pub first_name: String,
    /// Grouped: `1234 5678`.
    pub code: String,
    /// The path of the link.
    pub path: String,
}

letter!(
    SignInCode,
    "account-sign-in-code",
    Security,
    "emails/accounts/sign_in_code.subject.txt",
    "emails/accounts/sign_in_code.txt",
    "emails/accounts/sign_in_code.html"
);

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    vec![crate::platform::mail::Sample::of(&SignInCode {
        first_name: text.to_owned(),
        code: "1234 5678".to_owned(),
        path: "/sign-in/link/token".to_owned(),
    })]
}
