use std::fmt;

/// The standing of a coach or mentor in a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "kebab-case")]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Status {
    /// Found by mentees.
    Active,
    /// Away until a day; expiries stand still meanwhile.
    Paused,
    /// Not shown in search because evidence ran out; relationships go on.
    Lapsed,
    /// Stopped by a coordinator, with a reason.
    Suspended,
    Left,
}

/// What changes a standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Move {
    Pause,
    Resume,
    Lapse,
    Renew,
    Suspend,
    Reinstate,
    Leave,
    /// Back into a pool that one had left.
    Rejoin,
}

/// A standing from which a move is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This is not possible while the membership is {from}")]
pub struct Refused {
    pub from: Status,
    pub asked: Move,
}

impl Status {
    pub const ALL: [Self; 5] = [Self::Active, Self::Paused, Self::Lapsed, Self::Suspended, Self::Left];

    /// As it is stored and as forms send it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Lapsed => "lapsed",
            Self::Suspended => "suspended",
            Self::Left => "left",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Paused => "Paused",
            Self::Lapsed => "Lapsed",
            Self::Suspended => "Suspended",
            Self::Left => "Left",
        }
    }

    /// The colour of its tag.
    #[must_use]
    pub const fn colour(self) -> &'static str {
        match self {
            Self::Active => "green",
            Self::Paused => "blue",
            Self::Lapsed => "orange",
            Self::Suspended => "red",
            Self::Left => "grey",
        }
    }

    /// The standing after a move.
    ///
    /// # Errors
    /// When the move is not made from here.
    pub const fn after(self, asked: Move) -> Result<Self, Refused> {
        match (self, asked) {
            (Self::Active, Move::Pause) => Ok(Self::Paused),
            (Self::Active, Move::Lapse) => Ok(Self::Lapsed),
            (Self::Paused, Move::Resume)
            | (Self::Lapsed, Move::Renew)
            | (Self::Suspended, Move::Reinstate)
            | (Self::Left, Move::Rejoin) => Ok(Self::Active),
            (Self::Active | Self::Paused | Self::Lapsed, Move::Suspend) => Ok(Self::Suspended),
            (Self::Active | Self::Paused | Self::Lapsed | Self::Suspended, Move::Leave) => Ok(Self::Left),
            (from, asked) => Err(Refused { from, asked }),
        }
    }

    /// Whether a move is made from here.
    #[must_use]
    pub const fn allows(self, asked: Move) -> bool {
        self.after(asked).is_ok()
    }
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl Move {
    pub const ALL: [Self; 8] = [
        Self::Pause,
        Self::Resume,
        Self::Lapse,
        Self::Renew,
        Self::Suspend,
        Self::Reinstate,
        Self::Leave,
        Self::Rejoin,
    ];

    /// What happened, as the record of events names it.
    #[must_use]
    pub const fn event(self) -> &'static str {
        match self {
            Self::Pause => "membership.paused",
            Self::Resume => "membership.resumed",
            Self::Lapse => "membership.lapsed",
            Self::Renew => "membership.renewed",
            Self::Suspend => "membership.suspended",
            Self::Reinstate => "membership.reinstated",
            Self::Leave => "membership.left",
            Self::Rejoin => "membership.rejoined",
        }
    }
}

/// Why somebody is no longer a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "kebab-case")]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Leaving {
    OwnWish,
    /// To an employer outside the pool's area.
    MovedOn,
    Retired,
    Removed,
    /// The pool became part of another.
    Merged,
    AccountClosed,
    Died,
}

impl Leaving {
    /// The reasons a coordinator chooses from.
    pub const BY_COORDINATOR: [Self; 5] =
        [Self::OwnWish, Self::MovedOn, Self::Retired, Self::Removed, Self::Died];
    /// The reasons members choose from.
    pub const BY_MEMBER: [Self; 3] = [Self::OwnWish, Self::MovedOn, Self::Retired];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OwnWish => "own-wish",
            Self::MovedOn => "moved-on",
            Self::Retired => "retired",
            Self::Removed => "removed",
            Self::Merged => "merged",
            Self::AccountClosed => "account-closed",
            Self::Died => "died",
        }
    }

    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::OwnWish => "Their own wish",
            Self::MovedOn => "Moved to another employer",
            Self::Retired => "Retired",
            Self::Removed => "Removed by the pool",
            Self::Merged => "The pool became part of another",
            Self::AccountClosed => "Closed their account",
            Self::Died => "They have died",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// The moves that the trigger of the database lets through, read from the migration that makes it.
    fn moves_of_the_database() -> BTreeSet<(String, String)> {
        let migration = include_str!("../../migrations/20261122214000_create_memberships.sql");
        let trigger = migration.split("create function membership_moves()").nth(1).unwrap();
        let table = trigger.split("not (old.status, new.status) in (").nth(1).unwrap();
        let table = table.split("then").next().unwrap();
        let words: Vec<String> = table.split('\'').skip(1).step_by(2).map(str::to_owned).collect();
        words.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect()
    }

    #[test]
    fn s2_the_model_and_the_database_know_the_same_moves() {
        let mut model = BTreeSet::new();
        for from in Status::ALL {
            for asked in Move::ALL {
                if let Ok(to) = from.after(asked) {
                    model.insert((from.code().to_owned(), to.code().to_owned()));
                }
            }
        }
        assert_eq!(model, moves_of_the_database());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

        // 500 cases of 250 steps: 125,000.
        #[test]
        fn s2_no_sequence_of_moves_leaves_the_table(
            asked in proptest::collection::vec(proptest::sample::select(Move::ALL.to_vec()), 250)
        ) {
            let table = moves_of_the_database();
            let mut status = Status::Active;
            for asked in asked {
                match status.after(asked) {
                    Ok(to) => {
                        prop_assert!(to != status);
                        prop_assert!(table.contains(&(status.code().to_owned(), to.code().to_owned())));
                        status = to;
                    }
                    Err(refused) => {
                        prop_assert_eq!(refused, Refused { from: status, asked });
                        prop_assert!(!status.allows(asked));
                    }
                }
            }
        }
    }

    #[test]
    fn codes_are_read_back() {
        for status in Status::ALL {
            assert_eq!(Status::from_code(status.code()), Some(status));
        }
        assert_eq!(Status::from_code("Active"), None);
    }
}
