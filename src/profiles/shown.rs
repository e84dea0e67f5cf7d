use super::model::{About, initials};
use crate::availability::Place;
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, PoolId};
use crate::platform::words;
use crate::pools::Offering;
use crate::vocabulary::List;

/// From so many answers on, how long somebody takes is a habit and not an accident.
const HABIT: i32 = 3;

/// A coach or mentor as one reader may see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub account_id: AccountId,
    /// None: withheld, because the reader's employment is not proven.
    pub name: Option<String>,
    pub about: About,
    pub organisation: Option<String>,
    pub system: Option<String>,
    pub region: Option<String>,
    pub seniority: Option<String>,
    /// Labels of terms by list, in the owner's order.
    pub terms: Vec<(List, String)>,
    pub place: Option<Place>,
    /// When they are usually free, in their words.
    pub outline: String,
    /// Weekly windows they offer.
    pub windows: i64,
    /// When they can next be met for a first conversation, as far as it was asked for.
    pub next_free: Option<String>,
    /// Requests answered, and the median of hours it took.
    pub answered: i32,
    pub median_hours: Option<i32>,
    /// In the pools this reader may know them through.
    pub standing: Vec<Standing>,
    pub kept: Kept,
}

/// What the reader keeps of a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    pub on_shortlist: bool,
    /// They wait to hear of a place.
    pub awaited: bool,
    /// They would rather not be matched with them.
    pub avoided: bool,
    /// The reader's open request to them.
    pub request: Option<ChemistryId>,
}

/// Where somebody stands in a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub pool_id: PoolId,
    pub pool: String,
    pub since: Instant,
    pub status: String,
    pub offerings: Vec<Offering>,
    /// The reader coordinates this pool.
    pub looked_after: bool,
}

impl Standing {
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.status == "active"
    }

    /// "coaching and mentoring".
    #[must_use]
    pub fn offers(&self) -> String {
        words::list(&self.offerings.iter().map(|offering| offering.label()).collect::<Vec<_>>())
    }

    /// "March 2027".
    #[must_use]
    pub fn since_month(&self) -> String {
        let zoned = self.since.in_london();
        let date = words::short_date(crate::platform::clock::Day::new(zoned.date()));
        date.split_once(' ').map_or_else(|| date.clone(), |(_, month)| month.to_owned())
    }
}

impl Shown {
    /// The labels of one list.
    #[must_use]
    pub fn labels(&self, list: List) -> Vec<&str> {
        self.terms.iter().filter(|(own, _)| *own == list).map(|(_, label)| label.as_str()).collect()
    }

    #[must_use]
    pub fn areas(&self) -> Vec<&str> {
        self.labels(List::DevelopmentArea)
    }

    #[must_use]
    pub fn approaches(&self) -> Vec<&str> {
        self.labels(List::Approach)
    }

    #[must_use]
    pub fn skills(&self) -> Vec<&str> {
        self.labels(List::Skill)
    }

    /// "Nursing, public health", with the fields in them.
    #[must_use]
    pub fn work(&self) -> String {
        [self.labels(List::Profession), self.labels(List::Specialty)].concat().join(", ")
    }

    #[must_use]
    pub fn delivery(&self) -> String {
        self.labels(List::Delivery).join(", ")
    }

    #[must_use]
    pub fn languages(&self) -> String {
        self.labels(List::Language).join(", ")
    }

    /// The name, or what they are: "Coach and mentor".
    #[must_use]
    pub fn title(&self) -> String {
        if let Some(name) = &self.name {
            return name.clone();
        }
        let all = self.standing.iter().flat_map(|standing| &standing.offerings);
        let mut people: Vec<&str> = all.map(|offering| offering.person()).collect();
        people.sort_unstable();
        people.dedup();
        let title = if people.is_empty() { "coach or mentor".to_owned() } else { words::list(&people) };
        let mut letters = title.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    #[must_use]
    pub fn initials(&self) -> String {
        self.name.as_deref().map(initials).unwrap_or_default()
    }

    /// Places left, or why there is none.
    #[must_use]
    pub fn places(&self) -> String {
        match self.place {
            Some(Place { accepting: false, resumes_on: Some(day), .. }) => {
                format!("Takes no new people until {}", words::date(day))
            }
            Some(place) if !place.accepting => "Takes no new people for now".to_owned(),
            Some(place) if place.left() > 0 => words::count(place.left(), "place left", "places left"),
            _ => "No place left for now".to_owned(),
        }
    }

    /// For what the reader may keep them: what they offer where the reader is a mentee, not a coordinator.
    #[must_use]
    pub fn offered(&self) -> Vec<Offering> {
        let active = self.standing.iter().filter(|one| one.is_active() && !one.looked_after);
        let mut offered: Vec<Offering> = active.flat_map(|one| one.offerings.iter().copied()).collect();
        offered.sort_unstable_by_key(|offering| offering.code());
        offered.dedup();
        if self.place.is_some() { offered } else { Vec::new() }
    }

    /// Nobody new can come for now.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.place.is_none_or(|place| !place.accepting || place.left() <= 0)
    }

    #[must_use]
    pub fn reply(&self) -> Option<String> {
        reply_promise(self.answered, self.median_hours)
    }

    /// "Thursday 26 November 2026, 6pm".
    #[must_use]
    pub fn next(&self) -> Option<String> {
        self.next_free.clone()
    }

    #[must_use]
    pub fn offers_times(&self) -> bool {
        self.windows > 0 || !self.outline.is_empty()
    }
}

/// "Usually replies in 2 days", once three requests were answered. What is slower than two weeks promises nothing, and
/// nobody's rate of replies is ever shown.
#[must_use]
pub fn reply_promise(answered: i32, median_hours: Option<i32>) -> Option<String> {
    let hours = median_hours.filter(|_| answered >= HABIT)?;
    match (hours + 23) / 24 {
        0 | 1 => Some("Usually replies within a day".to_owned()),
        days @ 2..=14 => Some(format!("Usually replies in {days} days")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_promise_needs_three_answers_and_says_days() {
        assert_eq!(reply_promise(2, Some(30)), None);
        assert_eq!(reply_promise(3, Some(30)).as_deref(), Some("Usually replies in 2 days"));
        assert_eq!(reply_promise(3, Some(48)).as_deref(), Some("Usually replies in 2 days"));
        assert_eq!(reply_promise(9, Some(5)).as_deref(), Some("Usually replies within a day"));
        assert_eq!(reply_promise(9, Some(24 * 30)), None);
        assert_eq!(reply_promise(9, None), None);
    }
}
