use crate::letter;

/// Says goodbye after an account was closed.
pub struct AccountClosed {
    pub first_name: String,
}

letter!(
    AccountClosed,
    "account-closed",
    Security,
    "emails/accounts/account_closed.subject.txt",
    "emails/accounts/account_closed.txt",
    "emails/accounts/account_closed.html"
);

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    vec![crate::platform::mail::Sample::of(&AccountClosed { first_name: text.to_owned() })]
}
