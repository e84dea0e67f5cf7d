//! What a pool asks of somebody, held against what they have shown. Pure: today is passed in.

use std::fmt;

use jiff::{Span, ToSpan};

use super::evidence::{Evidence, EvidenceKind};
use crate::platform::clock::Day;
use crate::platform::words;
use crate::pools::{Offering, Requirements};
use crate::vocabulary::{Term, TermId};

/// Days before it runs out from which evidence is called expiring, and its owner reminded.
pub const EXPIRING_DAYS: i32 = 60;

/// One thing a pool asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Requirement {
    Qualification,
    Training,
    Insurance,
    /// So many within twelve months.
    Supervision(i16),
    Cpd(i16),
}

impl Requirement {
    /// The evidence that shows it.
    #[must_use]
    pub const fn kind(self) -> EvidenceKind {
        match self {
            Self::Qualification => EvidenceKind::Qualification,
            Self::Training => EvidenceKind::Training,
            Self::Insurance => EvidenceKind::Insurance,
            Self::Supervision(_) => EvidenceKind::Supervision,
            Self::Cpd(_) => EvidenceKind::Cpd,
        }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Qualification => formatter.write_str("A qualification"),
            Self::Training => formatter.write_str("Training"),
            Self::Insurance => formatter.write_str("Insurance"),
            Self::Supervision(many) => write!(formatter, "Supervision, {} a year", times(*many)),
            Self::Cpd(many) => write!(formatter, "Continuing development (CPD), {} a year", times(*many)),
        }
    }
}

/// Whether a requirement is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Until the end of a day, or for good.
    Met { until: Option<Day> },
    /// Met, but not for longer than [`EXPIRING_DAYS`].
    Expiring { until: Day },
    Missing {
        /// What is missing, as a sentence to the person: "Add one more supervision."
        what: String,
        /// The last day on which it was met, where that is known.
        ran_out: Option<Day>,
    },
}

/// A requirement, and how what somebody has shown stands to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub offering: Offering,
    pub requirement: Requirement,
    pub state: State,
}

impl Finding {
    #[must_use]
    pub const fn is_missing(&self) -> bool {
        matches!(self.state, State::Missing { .. })
    }

    #[must_use]
    pub const fn is_expiring(&self) -> bool {
        matches!(self.state, State::Expiring { .. })
    }

    /// The word of its tag.
    #[must_use]
    pub const fn tag(&self) -> &'static str {
        match self.state {
            State::Met { .. } => "Met",
            State::Expiring { .. } => "Runs out soon",
            State::Missing { .. } => "Missing",
        }
    }

    /// The colour of its tag.
    #[must_use]
    pub const fn colour(&self) -> &'static str {
        match self.state {
            State::Met { .. } => "green",
            State::Expiring { .. } => "yellow",
            State::Missing { .. } => "red",
        }
    }

    /// How it stands, as a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match &self.state {
            State::Met { until: None } => "This does not run out.".to_owned(),
            State::Met { until: Some(day) } | State::Expiring { until: day } => {
                format!("Until {}.", words::short_date(*day))
            }
            State::Missing { what, ran_out: None } => what.clone(),
            State::Missing { what, ran_out: Some(day) } => {
                format!("It ran out on {}. {what}", words::short_date(*day))
            }
        }
    }
}

/// Holds evidence against what a pool asks for one offering. `qualifications` are the terms of that vocabulary,
/// retired ones included.
#[must_use]
pub fn assess(asked: &Requirements, shown: &[Evidence], qualifications: &[Term], today: Day) -> Vec<Finding> {
    let counts = |one: &&Evidence| counts_as_qualification(asked, one, qualifications);
    let of = |kind: EvidenceKind| shown.iter().filter(move |one| one.kind == kind);
    let mut findings = Vec::new();
    let mut found = |requirement, state| {
        findings.push(Finding { offering: asked.offering, requirement, state });
    };
    if asked.needs_qualification {
        let held = of(EvidenceKind::Qualification).filter(counts);
        found(Requirement::Qualification, lasting(held, today, &wanted(asked, qualifications)));
    }
    if asked.needs_training {
        let held = of(EvidenceKind::Training).chain(of(EvidenceKind::Qualification).filter(counts));
        found(Requirement::Training, lasting(held, today, "Add the training you had as a coach or mentor."));
    }
    if asked.needs_insurance {
        let held = of(EvidenceKind::Insurance).filter(|one| one.expires_on.is_some());
        found(Requirement::Insurance, lasting(held, today, "Add insurance that covers you today."));
    }
    if asked.supervision_a_year > 0 {
        let many = asked.supervision_a_year;
        let words = ["supervision", "supervisions"];
        found(Requirement::Supervision(many), yearly(of(EvidenceKind::Supervision), many, words, today));
    }
    if asked.cpd_a_year > 0 {
        let many = asked.cpd_a_year;
        let words = ["CPD event", "CPD events"];
        found(Requirement::Cpd(many), yearly(of(EvidenceKind::Cpd), many, words, today));
    }
    findings
}

