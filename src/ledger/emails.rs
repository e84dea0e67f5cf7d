//! The letter to those who were in a group. It names who recorded it, when it was and for how long, never what it was about.

use super::model::EntryId;
use crate::letter;
use crate::platform::clock::Day;
use crate::platform::hours;
use crate::platform::web::filters;

/// To each who was there.
pub struct SupervisionRecorded {
    pub first_name: String,
    pub supervisor: String,
    pub pool: String,
    pub held_on: Day,
    pub minutes: i64,
    pub entry_id: EntryId,
}

impl SupervisionRecorded {
    fn link(&self, base_url: &str) -> String {
        format!("{base_url}/supervision/{}", self.entry_id)
    }

    fn length(&self) -> String {
        hours::in_words(self.minutes)
    }
}

letter!(
    SupervisionRecorded,
    "supervision-recorded",
    Action,
    "emails/ledger/recorded.subject.txt",
    "emails/ledger/recorded.txt",
    "emails/ledger/recorded.html"
);

#[cfg(test)]
pub(crate) fn samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    use crate::platform::clock::Instant;
    let at = Instant::from_microsecond(1_800_000_000_000_000);
    vec![crate::platform::mail::Sample::of(&SupervisionRecorded {
        first_name: text.to_owned(),
        supervisor: text.to_owned(),
        pool: text.to_owned(),
        held_on: Day::new(at.in_london().date()),
        minutes: 90,
        entry_id: EntryId::new(at),
    })]
}
