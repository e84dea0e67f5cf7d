use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId};
use crate::platform::words;
use crate::pools::Offering;
use crate::profiles::{initials, reply_promise};
use crate::search::Ground;
use crate::vocabulary::{List, TermId};

/// One person of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub account_id: AccountId,
    /// None: withheld, because the reader's employment is not proven.
    pub name: Option<String>,
    pub offerings: Vec<Offering>,
    pub job_title: String,
    pub headline: String,
    pub pronouns: String,
    pub organisation: Option<String>,
    pub system: Option<String>,
    pub seniority: Option<String>,
    /// Of every list of a profile, in their owner's order.
    pub terms: Vec<TermId>,
    pub left: i32,
    /// Within the first three months of their first membership that the reader may know of.
    pub is_new: bool,
    pub asked: i32,
    pub answered: i32,
    pub median_hours: Option<i32>,
    /// When they are usually free, in their words.
    pub outline: String,
    /// On the reader's shortlist.
    pub shortlisted: bool,
    /// The reader's open request to them.
    pub request: Option<ChemistryId>,
    /// The reader wants to hear when there is a place.
    pub watched: bool,
    /// When they can next be met for a first conversation, where the list asks for it.
    pub next_free: Option<Instant>,
    /// The same in words, by the reader's clock.
    pub next_in_words: Option<String>,
}

impl Card {
    /// The name, or what they are: "Coach and mentor".
    #[must_use]
    pub fn title(&self) -> String {
        self.name.clone().unwrap_or_else(|| {
            let people: Vec<&str> = self.offerings.iter().map(|offering| offering.person()).collect();
            words::capitalised(&words::list(&people))
        })
    }

    /// One of three colours for the initials, the same for a person everywhere.
    #[must_use]
    pub fn colour(&self) -> &'static str {
        match self.account_id.0.as_bytes()[15] % 3 {
            0 => "app-avatar--plum",
            1 => "app-avatar--teal",
            _ => "app-avatar--amber",
        }
    }

    #[must_use]
    pub fn initials(&self) -> String {
        self.name.as_deref().map(initials).unwrap_or_default()
    }

    /// "Deputy chief nurse, band 8d · University Hospitals of Leicester".
    #[must_use]
    pub fn role(&self) -> String {
        let band =
            self.seniority.as_deref().map(|label| label.strip_prefix("Agenda for Change ").unwrap_or(label));
        let what: Vec<&str> = [Some(self.job_title.as_str()), band]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect();
        let place = self.organisation.as_deref().or(self.system.as_deref());
        let role: Vec<String> = [Some(what.join(", ")), place.map(str::to_owned)]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect();
        words::capitalised(&role.join(" · "))
    }

    /// "Usually replies in 2 days", or "New here" in the first three months of who was never asked.
    #[must_use]
    pub fn reply(&self) -> Option<String> {
        if self.asked == 0 && self.is_new {
            return Some("New here".to_owned());
        }
        reply_promise(self.answered, self.median_hours)
    }

    #[must_use]
    pub fn places(&self) -> String {
        if self.left > 0 {
            words::count(self.left, "place left", "places left")
        } else {
            "No place left for now".to_owned()
        }
    }

    /// "Next free: Thursday 26 November 2026, 6pm".
    #[must_use]
    pub fn next(&self) -> Option<String> {
        self.next_in_words.as_ref().map(|words| format!("Next free: {words}"))
    }

    /// "Usually replies in 2 days · 1 place left · Next free: Thursday 26 November 2026, 6pm".
    #[must_use]
    pub fn promise(&self) -> String {
        [self.reply(), Some(self.places()), self.next()].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// The labels of their terms of one list.
    #[must_use]
    pub fn labels<'a>(&self, list: List, ground: &'a Ground) -> Vec<&'a str> {
        self.terms
            .iter()
            .filter_map(|id| ground.term(*id))
            .filter(|term| term.list == list)
            .map(|term| term.label.as_str())
            .collect()
    }
}
