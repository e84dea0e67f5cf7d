use serde::{Deserialize, Serialize};

use crate::ledger::model::Kind;
use crate::memberships::Status;
use crate::platform::clock::{Day, Instant};
use crate::platform::hours;
use crate::platform::words;
use crate::pools::Offering;

/// The form of what is signed. Whatever changes its meaning gets another number.
pub(super) const FORMAT: &str = "rapport-passport/2";

/// The forms that can still be checked.
pub(super) const READABLE: [&str; 2] = [FORMAT, "rapport-passport/1"];

/// What a hub says of a coach or mentor: no mentee is named in it, and nothing they wrote for themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Passport {
    pub format: String,
    /// The address of the hub that says it.
    pub hub: String,
    pub issued_at: Instant,
    pub name: String,
    pub memberships: Vec<Standing>,
    pub qualifications: Vec<Qualification>,
    pub given: Vec<Given>,
    pub development: Vec<Development>,
}

/// Standing in one pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Standing {
    pub pool: String,
    pub offerings: Vec<Offering>,
    pub status: Status,
    pub since: Day,
    /// The day they left.
    pub left_on: Option<Day>,
    /// The last day on which all evidence the pool asks for is there; none: nothing it asks for runs out.
    pub evidence_to: Option<Day>,
}

impl Standing {
    /// "Coaching and mentoring".
    pub fn offers(&self) -> String {
        let labels: Vec<&str> = self.offerings.iter().map(|one| one.label()).collect();
        words::capitalised(&words::list(&labels))
    }
}

/// A qualification on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Qualification {
    pub title: String,
    pub awarding_body: String,
    pub awarded_on: Option<Day>,
    pub expires_on: Option<Day>,
    /// Whether a coordinator has looked at it.
    pub checked: bool,
}

/// Coaching or mentoring given in a year. In the first form supervision was here too, and minutes were those of sessions alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Given {
    pub year: i32,
    pub offering: Offering,
    /// Those recorded in the hub.
    pub sessions: i64,
    /// Of months that were sent as they say, of others as sessions say.
    pub minutes: i64,
    /// With how many people.
    pub people: i64,
}

/// Supervision or learning of a year, of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Development {
    pub year: i32,
    /// As stored: `supervision-received`, `supervision-given`, `cpd`, `training`.
    pub kind: String,
    /// Those of the ledger.
    pub entries: i64,
    /// Of months that were sent as they say, of others as the ledger says.
    pub minutes: i64,
    /// Those that a supervisor recorded or a coordinator checked; the rest they entered themselves.
    pub confirmed_minutes: i64,
}

/// A row of a table of figures.
pub(in crate::ledger) struct Row {
    pub label: String,
    pub times: String,
    pub minutes: i64,
}

impl Row {
    pub fn label(&self) -> &str {
        &self.label
    }

    pub fn times(&self) -> &str {
        &self.times
    }

    pub fn time(&self) -> String {
        hours::in_words(self.minutes)
    }
}

/// From what somebody's hours are reckoned.
pub(in crate::ledger) fn reckoning(name: &str) -> String {
    format!(
        "Hours of months that {name} has sent to the hub are as sent. Hours of other months are those that were recorded in the hub."
    )
}

impl Passport {
    pub fn given_rows(&self) -> Vec<Row> {
        let row = |given: &Given| Row {
            label: format!("{}, {}", given.year, given.offering.label()),
            times: if given.sessions == 0 {
                "as stated".to_owned()
            } else {
                format!(
                    "{} with {}",
                    words::count(given.sessions, "session", "sessions"),
                    words::count(given.people, "person", "people")
                )
            },
            minutes: given.minutes,
        };
        self.given.iter().map(row).collect()
    }

    pub fn given_minutes(&self) -> String {
        hours::in_words(self.given.iter().map(|given| given.minutes).sum())
    }

    /// From what its hours are reckoned.
    pub fn reckoning(&self) -> String {
        if self.format == FORMAT {
            reckoning(&self.name)
        } else {
            "Hours are those that were recorded in the hub.".to_owned()
        }
    }

    /// Whether anybody but its holder stands for some of it.
    pub fn has_confirmed(&self) -> bool {
        self.development.iter().any(|one| one.confirmed_minutes > 0)
    }

    pub fn development_rows(&self) -> Vec<Row> {
        let row = |one: &Development| {
            let kind = match Kind::from_code(&one.kind) {
                Some(kind) => kind.heading(),
                None => one.kind.as_str(),
            };
            let confirmed = if one.confirmed_minutes > 0 {
                format!(", {} of it confirmed", hours::in_words(one.confirmed_minutes))
            } else {
                String::new()
            };
            Row {
                label: format!("{}, {kind}", one.year),
                times: if one.entries == 0 {
                    format!("as stated{confirmed}")
                } else {
                    format!("{}{confirmed}", words::count(one.entries, "entry", "entries"))
                },
                minutes: one.minutes,
            }
        };
        self.development.iter().map(row).collect()
    }
}
