use crate::platform::ids::AccountId;
use crate::vocabulary::{List, TermId};

/// The lists of which a profile holds terms. Seniority is one term, and lived experience is kept apart.
pub const TERM_LISTS: [List; 7] = [
    List::DevelopmentArea,
    List::Profession,
    List::Specialty,
    List::Approach,
    List::Skill,
    List::Delivery,
    List::Language,
];

/// What somebody says about themselves. Every field may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// At most 120 characters.
    pub headline: String,
    /// At most 120 characters.
    pub job_title: String,
    /// At most 40 characters.
    pub pronouns: String,
    /// At most 3000 characters.
    pub biography: String,
    /// At most 2000 characters.
    pub how_i_work: String,
}

/// A profile as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub account_id: AccountId,
    pub about: About,
    pub seniority: Option<TermId>,
    /// The terms of each list, in their owner's order.
    pub terms: Vec<(List, TermId)>,
    pub version: i32,
}

impl Profile {
    /// The terms of one list.
    #[must_use]
    pub fn terms_of(&self, list: List) -> Vec<TermId> {
        self.terms.iter().filter(|(own, _)| *own == list).map(|(_, term)| *term).collect()
    }
}

/// What stands in for a photograph: the first letters of the first and the last word of a name.
#[must_use]
pub fn initials(name: &str) -> String {
    let words: Vec<&str> =
        name.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic)).collect();
    let first = words.first().and_then(|word| word.chars().next());
    let last = words.last().filter(|_| words.len() > 1).and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_made_of_names_in_any_script() {
        for (name, letters) in [
            ("Amina Khan", "AK"),
            ("Siân de Souza O’Neill", "SO"),
            ("Cher", "C"),
            ("محمد علي", "مع"),
            ("李 小龙", "李小"),
            ("", ""),
            ("“Bob” Smith", "S"),
        ] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }
}