/// The last day on which everything is met: the earliest of the findings. Something that is missing has run out
/// already: on the day it did, or yesterday where that is not known. `None`: nothing asked for runs out.
#[must_use]
pub fn evidence_to(findings: &[Finding], today: Day) -> Option<Day> {
    findings
        .iter()
        .filter_map(|finding| match &finding.state {
            State::Met { until } => *until,
            State::Expiring { until } => Some(*until),
            State::Missing { ran_out, .. } => Some(ran_out.unwrap_or_else(|| moved(today, (-1).days()))),
        })
        .min()
}

/// Whether a qualification is one that the pool takes. One that was retired is the same as its successor.
fn counts_as_qualification(asked: &Requirements, shown: &Evidence, qualifications: &[Term]) -> bool {
    let Some(held) = shown.qualification_id else { return false };
    let now = succeeded(held, qualifications);
    if asked.qualifications.is_empty() {
        let admits = |term: &Term| (term.term_id == held || term.term_id == now) && term.admits_coaches;
        qualifications.iter().any(admits)
    } else {
        asked.qualifications.iter().any(|wanted| succeeded(*wanted, qualifications) == now)
    }
}

/// The last of a term's successors; the term itself when it has none.
fn succeeded(mut term: TermId, terms: &[Term]) -> TermId {
    for _ in terms {
        let found = terms.iter().find(|one| one.term_id == term);
        match found.and_then(|found| found.successor_id) {
            Some(next) => term = next,
            None => break,
        }
    }
    term
}

/// Evidence that is met by any one piece until it runs out, if it does.
fn lasting<'a>(held: impl Iterator<Item = &'a Evidence>, today: Day, what: &str) -> State {
    let mut ran_out: Option<Day> = None;
    let mut best: Option<Option<Day>> = None;
    for one in held.filter(|one| one.dated_on.is_none_or(|dated| dated <= today)) {
        match one.expires_on {
            None => best = Some(None),
            Some(day) if day >= today => {
                best = Some(match best {
                    None => Some(day),
                    Some(None) => None,
                    Some(Some(other)) => Some(other.max(day)),
                });
            }
            Some(day) => ran_out = ran_out.max(Some(day)),
        }
    }
    match best {
        Some(until) => standing(until, today),
        None => State::Missing { what: what.to_owned(), ran_out },
    }
}

/// Events that each count for a year: met while there are so many, until the one that makes them so many is a year
/// old. One that a coordinator gave longer counts until the day they gave.
fn yearly<'a>(held: impl Iterator<Item = &'a Evidence>, many: i16, named: [&str; 2], today: Day) -> State {
    let mut ends: Vec<Day> = held
        .filter(|one| one.dated_on.is_none_or(|dated| dated <= today))
        .filter_map(|one| runs_out(one).map(|end| (end, one.events)))
        .flat_map(|(end, events)| std::iter::repeat_n(end, usize::try_from(events).unwrap_or(1)))
        .collect();
    ends.sort_unstable_by(|a, b| b.cmp(a));
    let current = ends.iter().take_while(|end| **end >= today).count();
    let wanted = usize::try_from(many).unwrap_or(0);
    let decisive = ends.get(wanted.saturating_sub(1)).copied();
    if current >= wanted {
        return standing(decisive, today);
    }
    let lacking = wanted - current;
    let more = if current == 0 { "" } else { "more " };
    let noun = if lacking == 1 { named[0] } else { named[1] };
    let what = format!("Add {lacking} {more}{noun} of the last twelve months.");
    State::Missing { what, ran_out: decisive }
}

/// The last day on which a yearly event counts; `None` when neither its date nor its end is known.
#[must_use]
pub fn runs_out(event: &Evidence) -> Option<Day> {
    event.expires_on.or_else(|| event.dated_on.map(|dated| moved(moved(dated, 1.year()), (-1).days())))
}

fn standing(until: Option<Day>, today: Day) -> State {
    match until {
        Some(until) if until <= moved(today, EXPIRING_DAYS.days()) => State::Expiring { until },
        until => State::Met { until },
    }
}

/// A day moved by a span; the day itself beyond the end of the calendar.
pub(crate) fn moved(day: Day, span: Span) -> Day {
    day.date().checked_add(span).map_or(day, Day::new)
}

fn wanted(asked: &Requirements, qualifications: &[Term]) -> String {
    let name = |id: &TermId| qualifications.iter().find(|term| term.term_id == *id).map(|term| &term.label);
    let names: Vec<&String> = asked.qualifications.iter().filter_map(name).collect();
    match names.split_last() {
        None => format!("Add a qualification that lets you in as a {}.", asked.offering.person()),
        Some((only, [])) => format!("Add this qualification: {only}."),
        Some((last, others)) => {
            let others = others.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
            format!("Add one of these qualifications: {others} or {last}.")
        }
    }
}

fn times(many: i16) -> String {
    match many {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

#[cfg(test)]
#[path = "assessment_tests.rs"]
mod tests;
