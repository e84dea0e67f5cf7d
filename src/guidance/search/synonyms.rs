//! What people also say. Each row is one thing in several words; whoever writes one of them also finds the others.

use std::sync::LazyLock;

use super::words::stems;

const ROWS: &[&[&str]] = &[
    &[
        "first conversation",
        "chemistry meeting",
        "chemistry call",
        "chemistry session",
        "intro call",
        "introductory meeting",
    ],
    &["first session", "first meeting", "kick off"],
    &["mentee", "coachee", "mentored", "coached"],
    &["line manager", "boss", "supervisor at work"],
    &["agreement", "contract", "contracting", "ground rules"],
    &["goal", "objective", "target", "aim", "smart"],
    &["ending", "end", "finish", "stop", "quit", "leave", "close", "break up"],
    &[
        "goes wrong",
        "complain",
        "complaint",
        "bully",
        "bullying",
        "harassment",
        "unhappy",
        "problem",
        "not working",
    ],
    &["change", "swap", "switch", "replace"],
    &["confidentiality", "confidential", "private", "secret", "privacy", "between us"],
    &["budget", "cost", "price", "fee", "money", "funding", "pay", "expensive"],
    &["evidence", "research", "proof", "studies", "literature", "roi", "benefit", "does it work"],
    &["measure", "evaluate", "evaluation", "impact", "outcomes", "kpi", "metrics"],
    &["reverse mentoring", "reciprocal mentoring", "upward mentoring"],
    &[
        "under-represented",
        "underrepresented",
        "bame",
        "bme",
        "global majority",
        "minority",
        "race",
        "disabled",
        "lgbt",
        "diversity",
        "inclusion",
        "edi",
    ],
    &["peer coaching", "buddy", "triad", "co-coaching", "action learning"],
    &["time", "study leave", "protected time", "time off", "release", "job plan"],
    &["cpd", "development", "training", "course", "workshop"],
    &["supervision", "supervisor of coaches", "coach supervision"],
    &["qualification", "accreditation", "certificate", "emcc", "ilm", "icf"],
    &["ethics", "code of conduct", "code of ethics"],
    &["questions", "ask", "prompts"],
    &["become", "sign up as", "volunteer", "apply", "join", "offer my time"],
    &["sign in", "log in", "login", "password"],
    &["book", "reading", "further reading", "bibliography"],
    &[
        "counselling",
        "therapy",
        "counsellor",
        "therapist",
        "mental health",
        "depressed",
        "suicidal",
        "burnout",
        "stress",
    ],
    &["difference", "versus", "vs", "compare", "side by side"],
    &["review", "looking back", "progress", "check in"],
    &["three-way", "tripartite", "sponsor"],
    &["meeting", "session"],
    &["coordinator", "administrator", "contact", "helpdesk", "support"],
    &["data protection", "gdpr", "personal data"],
    &["screen reader", "accessible", "large print"],
    &["skill/will", "skill will matrix", "situational leadership"],
    &["checklist", "action list", "action plan", "agreed actions", "to do list"],
    &["profession", "nurse", "doctor", "midwife", "ahp", "social worker", "pharmacist"],
    &["shift", "rota", "off-duty", "night shift"],
];

/// The rows, each phrase as its stems.
static STEMMED: LazyLock<Vec<Vec<Vec<String>>>> =
    LazyLock::new(|| ROWS.iter().map(|row| row.iter().map(|phrase| stems(phrase)).collect()).collect());

/// The stems that other words for the same thing add to a question.
#[must_use]
pub(super) fn added(question: &[String]) -> Vec<String> {
    let mut added = Vec::new();
    for row in STEMMED.iter() {
        if row.iter().any(|phrase| holds(question, phrase)) {
            added.extend(row.iter().flatten().cloned());
        }
    }
    added.sort_unstable();
    added.dedup();
    added.retain(|stem| !question.contains(stem));
    added
}

/// Whether a phrase stands in a text, word after word.
pub(super) fn holds(text: &[String], phrase: &[String]) -> bool {
    !phrase.is_empty() && text.windows(phrase.len()).any(|window| window == phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_for_a_thing_brings_the_others() {
        let brought = added(&stems("chemistry meeting"));
        assert!(brought.contains(&"convers".to_owned()), "{brought:?}");
        assert!(added(&stems("elephants")).is_empty());
    }
}
