use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId, RelationshipId};

/// Characters of a letter.
pub const LONGEST: usize = 2_000;

/// What stopped with a death.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Request(ChemistryId),
    /// Two who work together.
    Pair(RelationshipId),
}

impl About {
    /// What is stored of it: one of the two is there.
    pub(super) fn of(request: Option<ChemistryId>, pair: Option<RelationshipId>) -> Option<Self> {
        request.map(Self::Request).or(pair.map(Self::Pair))
    }

    /// The id of either.
    #[must_use]
    pub const fn id(self) -> uuid::Uuid {
        match self {
            Self::Request(id) => id.0,
            Self::Pair(id) => id.0,
        }
    }

    /// Where its page is.
    #[must_use]
    pub fn path(self) -> String {
        match self {
            Self::Request(id) => crate::chemistry::path(id),
            Self::Pair(id) => format!("/relationships/{id}"),
        }
    }
}

/// Somebody whose request, or whose work together, stopped with a death.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bereaved {
    pub about: About,
    pub account_id: AccountId,
    pub name: String,
    /// When the letter in neutral words goes by itself.
    pub due_at: Instant,
    pub told_at: Option<Instant>,
    /// Who wrote; none when the letter went by itself.
    pub told_by: Option<String>,
}

impl Bereaved {
    /// "Amina Khan, who worked with them"
    #[must_use]
    pub fn label(&self) -> String {
        match self.about {
            About::Request(_) => self.name.clone(),
            About::Pair(_) => format!("{}, who worked with them", self.name),
        }
    }
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
pub fn ready_words(mourning: &Mourning) -> String {
    let name = &mourning.name;
    let first = crate::accounts::first_name(name);
    let pairs = mourning.waiting().filter(|one| matches!(one.about, About::Pair(_))).count();
    let between = if pairs == 0 {
        format!("There was a request for a first conversation between you and {first}")
    } else if pairs == mourning.waiting().count() {
        format!("You and {first} worked together")
    } else {
        format!("You and {first} were in touch through Rapport")
    };
    let closed = if pairs == 0 {
        "the request is closed"
    } else {
        "it is closed, and what was to come is out of your calendar"
    };
    format!(
        "I am very sorry to have to tell you that {name} has died.\n\n\
         {between}, and I did not want you to hear of it by chance, or \
         from a machine. There is nothing you need to do: {closed}.\n\n\
         If you would like to talk to somebody, or would like help to find somebody else when you are ready, please write to me \
         through the contact page of Rapport."
    )
}
