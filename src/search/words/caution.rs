//! Where a word inside a sentence is not what it is in a list.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::reading::{Word, plain, read};
use crate::vocabulary::List;

/// Phrases that mean none of what their words mean alone. Lower case, as they are written.
const OTHERWISE: &[&str] = &[
    "across the board",
    "all in all",
    "at present",
    "blood pressure",
    "board game",
    "board games",
    "board room",
    "boards",
    "case conference",
    "change of clothes",
    "change of subject",
    "changing rooms",
    "chest drain",
    "clear about",
    "clear idea",
    "conflict of interest",
    "conflicts of interest",
    "conflicting",
    "dressing change",
    "dressing changes",
    "drug chart",
    "early years",
    "faith in",
    "doctors surgery",
    "full time",
    "gp surgery",
    "group practice",
    "grow up",
    "health and social care",
    "heart failure",
    "induce",
    "induced",
    "induction of labour",
    "induction agent",
    "key board",
    "lead apron",
    "lead aprons",
    "lead nurse",
    "lead poisoning",
    "medication",
    "medications",
    "meditation",
    "next week",
    "notice board",
    "of course",
    "on board",
    "on purpose",
    "on the other hand",
    "retired",
    "safeguarding board",
    "sounding board",
    "stage of",
    "strategies",
    "stress fracture",
    "stress incontinence",
    "stress test",
    "stress tests",
    "surgeries",
    "systemic illness",
    "teams meeting invite",
    "the team i",
    "text book",
    "wellbeing board",
    "white board",
];

static MEANT_OTHERWISE: LazyLock<HashSet<String>> =
    LazyLock::new(|| OTHERWISE.iter().map(|phrase| plain(&read(phrase))).collect());

/// Whether a phrase, in its words in lower case, means something else than its words.
pub(super) fn is_otherwise(plain: &str) -> bool {
    MEANT_OTHERWISE.contains(plain)
}

/// Words that share a stem with a term and mean another thing; the term is meant only by these.
const EXACTLY: &[(&str, &[&str])] = &[
    ("system", &["systemic"]),
    ("strategi", &["strategy", "strategic", "strategically"]),
    ("present", &["presentation", "presentations", "presenting"]),
    ("network", &["network", "networks", "networking"]),
    ("decid", &["decide", "deciding"]),
    ("account", &["accountant", "accountants", "accountancy"]),
    ("alli", &["ally", "allies", "allyship"]),
    ("civil", &["civility"]),
    ("digit", &["digital"]),
    ("divers", &["diversity"]),
    ("doctor", &["doctor", "doctors"]),
    ("equal", &["equality"]),
    ("equiti", &["equity"]),
    ("polit", &["politics", "political", "politically"]),
    ("product", &["productivity"]),
    ("promot", &["promotion", "promotions", "promoted", "promotable"]),
    ("return", &["returner", "returners"]),
    ("second", &["secondment", "secondments"]),
    ("visibl", &["visibility"]),
    ("persuad", &["persuade", "persuading"]),
    ("confid", &["confidence", "confident", "confidently"]),
];

/// Names that are everyday words unless they are written as names.
const NAMES: [(List, &str); 1] = [(List::Approach, "time to think")];

/// Phrases of a single stem that stand for their term only where they are all of a text or of one item of a list.
const ALONE: [(List, &str); 44] = [
    (List::DevelopmentArea, "vision"),
    (List::DevelopmentArea, "balanc"),
    (List::DevelopmentArea, "board"),
    (List::DevelopmentArea, "career"),
    (List::DevelopmentArea, "chang"),
    (List::DevelopmentArea, "communic"),
    (List::DevelopmentArea, "decis"),
    (List::DevelopmentArea, "feedback"),
    (List::DevelopmentArea, "applic"),
    (List::DevelopmentArea, "mean"),
    (List::DevelopmentArea, "purpos"),
    (List::DevelopmentArea, "reflect"),
    (List::DevelopmentArea, "transform"),
    (List::DevelopmentArea, "transit"),
    (List::DevelopmentArea, "valu"),
    (List::Profession, "administr"),
    (List::Profession, "analyt"),
    (List::Profession, "corpor"),
    (List::Profession, "data"),
    (List::Profession, "domest"),
    (List::Profession, "cater"),
    (List::Profession, "govern"),
    (List::Profession, "imag"),
    (List::Profession, "legal"),
    (List::Profession, "manag"),
    (List::Profession, "matern"),
    (List::Profession, "medic"),
    (List::Profession, "oper"),
    (List::Profession, "optic"),
    (List::Profession, "recruit"),
    (List::Profession, "transform"),
    (List::Profession, "workforc"),
    (List::Specialty, "cancer"),
    (List::Approach, "checklist"),
    (List::Approach, "strength"),
    (List::Delivery, "call"),
    (List::Delivery, "chat"),
    (List::Delivery, "email"),
    (List::Delivery, "group"),
    (List::Delivery, "messag"),
    (List::Delivery, "team"),
    (List::Delivery, "text"),
    (List::Delivery, "type"),
    (List::Delivery, "walk"),
];

