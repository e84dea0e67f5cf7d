//! What people type, and the page that has to be among the first three.

use proptest::prelude::*;

use super::{documents, index};

const QUESTIONS: &[(&str, &str)] = &[
    ("chemistry meeting", "/guidance/first-conversation"),
    ("what to ask in a chemistry call", "/guidance/first-conversation"),
    ("first conversation", "/guidance/first-conversation"),
    ("questions to ask my mentor", "/guidance/first-conversation"),
    ("nervous about first meeting", "/guidance/first-conversation"),
    ("difference between coaching and mentoring", "/guidance/coaching-or-mentoring"),
    ("coaching vs mentoring", "/guidance/coaching-or-mentoring"),
    ("is this therapy", "/guidance/coaching-or-mentoring"),
    ("counselling", "/guidance/coaching-or-mentoring"),
    ("preceptorship", "/guidance/coaching-or-mentoring"),
    ("burnout", "/guidance/coaching-or-mentoring"),
    ("letter to my manager", "/guidance/time-at-work"),
    ("protected time", "/guidance/time-at-work"),
    ("study leave for mentoring", "/guidance/time-at-work"),
    ("does my boss need to agree", "/guidance/time-at-work"),
    ("how to choose a mentor", "/guidance/choosing-somebody"),
    ("setting goals", "/guidance/setting-goals"),
    ("smart objectives", "/guidance/setting-goals"),
    ("end the relationship early", "/guidance/ending-well"),
    ("how do I stop seeing my coach", "/guidance/ending-well"),
    ("not getting on with my mentor", "/guidance/if-something-goes-wrong"),
    ("complaint", "/guidance/if-something-goes-wrong"),
    ("confidentiality", "/guidance/boundaries-and-confidentiality"),
    ("what stays between us", "/guidance/boundaries-and-confidentiality"),
    ("confidentialty", "/guidance/boundaries-and-confidentiality"),
    ("supervision for coaches", "/guidance/supervision-and-cpd"),
    ("cpd", "/guidance/supervision-and-cpd"),
    ("what makes a good mentor", "/guidance/what-makes-a-good-mentor"),
    ("good questions", "/guidance/asking-good-questions"),
    ("grow model", "/tools/grow"),
    ("skill will matrix", "/tools/skill-will"),
    ("action list", "/tools/checklist"),
    ("am i a good coach", "/tools/self-check"),
    ("become a mentor", "/guidance/being-a-coach-or-mentor"),
    ("volunteer as a coach", "/guidance/being-a-coach-or-mentor"),
    ("benefits of mentoring", "/guidance/what-mentoring-gives-you"),
    ("evidence that coaching works", "/guidance/the-evidence"),
    ("roi", "/guidance/the-evidence"),
    ("how much does it cost", "/guidance/what-to-budget"),
    ("funding", "/guidance/what-to-budget"),
    ("measure impact", "/guidance/measuring"),
    ("reciprocal mentoring", "/guidance/reverse-mentoring"),
    ("reverse mentering", "/guidance/reverse-mentoring"),
    ("bame mentoring scheme", "/guidance/schemes-for-under-represented-groups"),
    ("peer coaching", "/guidance/peer-coaching"),
    ("three way meeting with line manager", "/guidance/three-way-meetings"),
    ("my team member has a coach", "/guidance/your-part-as-a-manager"),
    ("code of ethics", "/guidance/ethics-codes-and-bodies"),
    ("emcc", "/guidance/reading#emcc"),
    ("books", "/guidance/reading"),
    ("whitmore", "/guidance/reading#coaching-for-performance"),
    ("which schemes are there", "/schemes"),
    ("training course for mentors", "/events"),
    ("printable worksheets", "/tools"),
    ("gdpr", "/privacy"),
    ("forgotten password", "/sign-in"),
    ("screen reader", "/accessibility"),
    ("how long until somebody answers", "/how-it-works"),
    ("talk to a person", "/contact"),
    ("report bullying", "/concerns/new"),
    ("first session with a new mentee", "/guidance/running-a-first-session"),
    ("say no to a request", "/guidance/answering-requests"),
];

#[test]
fn what_people_type_finds_its_page_among_the_first_three() {
    let index = index().unwrap_or_else(|error| panic!("{error}"));
    let mut missed = Vec::new();
    for (question, expected) in QUESTIONS {
        let found = index.find(question);
        let first: Vec<&str> = found.hits.iter().take(3).map(|hit| hit.href.as_str()).collect();
        if !first.contains(expected) {
            missed.push(format!("{question:?}: {expected} is not in {first:?}"));
        }
    }
    println!("{} of {} questions find their page", QUESTIONS.len() - missed.len(), QUESTIONS.len());
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn every_page_finds_itself_by_its_title() {
    let index = index().unwrap();
    for document in documents().unwrap() {
        let found = index.find(&document.title);
        let first: Vec<&str> = found.hits.iter().take(3).map(|hit| hit.href.as_str()).collect();
        assert!(first.contains(&document.href.as_str()), "{:?}: {first:?}", document.title);
    }
}

#[test]
fn what_is_nowhere_finds_nothing_and_a_slip_is_read() {
    let index = index().unwrap();
    assert!(index.find("zqxjkv").hits.is_empty());
    assert!(index.find("").hits.is_empty());
    assert_eq!(index.find("mentring").read_as.len(), 1);
    let read = index.find("confidentialty").read_as;
    assert_eq!(read[0].0, "confidentialty");
    assert!(read[0].1.starts_with("confidential"), "{read:?}");
}

proptest! {
    #[test]
    fn any_question_is_answered_in_order_and_within_bounds(question in "\\PC{0,60}") {
        let found = index().unwrap().find(&question);
        prop_assert!(found.hits.len() <= 10);
        prop_assert!(found.hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
        prop_assert!(found.hits.iter().all(|hit| hit.score > 0.0 && !hit.excerpt.is_empty()));
    }
}
