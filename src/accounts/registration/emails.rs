use crate::letter;

/// A link that confirms a new account's address.
pub struct Confirmation {
    pub first_name: String,
    pub path: String,
}

letter!(
    Confirmation,
    "account-confirmation",
    Security,
    "emails/accounts/confirmation.subject.txt",
    "emails/accounts/confirmation.txt",
    "emails/accounts/confirmation.html"
);

/// Tells somebody who registered again that they have an account.
pub struct AlreadyRegistered {
    pub first_name: String,
}

letter!(
    AlreadyRegistered,
    "account-already-registered",
    Security,
    "emails/accounts/already_registered.subject.txt",
    "emails/accounts/already_registered.txt",
    "emails/accounts/already_registered.html"
);

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use crate::platform::mail::Sample;
    vec![
        Sample::of(&Confirmation { first_name: text.to_owned(), path: "/register/confirm/token".to_owned() }),
        Sample::of(&AlreadyRegistered { first_name: text.to_owned() }),
    ]
}
