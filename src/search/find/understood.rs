use crate::matching::{Geography, TermKind, Weight};
use crate::search::Ground;
use crate::search::address::{Asked, Days, Group, Part, Search, Times, What};
use crate::search::words::{Daytime, Hint, Understood};
use crate::vocabulary::{List, TermId};

/// Adds to a search what a text said, as far as an address may carry it. What is chosen already stays as it is.
pub(super) fn add(search: &mut Search, understood: &Understood, ground: &Ground) {
    for found in &understood.terms {
        let Some(term) = ground.term(found.term_id) else { continue };
        if let Some(kind) = kind(term.list).filter(|_| !term.sensitive) {
            choose(search, Weight::Important, What::Term(kind, term.term_id));
        }
    }
    let mut times = Times::default();
    for hinted in &understood.hints {
        match hinted.hint {
            Hint::Offering(offering) => search.offering = offering,
            Hint::MySystem(true) => choose_one(search, Weight::Nice, What::Where(Geography::MySystem)),
            Hint::MySystem(false) => choose_one(search, Weight::Nice, What::Where(Geography::AnotherSystem)),
            Hint::MyOrganisation(same) => choose_one(search, Weight::Nice, What::SameOrganisation(same)),
            Hint::When(daytime) => times = with(times, daytime),
            Hint::Above(levels) => choose_one(search, Weight::Important, What::Above(levels)),
            Hint::Peer => choose_one(search, Weight::Important, What::Peer),
            Hint::MoreJunior => choose_one(search, Weight::Important, What::MoreJunior),
            Hint::Level(term) => {
                if let Some(what) = band(term, ground) {
                    choose_one(search, Weight::Important, what);
                }
            }
        }
    }
    if !times.is_empty() {
        choose_one(search, Weight::Nice, What::Times(times));
    }
}

fn kind(list: List) -> Option<TermKind> {
    Group::ALL.into_iter().filter_map(Group::terms).find(|(_, own)| *own == list).map(|(kind, _)| kind)
}

fn band(term: TermId, ground: &Ground) -> Option<What> {
    let level = u8::try_from(ground.term(term)?.level?).ok()?;
    Some(What::Band(term, level))
}

fn choose(search: &mut Search, weight: Weight, what: What) {
    if !search.asked.iter().any(|asked| asked.what == what) {
        search.asked.push(Asked { weight, what, private: false });
    }
}

/// For groups of which one thing is chosen.
fn choose_one(search: &mut Search, weight: Weight, what: What) {
    if !search.asked.iter().any(|asked| asked.what.group() == what.group()) {
        choose(search, weight, what);
    }
}

const WEEKDAYS: [&str; 5] = ["mon", "tue", "wed", "thu", "fri"];
const WEEKEND: [&str; 2] = ["sat", "sun"];

fn with(mut times: Times, daytime: Daytime) -> Times {
    let part = match daytime {
        Daytime::Mornings => Some(Part::Morning),
        Daytime::Lunchtimes => Some(Part::Lunchtime),
        Daytime::Afternoons => Some(Part::Afternoon),
        Daytime::Evenings => Some(Part::Evening),
        Daytime::Weekends | Daytime::Weekday(_) => None,
    };
    if let Some(part) = part.filter(|part| !times.parts.contains(part)) {
        times.parts.push(part);
        times.parts.sort_unstable();
    }
    let days: Vec<&str> = match daytime {
        Daytime::Weekends => WEEKEND.to_vec(),
        Daytime::Weekday(day) => {
            Days::CODES.get(usize::from(day)).map(|(code, _)| *code).into_iter().collect()
        }
        // "Evenings" alone are those of the working week, unless days are named.
        _ if times.days.is_any() => WEEKDAYS.to_vec(),
        _ => Vec::new(),
    };
    for day in days {
        times.days = times.days.with(day).unwrap_or(times.days);
    }
    times
}
