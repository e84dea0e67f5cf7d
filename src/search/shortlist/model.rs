use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;
use crate::pools::Offering;

/// So many people fit on a shortlist.
pub const MOST: usize = 20;

/// Characters of a note.
pub const LONGEST_NOTE: usize = 2_000;

/// Somebody on a shortlist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub practitioner_id: AccountId,
    /// What they were looked for.
    pub offering: Offering,
    pub added_at: Instant,
    /// What its owner noted; nobody else's query gives it.
    pub note: Option<Note>,
}

/// What somebody noted about a person on their shortlist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub text: String,
    pub version: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

/// The order after one person moved by one place; the same when there is nowhere to go.
#[must_use]
pub(super) fn moved(order: &[AccountId], person: AccountId, to: Direction) -> Vec<AccountId> {
    let mut order = order.to_vec();
    let Some(at) = order.iter().position(|one| *one == person) else { return order };
    match to {
        Direction::Up if at > 0 => order.swap(at, at - 1),
        Direction::Down if at + 1 < order.len() => order.swap(at, at + 1),
        _ => {}
    }
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn person(number: u128) -> AccountId {
        AccountId(uuid::Uuid::from_u128(number))
    }

    proptest! {
        #[test]
        fn moving_keeps_everybody_and_moving_back_restores(length in 0_u128..8, who in 0_u128..9) {
            let order: Vec<AccountId> = (0..length).map(person).collect();
            let down = moved(&order, person(who), Direction::Down);
            let mut sorted = down.clone();
            sorted.sort_unstable();
            prop_assert_eq!(&sorted, &order);
            if who + 1 < length {
                prop_assert_eq!(moved(&down, person(who), Direction::Up), order);
            } else {
                prop_assert_eq!(down, order);
            }
        }
    }
}
