use super::shown::Shown;
use crate::vocabulary::List;

/// Shorter than this, a biography says little.
const TELLING: usize = 150;

/// One thing that makes a profile complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advice {
    /// What to do, as an instruction.
    pub text: &'static str,
    /// Why, in a sentence.
    pub why: &'static str,
    pub href: &'static str,
    pub done: bool,
}

/// What makes a profile complete, in the order it helps most, done or not.
#[must_use]
pub fn advice(shown: &Shown) -> Vec<Advice> {
    let about = &shown.about;
    let has = |list: List, least: usize| shown.labels(list).len() >= least;
    let entry = |done: bool, text, why, href| Advice { text, why, href, done };
    vec![
        entry(
            !about.headline.is_empty(),
            "Say in one line what you help with",
            "It is the first thing people read below your name.",
            "/profile/about#headline",
        ),
        entry(
            has(List::DevelopmentArea, 3),
            "Choose at least three things you can help with",
            "People search by them more than by anything else.",
            "/profile/help",
        ),
        entry(
            about.biography.chars().count() >= TELLING,
            "Tell people who you are, in a few sentences",
            "Two or three short paragraphs are enough to recognise a person.",
            "/profile/about#biography",
        ),
        entry(
            !about.how_i_work.is_empty(),
            "Say how you work",
            "Somebody who knows what a meeting is like asks more easily.",
            "/profile/about#how_i_work",
        ),
        entry(
            has(List::Profession, 1),
            "Name your profession",
            "Some people look for their own, others for any but their own.",
            "/profile/work",
        ),
        entry(
            shown.seniority.is_some(),
            "Say how senior you are",
            "Mentees often ask for somebody two levels above them.",
            "/profile/work#seniority",
        ),
        entry(
            has(List::Delivery, 1),
            "Say how you can meet",
            "Face to face, by video, on a walk: people must know before they ask.",
            "/profile/ways",
        ),
        entry(
            has(List::Language, 1),
            "Name the languages you do this in",
            "English too, if it is one of them.",
            "/profile/ways#languages",
        ),
        entry(
            shown.place.is_some_and(|place| place.capacity > 0),
            "Say how many people you can see at once",
            "Without a place you are not shown to anybody.",
            "/availability",
        ),
        entry(
            shown.offers_times(),
            "Offer at least one time in the week",
            "A first conversation is then booked without writing back and forth.",
            "/availability",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::model::About;
    use super::*;
    use crate::availability::Place;
    use crate::platform::ids::AccountId;
    use crate::profiles::Kept;

    fn empty() -> Shown {
        Shown {
            account_id: AccountId(uuid::Uuid::nil()),
            name: Some("Grace Obi".into()),
            about: About::default(),
            organisation: None,
            system: None,
            region: None,
            seniority: None,
            terms: Vec::new(),
            place: None,
            outline: String::new(),
            windows: 0,
            next_free: None,
            answered: 0,
            median_hours: None,
            standing: Vec::new(),
            kept: Kept::default(),
        }
    }

    #[test]
    fn advice_is_specific_and_goes_away_when_followed() {
        let mut shown = empty();
        assert!(advice(&shown).iter().all(|one| !one.done));
        assert_eq!(advice(&shown)[0].text, "Say in one line what you help with");
        shown.about.headline = "I help new ward managers".into();
        shown.about.biography = "word ".repeat(40);
        shown.about.how_i_work = "Monthly".into();
        shown.seniority = Some("Consultant or GP".into());
        let lists = [
            List::DevelopmentArea,
            List::DevelopmentArea,
            List::DevelopmentArea,
            List::Profession,
            List::Delivery,
            List::Language,
        ];
        shown.terms = lists.into_iter().map(|list| (list, "Something".to_owned())).collect();
        shown.windows = 1;
        shown.place = Some(Place::NEW);
        assert!(advice(&shown).iter().all(|one| one.done));
    }
}
