use super::meter::Meter;
use super::ranking::{Ranking, account};
use super::reasons::{self, Reason};
use crate::matching::{Ranked, Weight};
use crate::platform::words;
use crate::search::Ground;
use crate::search::address::{Search, What};
use crate::search::cards::Card;
use crate::search::look::Looked;

/// Something asked for, as a tag that can be taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::search) struct Tag {
    pub weight: &'static str,
    pub is_must: bool,
    pub label: String,
    /// The address without it; None for what is private.
    pub without: Option<String>,
    /// What a form sends to take it out of the private draft.
    pub private: String,
}

/// The label of a choice beside others, of which one must be met.
pub(super) const ONE_OF: &str = "Must have one of";

/// What was asked, as tags in the order of the address.
pub(in crate::search) fn tags(search: &Search, ground: &Ground) -> Vec<Tag> {
    let wants = search.wants();
    // Several choices of one *must have* are alternatives, and the tags say so.
    let one_of = |at: usize| {
        wants
            .iter()
            .any(|(want, choices)| want.weight == Weight::Must && choices.len() > 1 && choices.contains(&at))
    };
    let tag = |(at, asked): (usize, &crate::search::address::Asked)| Tag {
        weight: if one_of(at) { ONE_OF } else { asked.weight_label() },
        is_must: asked.weight == Weight::Must,
        label: asked.what.label(ground),
        without: (!asked.private).then(|| search.without(at).address(ground)),
        private: match &asked.what {
            What::Term(_, term) => ground.term(*term).map_or_else(String::new, |term| term.code.clone()),
            _ => "words".to_owned(),
        },
    };
    search.asked.iter().enumerate().map(tag).collect()
}

/// One person of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    pub card: Card,
    pub percent: u8,
    pub reasons: Vec<Reason>,
    /// Where "why" leads.
    pub why: String,
}

impl Match {
    pub fn of(card: Card, ranked: &Ranked, looked: &Looked, address: &str) -> Self {
        Self {
            percent: ranked.percent,
            reasons: reasons::reasons(
                &looked.search,
                &ranked.findings,
                &card,
                &looked.asking,
                &looked.ground,
            ),
            why: format!("/find/why/{}?{address}", card.account_id),
            card,
        }
    }

    pub fn bars(&self) -> [&'static str; 5] {
        Meter { percent: self.percent }.bars()
    }
}

/// The matches of a page: the cards that the database still shows, with what the index says of each, in its order.
pub(super) fn matches(ranked: &[Ranked], cards: &[Card], looked: &Looked, address: &str) -> Vec<Match> {
    ranked
        .iter()
        .filter_map(|ranked| {
            let card = cards.iter().find(|card| card.account_id == account(ranked.person))?;
            Some(Match::of(card.clone(), ranked, looked, address))
        })
        .collect()
}

/// A step that finds more people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// What it loosens: "Stepping up to board".
    pub asked: String,
    /// The address that does it; None when it would change the private draft.
    pub address: Option<String>,
    /// "31 people".
    pub brings: String,
}

/// What loosening each *must have* would bring.
pub(super) fn steps(ranking: &Ranking, looked: &Looked) -> Vec<Step> {
    let wants = looked.search.wants();
    ranking
        .repairs
        .iter()
        .filter_map(|repair| {
            let (_, choices) = wants.get(repair.want)?;
            let is_private = choices.iter().any(|at| looked.search.asked[*at].private);
            let looser = looked.search.weighing(choices, Weight::Important);
            Some(Step {
                asked: reasons::asked(&looked.search, choices, &looked.ground),
                address: (!is_private).then(|| looser.address(&looked.ground)),
                brings: words::count(repair.total, "person", "people"),
            })
        })
        .collect()
}
