//! Letters to the people a register names.

use crate::letter;
use crate::platform::clock::Day;
use crate::platform::web::filters;

/// Asks somebody whether they want to be here, and tells them what is held (UK GDPR, article 14).
pub struct Invitation {
    pub name: String,
    pub pool: String,
    /// The path of their link.
    pub link: String,
    /// When everything is erased if they say nothing.
    pub erased_on: Day,
    /// They were written to before.
    pub again: bool,
}
letter!(
    Invitation,
    "register-invitation",
    Action,
    "emails/registers/invitation.subject.txt",
    "emails/registers/invitation.txt",
    "emails/registers/invitation.html"
);

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use crate::platform::mail::Sample;
    let invitation = |again| Invitation {
        name: text.to_owned(),
        pool: text.to_owned(),
        link: "/register-invitations/token".to_owned(),
        erased_on: Day::new(jiff::civil::date(2027, 3, 4)),
        again,
    };
    vec![Sample::of(&invitation(false)), Sample::of(&invitation(true))]
}
