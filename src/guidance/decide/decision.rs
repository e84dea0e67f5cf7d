//! From answers to what fits. Pure.

use super::questions::{Answer, BEEN_THERE, EXPERIENCE, HEALTH, Lean, MANY, PARTLY, QUESTIONS};

/// How much one side must outweigh the other before it is the answer.
const CLEARLY: i32 = 2;

/// The answers of one reader, question by question; `None` where there is none.
pub type Answers = [Option<&'static Answer>; MANY];

/// What fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    Coaching,
    Mentoring,
    Either,
    /// The line manager first.
    Manager,
    /// Help with health or distress.
    Health,
    /// Those who can act on behaviour and on risks.
    Safety,
}

/// What fits, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub fit: Fit,
    /// Sentences, in the order of the questions; none when no answer leaned anywhere.
    pub reasons: Vec<&'static str>,
    /// The reader is worn down: help is shown beside whatever fits.
    pub worn: bool,
    /// Where a search may start: its offering, and its address within `/find`.
    pub searches: Vec<(&'static str, String)>,
}

/// What a form said, as answers: what is no answer to its question is none.
#[must_use]
pub fn read<'a>(value_of: impl Fn(&str) -> &'a str) -> Answers {
    QUESTIONS.map(|question| {
        let value = value_of(question.name);
        question.answers.iter().find(|answer| answer.code == value)
    })
}

/// Decides. Health and safety come before everything, whatever else was answered; then what only a manager can settle; then
/// whichever of coaching and mentoring clearly outweighs the other.
#[must_use]
pub fn decide(answers: &Answers) -> Decision {
    let fit = fit(answers);
    let area = answers.iter().flatten().find_map(|answer| answer.area);
    let been_there = chosen(answers, EXPERIENCE) == Some(BEEN_THERE);
    let offerings: &[&'static str] = match fit {
        Fit::Coaching => &["coaching"],
        Fit::Mentoring => &["mentoring"],
        Fit::Either => &["mentoring", "coaching"],
        Fit::Manager | Fit::Health | Fit::Safety => &[],
    };
    Decision {
        fit,
        reasons: reasons(answers, fit),
        worn: chosen(answers, HEALTH) == Some(PARTLY),
        searches: offerings.iter().map(|offering| (*offering, address(offering, area, been_there))).collect(),
    }
}

fn fit(answers: &Answers) -> Fit {
    let leans = || answers.iter().flatten().map(|answer| answer.lean);
    if leans().any(|lean| lean == Lean::Health) {
        return Fit::Health;
    }
    if leans().any(|lean| lean == Lean::Safety) {
        return Fit::Safety;
    }
    let (mut coaching, mut mentoring, mut manager) = (0, 0, 0);
    for lean in leans() {
        match lean {
            Lean::Coaching(much) => coaching += i32::from(much),
            Lean::Mentoring(much) => mentoring += i32::from(much),
            Lean::Manager(much) => manager += i32::from(much),
            Lean::Nowhere | Lean::Health | Lean::Safety => {}
        }
    }
    if manager >= CLEARLY {
        Fit::Manager
    } else if coaching - mentoring >= CLEARLY {
        Fit::Coaching
    } else if mentoring - coaching >= CLEARLY {
        Fit::Mentoring
    } else {
        Fit::Either
    }
}

fn reasons(answers: &Answers, fit: Fit) -> Vec<&'static str> {
    let speaks = |lean: Lean| match fit {
        Fit::Coaching => matches!(lean, Lean::Coaching(_)),
        Fit::Mentoring => matches!(lean, Lean::Mentoring(_)),
        Fit::Either => matches!(lean, Lean::Coaching(_) | Lean::Mentoring(_)),
        Fit::Manager => matches!(lean, Lean::Manager(_)),
        Fit::Health => lean == Lean::Health,
        Fit::Safety => lean == Lean::Safety,
    };
    answers.iter().flatten().filter(|answer| speaks(answer.lean)).map(|answer| answer.because).collect()
}

/// The code that was chosen for a question.
fn chosen(answers: &Answers, name: &str) -> Option<&'static str> {
    let at = QUESTIONS.iter().position(|question| question.name == name)?;
    answers.get(at).copied().flatten().map(|answer| answer.code)
}

