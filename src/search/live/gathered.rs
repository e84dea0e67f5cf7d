use std::collections::HashSet;

use uuid::Uuid;

use super::channel::Told;
use crate::platform::ids::AccountId;

/// More people than this are not read one by one: everything is loaded anew, as the triggers say of one statement.
const MANY: usize = 500;

/// What was told and is not applied yet.
#[derive(Debug, Default)]
pub struct Gathered {
    pub all: bool,
    pub ground: bool,
    pub people: HashSet<AccountId>,
    pub marks: Vec<Uuid>,
}

impl Gathered {
    #[must_use]
    pub fn everything() -> Self {
        Self { all: true, ..Self::default() }
    }

    pub fn add(&mut self, told: Told) {
        match told {
            Told::All => self.all = true,
            Told::Ground => self.ground = true,
            Told::Person(account) => _ = self.people.insert(account),
            Told::Mark(mark) => self.marks.push(mark),
            Told::Beat => {}
        }
        if self.people.len() > MANY {
            self.all = true;
            self.people.clear();
        }
    }

    /// Remembers the words and people of others too. The marks stay where they are.
    pub fn add_changes_of(&mut self, other: &Self) {
        self.ground |= other.ground;
        self.people.extend(&other.people);
    }

    /// Whether there is nothing to apply; marks may wait to be answered.
    #[must_use]
    pub fn is_applied(&self) -> bool {
        !self.all && !self.ground && self.people.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: usize) -> Told {
        Told::Person(AccountId(Uuid::from_u128(number as u128)))
    }

    #[test]
    fn one_person_is_gathered_once_and_too_many_are_everything() {
        let mut gathered = Gathered::default();
        for number in 0..MANY {
            gathered.add(person(number));
            gathered.add(person(number));
        }
        assert_eq!((gathered.people.len(), gathered.all), (MANY, false));
        gathered.add(person(MANY));
        assert_eq!((gathered.people.len(), gathered.all), (0, true));
    }

    #[test]
    fn it_is_applied_when_only_marks_wait() {
        let mut gathered = Gathered::default();
        gathered.add(Told::Beat);
        gathered.add(Told::Mark(Uuid::from_u128(1)));
        assert!(gathered.is_applied());
        for told in [Told::All, Told::Ground, person(1)] {
            let mut gathered = Gathered::default();
            gathered.add(told);
            assert!(!gathered.is_applied(), "{told:?}");
        }
        assert!(!Gathered::everything().is_applied());
    }
}
