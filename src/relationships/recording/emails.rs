use crate::letter;
use crate::platform::clock::Day;
use crate::platform::web::filters;
use crate::platform::words;

/// To an address that somebody typed: do its owner and they work together? The same whether or not the owner has an account.
pub struct PairingInvitation {
    /// Who recorded it.
    pub name: String,
    pub pool: String,
    /// "coaching", "mentoring"
    pub kind: &'static str,
    pub since: Day,
    /// The path of the link.
    pub link: String,
    /// Until when it can be answered.
    pub until: Day,
}
letter!(
    PairingInvitation,
    "pairing-invitation",
    Action,
    "emails/relationships/pairing.subject.txt",
    "emails/relationships/pairing.txt",
    "emails/relationships/pairing.html"
);

impl PairingInvitation {
    /// Who recorded it, short enough for a subject.
    fn short_name(&self) -> String {
        words::shortened(&self.name, 50)
    }
}

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    let day = Day::new(jiff::civil::date(2027, 3, 4));
    vec![crate::platform::mail::Sample::of(&PairingInvitation {
        name: text.to_owned(),
        pool: text.to_owned(),
        kind: "mentoring",
        since: day,
        link: "/pairing-invitations/token".to_owned(),
        until: day,
    })]
}
