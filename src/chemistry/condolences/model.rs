use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId};

/// Characters of a letter.
pub const LONGEST: usize = 2_000;

/// Somebody whose request stopped with a death.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bereaved {
    pub chemistry_id: ChemistryId,
    pub account_id: AccountId,
    pub name: String,
    /// When the letter in neutral words goes by itself.
    pub due_at: Instant,
    pub told_at: Option<Instant>,
    /// Who wrote; none when the letter went by itself.
    pub told_by: Option<String>,
}

/// Who has died, and those to whom a coordinator of one pool writes, or wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mourning {
    pub name: String,
    pub people: Vec<Bereaved>,
}

impl Mourning {
    /// Those who have not been written to.
    pub fn waiting(&self) -> impl Iterator<Item = &Bereaved> {
        self.people.iter().filter(|one| one.told_at.is_none())
    }

    /// Those who have.
    pub fn told(&self) -> impl Iterator<Item = &Bereaved> {
        self.people.iter().filter(|one| one.told_at.is_some())
    }
}

/// Words to begin from, about somebody of this full name. They fit whichever of the two reads them.
#[must_use]
pub fn ready_words(name: &str) -> String {
    let first = crate::accounts::first_name(name);
    format!(
        "I am very sorry to have to tell you that {name} has died.\n\n\
         There was a request for a first conversation between you and {first}, and I did not want you to hear of it by chance, or \
         from a machine. There is nothing you need to do: the request is closed.\n\n\
         If you would like to talk to somebody, or would like help to find somebody else when you are ready, please write to me \
         through the contact page of Rapport."
    )
}
