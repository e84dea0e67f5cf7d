//! Letters about concerns. None says what it is about, nor about whom: that is read after signing in, and mail is read in many
//! places.

use crate::letter;
use crate::platform::clock::Instant;
use crate::platform::ids::ConcernId;
use crate::platform::web::filters;

/// To each who looks after it: there is something to acknowledge, or it has waited too long.
pub struct ConcernArrived {
    pub concern_id: ConcernId,
    pub due_at: Instant,
    pub late: bool,
}

impl ConcernArrived {
    fn link(&self, base_url: &str) -> String {
        format!("{base_url}/concerns/{}", self.concern_id)
    }
}

letter!(
    ConcernArrived,
    "concern-arrived",
    Action,
    "emails/concerns/arrived.subject.txt",
    "emails/concerns/arrived.txt",
    "emails/concerns/arrived.html"
);

/// To whoever raised it, at once.
pub struct ConcernReceived {
    pub first_name: String,
    pub due_at: Instant,
}

letter!(
    ConcernReceived,
    "concern-received",
    Security,
    "emails/concerns/received.subject.txt",
    "emails/concerns/received.txt",
    "emails/concerns/received.html"
);

/// To whoever raised it: something was done.
pub struct ConcernNews {
    pub first_name: String,
}

letter!(
    ConcernNews,
    "concern-news",
    Action,
    "emails/concerns/news.subject.txt",
    "emails/concerns/news.txt",
    "emails/concerns/news.html"
);

/// Where somebody sees what they raised.
fn own(base_url: &str) -> String {
    format!("{base_url}/concerns/mine")
}

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use crate::platform::mail::Sample;
    let at = Instant::from_microsecond(1_800_000_000_000_000);
    let arrived = |late| ConcernArrived { concern_id: ConcernId::new(at), due_at: at, late };
    let first_name = text.to_owned();
    vec![
        Sample::of(&arrived(false)),
        Sample::of(&arrived(true)),
        Sample::of(&ConcernReceived { first_name: first_name.clone(), due_at: at }),
        Sample::of(&ConcernNews { first_name }),
    ]
}
