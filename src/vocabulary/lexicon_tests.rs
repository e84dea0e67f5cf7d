use proptest::prelude::*;

use super::super::model::List;
use super::super::reference::tests::shipped;
use super::*;

fn day() -> Day {
    Day::new("2027-03-04".parse().expect("a day"))
}

fn lexicon(list: List) -> (Lexicon, Vec<Term>) {
    let (terms, synonyms) = shipped(list);
    (Lexicon::of(&terms, &synonyms), terms)
}

/// The code of what a text means, with a question mark when it is only likely.
fn meaning(list: List, text: &str) -> String {
    let (lexicon, terms) = lexicon(list);
    let code = |id: TermId| {
        terms.iter().find(|term| term.term_id == id).map(|term| term.code.clone()).unwrap_or_default()
    };
    match lexicon.resolve(text, day()) {
        Resolution::Certain(id) => code(id),
        Resolution::Likely(id, _) => format!("{}?", code(id)),
        Resolution::Unknown => "unknown".to_owned(),
    }
}

#[test]
fn what_registers_write_finds_its_term() {
    for (list, text, code) in [
        (List::Profession, "OT", "occupational-therapy"),
        (List::Profession, "Physio", "physiotherapy"),
        (List::Profession, "nurse", "nursing"),
        (List::Profession, "IT", "digital-and-informatics"),
        (List::Profession, "Digital / Informatics", "digital-and-informatics"),
        (List::Profession, "HR & OD", "finance-hr-and-corporate"),
        (List::Profession, "Administration & Clerical", "administration"),
        (List::Profession, "Hospital Doctor", "medicine"),
        (List::Profession, "Estates and Facilities", "estates-and-facilities"),
        (List::Profession, "AHP", "other-allied-health"),
        (List::Seniority, "AfC 8b", "afc-8b"),
        (List::Seniority, "8A", "afc-8a"),
        (List::Seniority, "Band 8a", "afc-8a"),
        (List::Seniority, "9", "afc-9"),
        (List::Seniority, "VSM", "vsm"),
        (List::Seniority, "SAS", "sas-doctor"),
        (List::Seniority, "Consultant", "consultant-or-gp"),
        (List::DevelopmentArea, "career development", "career-progression"),
        (List::DevelopmentArea, "Imposter syndrome", "imposter-feelings"),
        (List::DevelopmentArea, "New role / transitions", "new-role"),
        (List::DevelopmentArea, "Work life balance", "work-life-balance"),
        (List::DevelopmentArea, "First time leader", "first-time-leadership"),
        (List::DevelopmentArea, "Board level", "stepping-up-to-board"),
        (List::Theme, "Return to work", "returning-to-work"),
        (List::Theme, "Bullying", "bullying"),
        (List::Qualification, "ILM5", "ilm-5"),
        (List::Qualification, "ILM Level 5", "ilm-5"),
        (List::Qualification, "ILM L7 Diploma", "ilm-7"),
        (List::Qualification, "ILM5 Certificate in Coaching & Mentoring", "ilm-5"),
        (List::Qualification, "EMCC Senior Practitioner", "emcc-senior"),
        (List::Qualification, "AC Accredited", "ac-accreditation"),
        (List::Qualification, "In-house mentor training day", "mentor-training-day"),
        (List::Approach, "CBC", "cognitive-behavioural"),
        (List::Approach, "TA", "transactional-analysis"),
        (List::Approach, "Skill/Will", "skill-will"),
        (List::Delivery, "MS Teams", "video"),
        (List::Delivery, "Teams", "video"),
        (List::Delivery, "TEAM", "team"),
        (List::Delivery, "F2F", "face-to-face"),
        (List::Delivery, "Virtual only", "video"),
        (List::Delivery, "Either", "hybrid"),
        (List::Language, "BSL", "bfi"),
        (List::Language, "cym", "cym"),
    ] {
        assert_eq!(meaning(list, text), code, "{text}");
    }
}

