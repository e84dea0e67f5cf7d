use super::caution;
use super::hint::{self, Hint};
use super::negation::taken_away;
use super::reading::{Word, read};
use super::telling;
use crate::platform::clock::Day;
use crate::platform::words::shortened;
use crate::search::Ground;
use crate::vocabulary::{List, TermId};

/// The lists a text may speak of, in the order in which they are asked. Lived experience and themes never are.
const LISTS: [List; 7] = [
    List::DevelopmentArea,
    List::Specialty,
    List::Profession,
    List::Approach,
    List::Language,
    List::Delivery,
    List::Seniority,
];

/// Phrases of so many words are looked up.
const LONGEST: usize = 7;
const _: () = assert!(LONGEST >= hint::LONGEST);

/// So many telling words are kept for biographies.
const MOST_REST: usize = 12;

/// A term that a text speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understanding {
    pub list: List,
    pub term_id: TermId,
    /// The words of the text that said it.
    pub phrase: String,
}

/// Something else that a text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hinted {
    pub hint: Hint,
    pub phrase: String,
}

/// What a text was understood to say, in its order, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Understood {
    /// What they look for. A specialty is asked for as its profession.
    pub terms: Vec<Understanding>,
    /// What they say of themselves: profession and seniority.
    pub mine: Vec<Understanding>,
    pub hints: Vec<Hinted>,
    /// Telling words nobody understood, in lower case, for biographies.
    pub rest: Vec<String>,
}

struct Found {
    /// Its first and its last word.
    first: usize,
    last: usize,
    phrase: String,
    meaning: Meaning,
}

enum Meaning {
    Nothing,
    Hint(Hint),
    Term(List, TermId),
}

/// Reads a text on a day.
#[must_use]
pub fn understand(text: &str, ground: &Ground, day: Day) -> Understood {
    let words = corrected(read(text), ground);
    let telling: Vec<usize> = (0..words.len()).filter(|index| !words[*index].small).collect();
    let away = taken_away(&words);
    let mut used = vec![false; words.len()];
    let mut found: Vec<Found> = Vec::new();
    for length in (1..=LONGEST.min(telling.len())).rev() {
        for window in telling.windows(length) {
            let (Some(first), Some(last)) = (window.first(), window.last()) else { continue };
            let free = window.iter().all(|index| !used[*index]);
            if !free || words[*first].sentence != words[*last].sentence {
                continue;
            }
            let phrase: Vec<&Word> = window.iter().map(|index| &words[*index]).collect();
            let alone = is_alone(&words, &phrase);
            let Some(meaning) = meaning(&phrase, alone, ground, day) else { continue };
            used[*first..=*last].fill(true);
            if !away[*first] {
                let said = &text[words[*first].at.start..words[*last].at.end];
                found.push(Found { first: *first, last: *last, phrase: shortened(said, 80), meaning });
            }
        }
    }
    found.sort_by_key(|found| found.first);
    let mut understood = gathered(found, &words, ground);
    let kept = (0..words.len()).filter(|index| !used[*index] && !away[*index]).map(|index| &words[index]);
    understood.rest = telling::rest(kept, MOST_REST);
    understood
}

fn gathered(found: Vec<Found>, words: &[Word], ground: &Ground) -> Understood {
    let mut understood = Understood::default();
    for Found { first, last, phrase, meaning } in found {
        match meaning {
            Meaning::Nothing => {}
            Meaning::Hint(hint) => add_hint(&mut understood.hints, hint, phrase),
            Meaning::Term(list, term_id) => {
                let of_work = matches!(list, List::Profession | List::Specialty);
                let of_a_person = of_work || list == List::Seniority;
                if of_work && telling::is_no_person(words, first, last) {
                    continue;
                }
                let (list, term_id) = as_profession(list, term_id, ground);
                let mine = of_a_person && telling::is_mine(words, first);
                if list == List::Seniority && !mine {
                    add_hint(&mut understood.hints, Hint::Level(term_id), phrase);
                    continue;
                }
                let terms = if mine { &mut understood.mine } else { &mut understood.terms };
                if !terms.iter().any(|there| there.term_id == term_id) {
                    terms.push(Understanding { list, term_id, phrase });
                }
            }
        }
    }
    understood
}

/// A specialty stands for its profession, which is what a search asks for.
fn as_profession(list: List, term_id: TermId, ground: &Ground) -> (List, TermId) {
    let parent = ground.term(term_id).and_then(|term| term.parent_id);
    match parent {
        Some(profession) if list == List::Specialty => (List::Profession, profession),
        _ => (list, term_id),
    }
}

fn add_hint(hints: &mut Vec<Hinted>, hint: Hint, phrase: String) {
    if !hints.iter().any(|there| there.hint == hint) {
        hints.push(Hinted { hint, phrase });
    }
}

/// What a phrase means, all of its words together.
fn meaning(phrase: &[&Word], alone: bool, ground: &Ground, day: Day) -> Option<Meaning> {
    let lower = joined(phrase, |word| &word.lower);
    if caution::is_otherwise(&lower) {
        return Some(Meaning::Nothing);
    }
    if let Some(hint) = hint::by_phrase(&lower) {
        return Some(Meaning::Hint(hint));
    }
    if let Some((levels, length)) = hint::levels_above(phrase)
        && length == phrase.len()
    {
        return Some(Meaning::Hint(Hint::Above(levels)));
    }
    let (stems, folded) = (joined(phrase, |word| &word.stem), joined(phrase, |word| &word.folded));
    LISTS.into_iter().find_map(|list| {
        let term = ground.lexicons.get(&list)?.said(&stems, &folded, day)?;
        caution::stands(list, &stems, phrase, alone).then_some(Meaning::Term(list, term))
    })
}

fn joined(words: &[&Word], part: impl Fn(&Word) -> &String) -> String {
    words.iter().map(|word| part(word).as_str()).collect::<Vec<_>>().join(" ")
}

/// Whether a phrase is all that its item of a list says, apart from "help with" and the like.
fn is_alone(words: &[Word], phrase: &[&Word]) -> bool {
    let items: Vec<usize> = phrase.iter().map(|word| word.item).collect();
    words
        .iter()
        .filter(|word| items.contains(&word.item) && !word.small)
        .all(|word| phrase.iter().any(|own| own.at == word.at) || telling::is_filler(word))
}

/// The words, with long ones that had a slip in them as they were meant.
fn corrected(mut words: Vec<Word>, ground: &Ground) -> Vec<Word> {
    for word in words.iter_mut().filter(|word| telling::may_have_a_slip(word)) {
        let mut lexicons = LISTS.iter().filter_map(|list| ground.lexicons.get(list));
        if let Some(meant) = lexicons.find_map(|lexicon| lexicon.meant(&word.folded)) {
            word.stem = crate::vocabulary::stem(meant);
        }
    }
    words
}
