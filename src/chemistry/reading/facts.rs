use jiff::tz::TimeZone;

use crate::chemistry::model::{Answer, Outcome, Side, Status};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId};
use crate::platform::span::Span;
use crate::platform::words;
use crate::pools::Offering;

/// What the reader of a request that stopped with a death has been told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterDeath {
    /// A coordinator is to write first.
    Waits,
    /// A coordinator has written.
    Written,
    /// They have, and nobody had died.
    Mistaken,
}

impl AfterDeath {
    /// From whether a letter went, whether a coordinator wrote it, and whether it was a mistake. None when it went by itself.
    #[must_use]
    pub const fn of(told: bool, written: bool, mistaken: bool) -> Option<Self> {
        match (told, written, mistaken) {
            (false, _, _) => Some(Self::Waits),
            (true, true, false) => Some(Self::Written),
            (true, true, true) => Some(Self::Mistaken),
            (true, false, _) => None,
        }
    }
}

/// Where a request stands for one of the two, with what its words need.
#[derive(Debug, Clone)]
pub struct Facts {
    pub id: ChemistryId,
    /// Which of the two is reading.
    pub side: Side,
    pub other_id: AccountId,
    /// The full name of the other.
    pub other: String,
    pub offering: Offering,
    pub status: Status,
    /// When the limit that runs ends; none once closed.
    pub until: Option<Instant>,
    pub meeting: Option<Span>,
    /// Times that lie ahead: how many the reader offers, and how many the other.
    pub offered: i64,
    pub offered_to_me: i64,
    /// What the reader answered after the meeting.
    pub answer: Option<Answer>,
    pub extended: bool,
    pub outcome: Option<Outcome>,
    pub closed_at: Option<Instant>,
    /// The reader closed it.
    pub closed_by_me: bool,
    pub reopen_to: Option<Instant>,
    /// It stopped with a death, and this is what the reader knows of it.
    pub after_death: Option<AfterDeath>,
    /// The zone dates are written in.
    pub zone: TimeZone,
}

impl Facts {
    /// The other's name up to the first space.
    #[must_use]
    pub fn first_name(&self) -> &str {
        self.other.split(' ').next().unwrap_or(&self.other)
    }

    #[must_use]
    pub fn is_mentee(&self) -> bool {
        self.side == Side::Mentee
    }

    #[must_use]
    pub fn path(&self) -> String {
        format!("/chemistry/{}", self.id)
    }

    /// The meeting is booked and has ended.
    #[must_use]
    pub fn is_past(&self, now: Instant) -> bool {
        self.status == Status::Booked && self.meeting.is_some_and(|meeting| meeting.ends() <= now)
    }

    /// The meeting is less than a day away: too late for a reminder.
    fn is_soon(&self, now: Instant) -> bool {
        let day = jiff::SignedDuration::from_hours(24);
        self.meeting.is_some_and(|meeting| meeting.starts() < now.plus(day))
    }

