use super::model::Profile;
use crate::availability::Place;
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

/// What makes a profile complete, in the order it helps most, done or not. `times` is whether any time is offered, in
/// windows or in words.
#[must_use]
pub fn advice(profile: &Profile, place: Option<&Place>, times: bool) -> Vec<Advice> {
    let about = &profile.about;
    let has = |list: List, least: usize| profile.terms_of(list).len() >= least;
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
            profile.seniority.is_some(),
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
            place.is_some_and(|place| place.capacity > 0),
            "Say how many people you can see at once",
            "Without a place you are not shown to anybody.",
            "/profile/availability",
        ),
        entry(
            times,
            "Offer at least one time in the week",
            "A first conversation is then booked without writing back and forth.",
            "/profile/availability",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::model::About;
    use super::*;
    use crate::platform::ids::AccountId;
    use crate::vocabulary::TermId;

    #[test]
    fn advice_is_specific_and_goes_away_when_followed() {
        let account_id = AccountId(uuid::Uuid::nil());
        let mut profile =
            Profile { account_id, about: About::default(), seniority: None, terms: Vec::new(), version: 1 };
        assert!(advice(&profile, None, false).iter().all(|one| !one.done));
        profile.about.headline = "I help new ward managers".into();
        profile.about.biography = "word ".repeat(40);
        profile.about.how_i_work = "Monthly".into();
        profile.seniority = Some(TermId(1));
        let terms = [List::DevelopmentArea, List::DevelopmentArea, List::DevelopmentArea]
            .into_iter()
            .chain([List::Profession, List::Delivery, List::Language]);
        profile.terms = terms.zip(1..).map(|(list, id)| (list, TermId(id))).collect();
        let place = Place { capacity: 2, seen_elsewhere: 0, active: 0, held: 0, accepting: true, version: 1 };
        assert!(advice(&profile, Some(&place), true).iter().all(|one| one.done));
    }
}
