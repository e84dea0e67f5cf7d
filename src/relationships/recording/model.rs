use jiff::SignedDuration;

use crate::accounts::first_name;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;
use crate::platform::words;
use crate::pools::Offering;

crate::id_type! {
    /// What somebody recorded of a pairing that began outside the hub, until the other confirms it.
    PairingId
}

/// Whoever's address it is can say so long whether it is so.
pub const OPEN_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
/// After a no, the same person asks the same other nothing for so long; and nothing is kept of any longer than that.
pub const COOL_OFF: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A pairing that was recorded and not confirmed, as one of the two sees it.
#[derive(Debug, Clone)]
pub struct Pairing {
    pub id: PairingId,
    pub recorded_by: AccountId,
    /// The address as it was typed.
    pub email: String,
    /// Who recorded it.
    pub by: String,
    pub pool: String,
    pub offering: Offering,
    pub began_on: Day,
    pub created_at: Instant,
    /// The reader is asked whether it is so; else the reader recorded it.
    pub asks_me: bool,
}

impl Pairing {
    #[must_use]
    pub fn path(&self) -> String {
        format!("/pairings/{}", self.id)
    }

    /// Who recorded it, by first name.
    #[must_use]
    pub fn first_name(&self) -> &str {
        first_name(&self.by)
    }

    /// The other of the two, as far as the reader knows them.
    #[must_use]
    pub fn other(&self) -> &str {
        if self.asks_me { &self.by } else { &self.email }
    }

    /// "Mentoring with Grace", "Mentoring with amina@trust.example"
    #[must_use]
    pub fn title(&self) -> String {
        let who = if self.asks_me { self.first_name() } else { &self.email };
        format!("{} with {who}", words::capitalised(self.offering.label()))
    }

    /// Nobody said in time that it is so.
    #[must_use]
    pub fn has_lapsed(&self, now: Instant) -> bool {
        now.since(self.created_at) >= OPEN_FOR
    }

    /// What comes next, in a sentence.
    #[must_use]
    pub fn next(&self, now: Instant) -> String {
        if self.asks_me {
            format!("{} says that you work together. Is that so?", self.first_name())
        } else if self.has_lapsed(now) {
            "Not confirmed in time. You can record it again.".to_owned()
        } else {
            let until = crate::organisations::day_of(self.created_at.plus(OPEN_FOR));
            format!("Waits until {} for the owner of this address to confirm it.", words::date(until))
        }
    }
}