/// What is never read out of a text, because it says nothing there.
const NEVER: [(List, &str); 13] = [
    (List::DevelopmentArea, "strength"),
    (List::Delivery, "ani"),
    (List::Delivery, "any"),
    (List::Delivery, "both"),
    (List::Delivery, "caption"),
    (List::Delivery, "combin"),
    (List::Delivery, "either"),
    (List::Delivery, "flexibl"),
    (List::Delivery, "mix"),
    (List::Language, "english"),
    (List::Seniority, "board"),
    (List::Seniority, "chair"),
    (List::Approach, "strateg"),
];

/// Short forms that are other words, or parts of them, unless they are written in capitals.
const IN_CAPITALS: [&str; 27] = [
    "am", "clear", "cote", "dn", "ed", "ent", "ft", "grow", "gum", "hv", "icm", "it", "mar", "mars", "mi",
    "ned", "od", "oskar", "ot", "pa", "salt", "sa", "sas", "sf", "str", "ta", "ttt",
];

/// Languages that are other words in lower case.
const IN_CAPITAL_LETTER: [&str; 1] = ["polish"];

/// Whether a phrase found in a text may stand for a term of a list. `alone` says that it is the whole of its part.
pub(super) fn stands(list: List, stems: &str, words: &[&Word], alone: bool) -> bool {
    let single = !stems.contains(' ');
    if NAMES.contains(&(list, stems)) && !alone && words.iter().filter(|word| word.capital).count() < 2 {
        return false;
    }
    if let ([word], Some((_, exactly))) = (words, EXACTLY.iter().find(|(stem, _)| *stem == stems))
        && !exactly.contains(&word.lower.as_str())
    {
        return false;
    }
    if single && NEVER.contains(&(list, stems)) {
        return false;
    }
    if single && !alone && ALONE.contains(&(list, stems)) {
        return false;
    }
    if stems.chars().all(|letter| letter.is_numeric() || letter == ' ') {
        return false;
    }
    match words {
        [word] if IN_CAPITALS.contains(&word.lower.as_str()) => {
            word.capitals || alone && !is_word(&word.lower)
        }
        [word] if list == List::Language && IN_CAPITAL_LETTER.contains(&word.lower.as_str()) => word.capital,
        // One letter and a number ("B 5"), or letters apart ("A&E"), are short forms only where they are capitals.
        [_, ..] if stems.chars().filter(|letter| letter.is_alphabetic()).count() < 2 => {
            words.iter().any(|word| word.capital)
        }
        _ => true,
    }
}

/// Whether a short form is an everyday word too, so that even by itself it must be in capitals.
fn is_word(lower: &str) -> bool {
    ["am", "clear", "grow", "it", "salt"].contains(&lower)
}

#[cfg(test)]
mod tests {
    use super::super::reading::read;
    use super::*;

    fn one(list: List, text: &str, alone: bool) -> bool {
        let words = read(text);
        let all: Vec<&Word> = words.iter().collect();
        let stems: Vec<&str> = all.iter().map(|word| word.stem.as_str()).collect();
        stands(list, &stems.join(" "), &all, alone)
    }

    #[test]
    fn false_friends_stay_strangers() {
        assert!(one(List::Profession, "IT", false) && !one(List::Profession, "it", true));
        assert!(one(List::Profession, "ot", true) && one(List::Profession, "OT", false));
        assert!(!one(List::DevelopmentArea, "board", false) && one(List::DevelopmentArea, "Board", true));
        assert!(!one(List::Seniority, "8", true));
        assert!(one(List::Language, "Polish", false) && !one(List::Language, "polish", false));
        assert!(!one(List::Delivery, "either", true));
    }
}
