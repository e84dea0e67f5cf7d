//! What a sentence says it is not about.

use super::reading::Word;

/// What takes away what follows.
const AWAY: [&str; 7] = ["not", "no", "without", "excluding", "except", "nor", "neither"];

/// Two words that do.
const AWAY_TWO: [(&str, &str); 7] = [
    ("rather", "than"),
    ("instead", "of"),
    ("other", "than"),
    ("apart", "from"),
    ("no", "longer"),
    ("nothing", "about"),
    ("anything", "but"),
];

/// After these and "not", somebody says what they lack, not what they do not want.
const LACKING: [&str; 34] = [
    "good",
    "know",
    "knowing",
    "sure",
    "able",
    "confident",
    "enough",
    "feel",
    "feeling",
    "find",
    "finding",
    "have",
    "having",
    "manage",
    "managing",
    "comfortable",
    "used",
    "great",
    "sleeping",
    "cope",
    "coping",
    "getting",
    "being",
    "very",
    "only",
    "belong",
    "think",
    "idea",
    "heard",
    "taken",
    "clear",
    "afraid",
    "let",
    "one",
];

/// After "don't" and the like only these mean that something is not wanted.
const UNWANTED: [&str; 9] =
    ["want", "need", "wish", "care", "require", "looking", "interested", "mention", "after"];

const DONT: [&str; 8] = ["dont", "doesnt", "didnt", "do", "does", "am", "im", "wouldnt"];

/// Where what was taken away ends.
const TURNS: [&str; 14] = [
    "but", "just", "because", "so", "although", "though", "however", "instead", "want", "need", "like",
    "help", "looking", "would",
];

/// So many words further the "not" is forgotten.
const REACH: usize = 9;

/// For each word whether it is taken away.
pub(super) fn taken_away(words: &[Word]) -> Vec<bool> {
    let mut taken = vec![false; words.len()];
    let mut index = 0;
    while index < words.len() {
        let Some(length) = negator(words, index) else {
            index += 1;
            continue;
        };
        let start = index + length;
        let mut part = words[index].part;
        for reached in start..words.len().min(start + REACH) {
            let turns = reached > start && TURNS.contains(&words[reached].lower.as_str());
            let apart = words[reached].sentence != words[index].sentence
                || words[reached].part != part && !is_listed(words, reached);
            if turns || apart {
                break;
            }
            part = words[reached].part;
            taken[reached] = true;
        }
        index = start;
    }
    taken
}

/// Whether a word after a comma goes on with the same list: "no stress, conflict or politics".
fn is_listed(words: &[Word], at: usize) -> bool {
    words[at..].iter().take(3).any(|word| word.lower == "or" || word.lower == "nor")
}

/// How many words take away what follows from here.
fn negator(words: &[Word], at: usize) -> Option<usize> {
    let lower = |offset: usize| words.get(at + offset).map_or("", |word| word.lower.as_str());
    if AWAY_TWO.contains(&(lower(0), lower(1))) {
        return Some(2);
    }
    if ["dont", "doesnt", "didnt", "wouldnt"].contains(&lower(0)) {
        return (1..=2).find(|offset| UNWANTED.contains(&lower(*offset))).map(|offset| offset + 1);
    }
    if lower(0) == "not" && at > 0 && DONT.contains(&words[at - 1].lower.as_str()) {
        return (1..=2).find(|offset| UNWANTED.contains(&lower(*offset))).map(|offset| offset + 1);
    }
    if at > 0 && ["say", "saying", "said", "or"].contains(&words[at - 1].lower.as_str()) {
        return None;
    }
    let lacks = (1..=2).any(|offset| LACKING.contains(&lower(offset)));
    (AWAY.contains(&lower(0)) && !lacks).then_some(1)
}

#[cfg(test)]
mod tests {
    use super::super::reading::read;
    use super::*;

    fn kept(text: &str) -> String {
        let words = read(text);
        let taken = taken_away(&words);
        let kept = words.iter().zip(taken).filter(|(_, taken)| !taken);
        kept.map(|(word, _)| word.lower.clone()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_not_wanted_is_taken_away_to_the_end_of_its_clause() {
        assert_eq!(kept("resilience, not conflict, and delegation"), "resilience not and delegation");
        assert_eq!(kept("I don't want NLP but CBT"), "i dont want but cbt");
        assert_eq!(kept("coaching rather than mentoring"), "coaching rather than");
        assert_eq!(kept("no stress, conflict or politics"), "no");
    }

    #[test]
    fn what_is_lacking_is_what_somebody_wants() {
        for text in
            ["I am not good at networking", "I don't know how to delegate", "not confident", "I can't say no"]
        {
            assert_eq!(kept(text).split(' ').count(), read(text).len(), "{text}");
        }
    }
}