/// A search to begin with, as docs/SEARCH.md writes it. Nothing about health, or about how somebody behaves, is in it.
fn address(offering: &str, area: Option<&str>, been_there: bool) -> String {
    let mut address = format!("/find?offering={offering}");
    if let Some(area) = area {
        address.push_str("&area=");
        address.push_str(area);
    }
    // Somebody who has been there is some way ahead; coaching needs nobody to be.
    if been_there && offering == "mentoring" {
        address.push_str("&seniority=above-1");
    }
    address
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Answers by their codes, in the order of the questions; "" for none.
    fn given(codes: [&str; MANY]) -> Answers {
        let by_name = |name: &str| {
            let at = QUESTIONS.iter().position(|question| question.name == name).unwrap();
            codes[at]
        };
        let answers = read(by_name);
        for (code, answer) in codes.iter().zip(&answers) {
            assert_eq!(code.is_empty(), answer.is_none(), "{code} is an answer");
        }
        answers
    }

    #[test]
    fn people_find_what_fits_them() {
        for (codes, expected) in [
            (["", "", "", "", "", "", ""], Fit::Either),
            (["unsure", "unsure", "unsure", "unsure", "unsure", "unsure", "no"], Fit::Either),
            (["situation", "weeks", "task", "goal", "no", "questions", "no"], Fit::Coaching),
            (["next-step", "years", "direction", "me", "yes", "stories", "no"], Fit::Mentoring),
            // An interview in three weeks, and somebody who has sat on the panel.
            (["next-step", "weeks", "task", "goal", "yes", "stories", ""], Fit::Mentoring),
            (["leading", "months", "unsure", "me", "unsure", "questions", "no"], Fit::Coaching),
            (["myself", "years", "direction", "me", "unsure", "questions", "no"], Fit::Either),
            (["conditions", "weeks", "task", "goal", "no", "questions", "no"], Fit::Manager),
            (["leading", "weeks", "task", "manager", "no", "questions", "no"], Fit::Coaching),
            (["new-role", "months", "task", "manager", "unsure", "decision", "no"], Fit::Manager),
            (["behaviour", "weeks", "task", "me", "no", "questions", "no"], Fit::Safety),
            (["behaviour", "", "", "", "", "", "yes"], Fit::Health),
            (["next-step", "years", "direction", "me", "yes", "stories", "yes"], Fit::Health),
            (["next-step", "years", "direction", "me", "yes", "stories", "partly"], Fit::Mentoring),
        ] {
            assert_eq!(decide(&given(codes)).fit, expected, "{codes:?}");
        }
    }

    #[test]
    fn a_search_is_filled_in_with_what_was_said_and_nothing_private() {
        let decision = decide(&given(["next-step", "years", "", "me", "yes", "stories", "partly"]));
        assert_eq!(
            decision.searches,
            [("mentoring", "/find?offering=mentoring&area=career-progression&seniority=above-1".to_owned())]
        );
        assert!(decision.worn);
        let stuck = decide(&given(["situation", "weeks", "task", "", "no", "", ""]));
        assert_eq!(stuck.searches, [("coaching", "/find?offering=coaching".to_owned())]);
        let open = decide(&given(["", "", "", "", "yes", "questions", ""]));
        let offerings: Vec<&str> = open.searches.iter().map(|(offering, _)| *offering).collect();
        assert_eq!(offerings, ["mentoring", "coaching"]);
    }

    #[test]
    fn every_answer_has_a_code_of_its_own_and_a_reason_when_it_leans() {
        for question in QUESTIONS {
            let mut codes: Vec<&str> = question.answers.iter().map(|answer| answer.code).collect();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), question.answers.len(), "{}", question.name);
            for answer in question.answers {
                let leans = answer.lean != Lean::Nowhere;
                assert_eq!(leans, answer.because.ends_with('.'), "{} {}", question.name, answer.code);
            }
        }
    }

    /// How far an answer pulls towards coaching.
    fn pull(answer: Option<&Answer>) -> i32 {
        match answer.map(|answer| answer.lean) {
            Some(Lean::Coaching(much)) => i32::from(much),
            Some(Lean::Mentoring(much)) => -i32::from(much),
            _ => 0,
        }
    }

    fn any_answers() -> impl Strategy<Value = Answers> {
        let one = |at: usize| {
            let answers = QUESTIONS[at].answers;
            (0..=answers.len()).prop_map(move |chosen| answers.get(chosen))
        };
        [0, 1, 2, 3, 4, 5, 6].map(one)
    }

    proptest! {
        #[test]
        fn health_comes_first_then_safety_whatever_else_is_said(answers in any_answers()) {
            let decision = decide(&answers);
            let leans = |lean: Lean| answers.iter().flatten().any(|answer| answer.lean == lean);
            prop_assert_eq!(decision.fit == Fit::Health, leans(Lean::Health));
            if !leans(Lean::Health) {
                prop_assert_eq!(decision.fit == Fit::Safety, leans(Lean::Safety));
            }
        }

        #[test]
        fn whatever_is_found_has_its_reasons_and_only_coaching_and_mentoring_lead_to_a_search(answers in any_answers()) {
            let decision = decide(&answers);
            if decision.fit != Fit::Either {
                prop_assert!(!decision.reasons.is_empty());
            }
            let leads = matches!(decision.fit, Fit::Coaching | Fit::Mentoring | Fit::Either);
            prop_assert_eq!(leads, !decision.searches.is_empty());
            for (_, address) in &decision.searches {
                prop_assert!(address.starts_with("/find?offering="));
                for private in ["health", "partly", "worn", "behaviour", "situation"] {
                    prop_assert!(!address.contains(private), "{}", address);
                }
            }
        }

        #[test]
        fn an_answer_that_pulls_towards_coaching_never_moves_the_outcome_away_from_it(
            answers in any_answers(), at in 0_usize..6, other in 0_usize..9
        ) {
            let Some(other) = QUESTIONS[at].answers.get(other) else { return Ok(()) };
            let mut changed = answers;
            changed[at] = Some(other);
            let rank = |fit: Fit| match fit { Fit::Mentoring => Some(0), Fit::Either => Some(1), Fit::Coaching => Some(2), _ => None };
            let (before, after) = (rank(decide(&answers).fit), rank(decide(&changed).fit));
            if let (Some(before), Some(after)) = (before, after) {
                if pull(changed[at]) >= pull(answers[at]) {
                    prop_assert!(after >= before);
                } else {
                    prop_assert!(after <= before);
                }
            }
        }
    }
}