    /// What the form of the decision asks. Its page says already what about.
    #[must_use]
    pub const fn decision_label(&self) -> &'static str {
        if self.answer.is_none() { "Your answer, in private" } else { "Change your answer" }
    }

    /// The mentee is helped on to the next person: it ended without anybody saying yes, or without a meeting.
    #[must_use]
    pub fn leads_on(&self) -> bool {
        let ended = matches!(
            self.outcome,
            Some(
                Outcome::Declined
                    | Outcome::Expired
                    | Outcome::Full
                    | Outcome::Left
                    | Outcome::NotArranged
                    | Outcome::CalledOff
                    | Outcome::Missed
                    | Outcome::NoFit
                    | Outcome::NotAgreed
            )
        );
        // First the coordinator's words, then somebody else.
        let waits = self.after_death == Some(AfterDeath::Waits);
        self.is_mentee() && self.status == Status::Closed && ended && !waits
    }

    /// Something has to come from the reader.
    #[must_use]
    pub fn waits_for_me(&self, now: Instant) -> bool {
        match self.status {
            Status::Entered | Status::Questioned => self.is_mentee(),
            Status::Sent => !self.is_mentee(),
            Status::Arranging => self.offered_to_me > 0 || self.offered == 0,
            Status::Booked => self.is_past(now),
            Status::Deciding => self.answer.is_none(),
            Status::Agreed | Status::Closed => false,
        }
    }

    /// When they meet, written out in the reader's zone.
    #[must_use]
    pub fn when(&self) -> String {
        self.meeting.map(|meeting| words::date_time_in(meeting.starts(), &self.zone)).unwrap_or_default()
    }

    /// "the end of Tuesday 24 November 2026", of the limit that runs.
    #[must_use]
    pub fn by(&self) -> String {
        self.until.map(words::by_end_of).unwrap_or_default()
    }

    /// Where it stands, in a few words.
    #[must_use]
    pub fn title(&self, now: Instant) -> String {
        let name = self.first_name();
        match (self.status, self.side) {
            (Status::Entered, Side::Mentee) => format!("A coordinator suggests {name}"),
            (Status::Entered, Side::Practitioner) => "Not sent yet".to_owned(),
            (Status::Sent, Side::Mentee) => format!("Waiting for {name}’s answer"),
            (Status::Sent, Side::Practitioner) => format!("{name} asks you for a first conversation"),
            (Status::Questioned, Side::Mentee) => format!("{name} asked you a question"),
            (Status::Questioned, Side::Practitioner) => {
                format!("Waiting for {name}’s answer to your question")
            }
            (Status::Arranging, Side::Mentee) => format!("{name} said yes: find a time"),
            (Status::Arranging, Side::Practitioner) => format!("You said yes to {name}: find a time"),
            (Status::Booked, _) if self.is_past(now) => format!("Did you and {name} meet?"),
            (Status::Booked, _) => format!("You meet {name} on {}", self.when()),
            (Status::Deciding, _) if self.answer.is_none() => format!("Would you like to go on with {name}?"),
            (Status::Deciding, _) => "You have answered".to_owned(),
            (Status::Agreed, _) => format!("You and {name} both said yes"),
            (Status::Closed, _) => self.ending(),
        }
    }

    fn ending(&self) -> String {
        let name = self.first_name();
        match (self.outcome, self.side) {
            (Some(Outcome::Declined), Side::Mentee) => format!("{name} cannot take this on"),
            (Some(Outcome::Declined), Side::Practitioner) => "You declined".to_owned(),
            (Some(Outcome::Withdrawn), Side::Mentee) => "You withdrew this request".to_owned(),
            (Some(Outcome::Withdrawn), Side::Practitioner) => format!("{name} withdrew the request"),
            (Some(Outcome::Expired), Side::Mentee) => format!("{name} did not answer in time"),
            (Some(Outcome::Expired), Side::Practitioner) => "The time to answer ran out".to_owned(),
            (Some(Outcome::Unanswered), _) => "Not followed up in time".to_owned(),
            (Some(Outcome::NotAgreed), _) => "The agreement was not signed in time".to_owned(),
            (Some(Outcome::NotArranged), _) => "No time was found".to_owned(),
            (Some(Outcome::CalledOff), _) if self.closed_by_me => "You called it off".to_owned(),
            (Some(Outcome::CalledOff), _) => format!("{name} called it off"),
            (Some(Outcome::Missed), _) => "You did not get to meet".to_owned(),
            (Some(Outcome::NoFit), _) => "Not taken further".to_owned(),
            (Some(Outcome::Full), Side::Mentee) => format!("{name}’s last place went to somebody else"),
            (Some(Outcome::Full), Side::Practitioner) => "You had no place left".to_owned(),
            (Some(Outcome::Left), _) => match (self.after_death, self.side) {
                (Some(AfterDeath::Waits), _) => format!("The request between you and {name} has stopped"),
                (Some(AfterDeath::Written | AfterDeath::Mistaken), _) => {
                    format!("The request between you and {name} is closed")
                }
                (None, Side::Mentee) => format!("{name} is no longer available"),
                (None, Side::Practitioner) => "One of you is no longer available".to_owned(),
            },
            (Some(Outcome::Begun), _) => format!("You and {name} began to work together"),
            (Some(Outcome::Stopped) | None, _) => "Closed".to_owned(),
        }
    }

    /// What happens next and by when.
    #[must_use]
    pub fn next(&self, now: Instant) -> String {
        let (name, by) = (self.first_name(), self.by());
        match (self.status, self.side) {
            (Status::Entered, _) => {
                format!("Confirm it or drop it by {by}. Nothing reaches {name} before you confirm.")
            }
            (Status::Sent, Side::Mentee) => format!(
                "{name} answers by {by}. We remind them, and without an answer the next person on your shortlist is one step away."
            ),
            (Status::Sent, Side::Practitioner) => {
                format!("Answer by {by}: say yes, ask something first, or decline kindly.")
            }
            (Status::Questioned, Side::Mentee) => {
                format!("Answer by {by}. Then {name} has the full time again to say yes or no.")
            }
            (Status::Questioned, Side::Practitioner) => {
                format!("{name} answers by {by}. Then it comes back to you, and you get a mail.")
            }
            (Status::Arranging, _) if self.offered_to_me > 0 => {
                format!("Choose one of {name}’s times, or offer others, by {by}.")
            }
            (Status::Arranging, _) if self.offered > 0 => {
                format!("{name} chooses one of your times, or offers others, by {by}.")
            }
            (Status::Arranging, _) => {
                format!("Offer times or choose one by {by}. A place is held meanwhile.")
            }
            (Status::Booked, _) if self.is_past(now) => {
                "Say whether it happened. If neither of you says, we take it that it did.".to_owned()
            }
            (Status::Booked, _) => {
                let reminded = if self.is_soon(now) { "" } else { "We remind you both 24 hours before. " };
                format!("{reminded}After it, each of you says in private whether you would like to go on.")
            }
            (Status::Deciding, _) if self.answer.is_none() => {
                format!(
                    "Answer in private by {by}. {name} sees nothing of it until both have answered or time is up."
                )
            }
            (Status::Deciding, _) if self.answer == Some(Answer::NotYet) => {
                format!("You asked for more time. Say yes or no by {by}.")
            }
            (Status::Deciding, _) => format!("{name} has until {by}. You may change your answer until then."),
            (Status::Agreed, Side::Mentee) => {
                format!("Read and sign how you work together, by {by}. Your place is kept until then.")
            }
            (Status::Agreed, Side::Practitioner) => {
                format!("Read and sign how you work together, by {by}. {name}’s place is kept until then.")
            }
            (Status::Closed, _) if self.after_death == Some(AfterDeath::Waits) => {
                "A coordinator will write to you about it soon. There is nothing you need to do.".to_owned()
            }
            (Status::Closed, _) if self.after_death == Some(AfterDeath::Mistaken) => format!(
                "What a coordinator wrote to you about {name} was a mistake, and we are very sorry. Nothing more happens here."
            ),
            (Status::Closed, _) => match self.reopen_to.filter(|to| *to > now) {
                Some(to) => {
                    format!("Either of you may open it again until {}.", words::date_time_in(to, &self.zone))
                }
                None if self.leads_on() => "You can ask somebody else: see below.".to_owned(),
                None if self.outcome == Some(Outcome::Begun) => {
                    "You have agreed how you work together. You can go on writing to each other here while you do.".to_owned()
                }
                None => "Nothing more happens here.".to_owned(),
            },
        }
    }

    /// One word or two for a tag, and its colour.
    #[must_use]
    pub fn tag(&self, now: Instant) -> (&'static str, &'static str) {
        if self.waits_for_me(now) {
            return ("Waits for you", "orange");
        }
        match self.status {
            Status::Booked => ("Booked", "green"),
            Status::Agreed => ("Both said yes", "green"),
            Status::Closed if self.outcome == Some(Outcome::Begun) => ("Agreed", "green"),
            Status::Closed => ("Closed", "grey"),
            Status::Deciding => ("Answered", "blue"),
            _ => ("Waiting", "blue"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::london;

    fn facts(side: Side, status: Status) -> Facts {
        let now = Instant::from_microsecond(1_795_424_400_000_000);
        Facts {
            id: ChemistryId::new(now),
            side,
            other_id: AccountId::new(now),
            other: "Grace Okafor".to_owned(),
            offering: Offering::Mentoring,
            status,
            until: (status != Status::Closed).then(|| now.plus(jiff::SignedDuration::from_hours(24 * 14))),
            meeting: Some(Span::of_minutes(now.plus(jiff::SignedDuration::from_hours(48)), 30)),
            offered: 0,
            offered_to_me: 0,
            answer: None,
            extended: false,
            outcome: None,
            closed_at: None,
            closed_by_me: false,
            reopen_to: None,
            after_death: None,
            zone: london(),
        }
    }

    #[test]
    fn every_state_says_what_happens_next_to_both() {
        let now = Instant::from_microsecond(1_795_424_400_000_000);
        for status in Status::ALL {
            for side in Side::BOTH {
                let facts = facts(side, status);
                for text in [facts.title(now), facts.next(now)] {
                    assert!(
                        text.len() > 5 && !text.contains('!') && !text.contains("practitioner"),
                        "{text}"
                    );
                }
                let open = status.is_open() && status != Status::Booked;
                assert_eq!(open, facts.next(now).contains("the end of "), "{status:?}");
            }
        }
    }

    #[test]
    fn a_no_and_silence_read_the_same_whoever_closed_it() {
        let now = Instant::from_microsecond(1_795_424_400_000_000);
        let ended = |by_me, answer| Facts {
            outcome: Some(Outcome::NoFit),
            closed_by_me: by_me,
            answer,
            ..facts(Side::Mentee, Status::Closed)
        };
        let said_no = ended(true, Some(Answer::No));
        let silent = ended(false, None);
        assert_eq!((said_no.title(now), said_no.next(now)), (silent.title(now), silent.next(now)));
    }

    #[test]
    fn nobody_learns_of_a_death_from_a_heading() {
        let now = Instant::from_microsecond(1_795_424_400_000_000);
        for after_death in [AfterDeath::Waits, AfterDeath::Written, AfterDeath::Mistaken] {
            for side in Side::BOTH {
                let facts = Facts {
                    outcome: Some(Outcome::Left),
                    after_death: Some(after_death),
                    ..facts(side, Status::Closed)
                };
                let said = format!("{} {}", facts.title(now), facts.next(now));
                assert!(!said.contains("died") && !said.contains("available"), "{said}");
                assert_eq!(said.contains("will write to you"), after_death == AfterDeath::Waits);
            }
        }
        assert_eq!(AfterDeath::of(true, false, false), None, "the neutral letter says all there is");
    }

    #[test]
    fn one_waits_where_the_other_acts() {
        let now = Instant::from_microsecond(1_795_424_400_000_000);
        for status in [Status::Entered, Status::Sent, Status::Questioned] {
            let waiting = Side::BOTH.map(|side| facts(side, status).waits_for_me(now));
            assert_eq!(waiting.iter().filter(|waits| **waits).count(), 1, "{status:?}");
        }
        let offered = Facts { offered: 2, ..facts(Side::Mentee, Status::Arranging) };
        assert!(!offered.waits_for_me(now));
        assert!(Facts { offered_to_me: 1, ..offered }.waits_for_me(now));
    }
}
