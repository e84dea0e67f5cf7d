//! The letter by which a coordinator reminds somebody of a request.

use crate::letter;
use crate::platform::clock::Instant;
use crate::platform::web::filters;

/// To whomever a request waits for.
pub struct RequestWaits {
    pub first_name: String,
    /// The first name of the other.
    pub other: String,
    pub path: String,
    /// When it closes by itself.
    pub closes: Instant,
}

impl RequestWaits {
    fn link(&self, base_url: &str) -> String {
        format!("{base_url}{}", self.path)
    }
}

letter!(
    RequestWaits,
    "chemistry-waits",
    Action,
    "emails/coordination/request_waits.subject.txt",
    "emails/coordination/request_waits.txt",
    "emails/coordination/request_waits.html"
);

#[cfg(test)]
pub(in crate::coordination) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use crate::platform::mail::Sample;
    vec![Sample::of(&RequestWaits {
        first_name: text.to_owned(),
        other: text.to_owned(),
        path: "/chemistry/0197f0f0-0000-7000-8000-000000000000".to_owned(),
        closes: Instant::from_microsecond(1_800_000_000_000_000),
    })]
}
