//! The words of an explanation: what a person offers where a want asks.

use super::view::ONE_OF;
use crate::matching::{Dimension, Finding, Met, Offers, Seniority, TermKey, TermKind, Want, Weight};
use crate::platform::words;
use crate::search::Ground;
use crate::search::address::{Group, Search, Times, weight_label};
use crate::search::asker::Asking;
use crate::search::cards::Card;
use crate::vocabulary::{List, TermId};

/// How one want is met, as a card says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::search) struct Reason {
    pub met: Met,
    /// What was asked: "Stepping up to board".
    pub asked: String,
    pub weight: &'static str,
    /// What there is: "helps with this".
    pub words: String,
    pub points: u8,
}

impl Reason {
    pub const fn class(&self) -> &'static str {
        match self.met {
            Met::Fully => "app-met",
            Met::Partly => "app-part",
            Met::Not => "app-not",
        }
    }

    /// Said to who cannot see the sign.
    pub const fn sign(&self) -> &'static str {
        match self.met {
            Met::Fully => "Met:",
            Met::Partly => "Partly met:",
            Met::Not => "Not met:",
        }
    }
}

/// The reasons of one person, in the order of the wants.
pub(super) fn reasons(
    search: &Search,
    findings: &[Finding],
    card: &Card,
    asking: &Asking,
    ground: &Ground,
) -> Vec<Reason> {
    search
        .wants()
        .iter()
        .zip(findings)
        .map(|((want, choices), finding)| Reason {
            met: finding.met,
            asked: asked(search, choices, ground),
            weight: if want.weight == Weight::Must && choices.len() > 1 {
                ONE_OF
            } else {
                weight_label(want.weight)
            },
            words: words_of(want, finding, card, asking, ground),
            points: finding.points,
        })
        .collect()
}

/// What a want asks: the labels of its choices.
pub(super) fn asked(search: &Search, choices: &[usize], ground: &Ground) -> String {
    let labels: Vec<String> =
        choices.iter().filter_map(|at| search.asked.get(*at)).map(|asked| asked.what.label(ground)).collect();
    labels.join(", ")
}

fn words_of(want: &Want, finding: &Finding, card: &Card, asking: &Asking, ground: &Ground) -> String {
    match (&finding.offers, &want.dimension) {
        (Offers::Terms { covered, missing }, Dimension::Terms(kind, _)) => {
            terms(*kind, covered, missing, card, ground)
        }
        (Offers::OrganisationType(is), _) => {
            if *is { "works in one" } else { "works for another kind of employer" }.to_owned()
        }
        (Offers::Seniority { above }, Dimension::Seniority(asked)) => seniority(*asked, *above, asking),
        (Offers::Geography { same_system, same_region }, _) => geography(*same_system, *same_region, card),
        (Offers::SameOrganisation(same), _) => match (*same, asking.asker.organisation) {
            (true, _) => "works where you do",
            (false, Some(_)) => "works elsewhere",
            (false, None) => "we do not know where you work",
        }
        .to_owned(),
        (Offers::Times { covered, any }, _) => match (covered.is_empty(), *any) {
            (false, _) => Times::spans(*covered),
            (true, true) => "free at other times".to_owned(),
            (true, false) => "has not given times: ask".to_owned(),
        },
        (Offers::Qualification(level), _) => match level {
            0 => "has recorded no qualification".to_owned(),
            level => format!("has recorded one at level {level}"),
        },
        (Offers::Words(said), _) => if *said { "said so" } else { "did not mention it" }.to_owned(),
        // Matching answers each want in its own dimension.
        _ => String::new(),
    }
}

fn terms(kind: TermKind, covered: &[TermKey], missing: &[TermKey], card: &Card, ground: &Ground) -> String {
    let label = |keys: &[TermKey]| -> Vec<String> {
        keys.iter()
            .filter_map(|key| ground.term(TermId(key.0)))
            .map(|term| in_sentence(term.list, &term.label))
            .collect()
    };
    let list = Group::of(kind).terms().map_or(List::DevelopmentArea, |(_, list)| list);
    let (does, silent) = match kind {
        TermKind::Area => ("helps with", "has not listed this"),
        TermKind::Approach => ("works with", "has not listed this approach"),
        TermKind::Profession => ("works in", "has not said their profession"),
        TermKind::Delivery => ("offers", "has not said how they meet"),
        TermKind::Language => ("speaks", "has listed no other language"),
    };
    if missing.is_empty() && covered.len() == 1 {
        return match kind {
            TermKind::Area => "helps with this",
            TermKind::Approach => "works this way",
            TermKind::Profession => "works in this",
            TermKind::Delivery => "offers this",
            TermKind::Language => "speaks it",
        }
        .to_owned();
    }
    if !covered.is_empty() {
        let has = words::list(&label(covered));
        return if missing.is_empty() || !kind.is_shared() {
            format!("{does} {has}")
        } else {
            format!("{does} {has}, not {}", words::either(&label(missing)))
        };
    }
    let own = card.labels(list, ground);
    match own.as_slice() {
        [] => silent.to_owned(),
        [only] => format!("{does} {}", in_sentence(list, only)),
        [one, other] => format!("{does} {} and {}", in_sentence(list, one), in_sentence(list, other)),
        [one, other, rest @ ..] => format!(
            "{does} {}, {} and {}",
            in_sentence(list, one),
            in_sentence(list, other),
            words::count(i64::try_from(rest.len()).unwrap_or(i64::MAX), "more", "more")
        ),
    }
}

/// A label inside a sentence: small, unless it is a name.
fn in_sentence(list: List, label: &str) -> String {
    let first: String = label.split(' ').next().unwrap_or_default().chars().skip(1).collect();
    let is_name = list == List::Language || first.chars().any(char::is_uppercase) || list == List::Approach;
    if is_name { label.to_owned() } else { lower_first(label) }
}

fn lower_first(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn seniority(asked: Seniority, above: Option<i16>, asking: &Asking) -> String {
    let absolute = matches!(asked, Seniority::Level(_));
    let Some(above) = above else {
        let ours = asking.asker.level.is_none() && !absolute;
        return if ours { "we do not know your band" } else { "has not given their band" }.to_owned();
    };
    let what = if absolute { "it" } else { "you" };
    match above {
        0 if what == "it" => "at this level".to_owned(),
        0 => "at your level".to_owned(),
        1.. => format!("{} above {what}", words::number(i64::from(above))),
        _ => format!("{} below {what}", words::number(i64::from(-above))),
    }
}

fn geography(same_system: bool, same_region: bool, card: &Card) -> String {
    match (&card.system, same_system, same_region) {
        (Some(system), false, true) => format!("works in {system}, in the same region"),
        (Some(system), _, _) => format!("works in {system}"),
        (None, true, _) => "works in the same area".to_owned(),
        (None, false, true) => "works in the same region".to_owned(),
        (None, false, false) => "works elsewhere".to_owned(),
    }
}
