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
    let mut daytimes = Vec::new();
    for hinted in &understood.hints {
        match hinted.hint {
            Hint::Offering(offering) => search.offering = offering,
            Hint::MySystem(true) => choose_one(search, Weight::Nice, What::Where(Geography::MySystem)),
            Hint::MySystem(false) => choose_one(search, Weight::Nice, What::Where(Geography::AnotherSystem)),
            Hint::MyOrganisation(same) => choose_one(search, Weight::Nice, What::SameOrganisation(same)),
            Hint::When(daytime) => daytimes.push(daytime),
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
    let times = times(&daytimes);
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

/// The times that were named. "Evenings" alone are those of the working week; "evenings or weekends" are any evening, since
/// one want asks for the same parts of all its days.
fn times(daytimes: &[Daytime]) -> Times {
    let mut times = Times::default();
    let mut weekend = false;
    for daytime in daytimes {
        let part = match daytime {
            Daytime::Mornings => Some(Part::Morning),
            Daytime::Lunchtimes => Some(Part::Lunchtime),
            Daytime::Afternoons => Some(Part::Afternoon),
            Daytime::Evenings => Some(Part::Evening),
            Daytime::Weekends => {
                weekend = true;
                None
            }
            Daytime::Weekday(day) => {
                let code = Days::CODES.get(usize::from(*day)).map(|(code, _)| *code);
                times.days = code.and_then(|code| times.days.with(code)).unwrap_or(times.days);
                None
            }
        };
        times.parts.extend(part.filter(|part| !times.parts.contains(part)));
    }
    times.parts.sort_unstable();
    let days: &[&str] = match (times.days.is_any(), weekend, times.parts.is_empty()) {
        (_, true, true) => &WEEKEND,
        (true, false, false) => &WEEKDAYS,
        _ => &[],
    };
    for day in days {
        times.days = times.days.with(day).unwrap_or(times.days);
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_meant() {
        for (said, meant) in [
            (vec![Daytime::Evenings], "Weekday evenings"),
            (vec![Daytime::Evenings, Daytime::Weekday(1)], "Tuesday evenings"),
            (vec![Daytime::Weekday(1), Daytime::Evenings], "Tuesday evenings"),
            (vec![Daytime::Weekends], "Weekends"),
            (vec![Daytime::Weekends, Daytime::Evenings], "Evenings"),
            (vec![], ""),
        ] {
            assert_eq!(times(&said).label(), meant, "{said:?}");
        }
    }
}