#[test]
fn typing_mistakes_are_likely_and_never_certain() {
    for (list, text, code) in [
        (List::DevelopmentArea, "Delgation", "delegation?"),
        (List::DevelopmentArea, "Leading chnage", "leading-change?"),
        (List::DevelopmentArea, "time mangement", "time-and-prioritisation?"),
        (List::DevelopmentArea, "Resiliance", "resilience?"),
        (List::Profession, "Phsyiotherapy", "physiotherapy?"),
        (List::Profession, "Occupatonal Therapist", "occupational-therapy?"),
        (List::Approach, "Gestallt", "gestalt?"),
        (List::Language, "Portugese", "por?"),
    ] {
        assert_eq!(meaning(list, text), code, "{text}");
    }
}

#[test]
fn what_means_nothing_or_two_things_stays_open() {
    for (list, text) in [
        (List::Qualification, "N/A"),
        (List::Qualification, "none yet - booked"),
        (List::Qualification, "ILM"),
        (List::Seniority, "n/a"),
        (List::Seniority, "Band 8"),
        (List::Seniority, "8e"),
        (List::Profession, ""),
        (List::Profession, "…"),
        (List::Delivery, "<script>alert(1)</script>"),
    ] {
        assert_eq!(meaning(list, text), "unknown", "{text}");
    }
}

#[test]
fn a_retired_term_stands_for_its_successor() {
    let (mut terms, synonyms) = shipped(List::Approach);
    terms[0].valid_to = Some(day());
    terms[0].successor_id = Some(terms[1].term_id);
    terms[2].valid_to = Some(day());
    let lexicon = Lexicon::of(&terms, &synonyms);
    assert_eq!(lexicon.resolve("GROW", day()), Resolution::Certain(terms[1].term_id));
    assert_eq!(lexicon.resolve("T-GROW", day()), Resolution::Certain(terms[1].term_id));
    assert_eq!(lexicon.resolve("Skill/will", day()), Resolution::Unknown);
    let before = Day::new("2027-03-03".parse().expect("a day"));
    assert_eq!(lexicon.resolve("GROW", before), Resolution::Certain(terms[0].term_id));
}

#[test]
fn terms_that_succeed_each_other_in_a_ring_end_nowhere() {
    let (mut terms, _) = shipped(List::Approach);
    for (one, next) in [(0, 1), (1, 0)] {
        terms[one].valid_to = Some(day());
        terms[one].successor_id = Some(terms[next].term_id);
    }
    assert_eq!(Lexicon::of(&terms, &[]).resolve("GROW", day()), Resolution::Unknown);
}

#[test]
fn two_terms_equally_near_are_never_certain() {
    let (terms, _) = shipped(List::Approach);
    let both: Vec<Synonym> = terms
        .iter()
        .take(2)
        .map(|term| Synonym { list: List::Approach, text: "shared".into(), term_id: term.term_id })
        .collect();
    assert_eq!(Lexicon::of(&terms, &both).resolve("Shared", day()), Resolution::Unknown);
}

fn any_list() -> impl Strategy<Value = List> {
    proptest::sample::select(List::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_label_is_certain_in_any_case(list in any_list(), at in any::<proptest::sample::Index>()) {
        let (lexicon, terms) = lexicon(list);
        let term = at.get(&terms);
        prop_assert_eq!(lexicon.resolve(&term.label.to_uppercase(), day()), Resolution::Certain(term.term_id));
        prop_assert_eq!(lexicon.resolve(&format!("  {}. ", term.label), day()), Resolution::Certain(term.term_id));
    }

    #[test]
    fn any_text_is_answered_and_the_same_way_twice(list in any_list(), text in "\\PC{0,80}") {
        let (lexicon, _) = lexicon(list);
        prop_assert_eq!(lexicon.resolve(&text, day()), lexicon.resolve(&text, day()));
    }
}
