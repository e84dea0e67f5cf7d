use crate::platform::clock::Instant;
use crate::platform::ids::AccountId;

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Status {
    /// Being written; nobody but the applicant sees it.
    Draft,
    Submitted,
    ChangesRequested,
    Approved,
    Declined,
    Withdrawn,
}

/// Something that may happen to an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Move {
    Submit,
    RequestChanges,
    Approve,
    Decline,
    Withdraw,
}

impl Move {
    pub const ALL: [Self; 5] =
        [Self::Submit, Self::RequestChanges, Self::Approve, Self::Decline, Self::Withdraw];

    /// Whether it is the coordinators' to make; the others are the applicant's.
    #[must_use]
    pub const fn is_coordinators(self) -> bool {
        matches!(self, Self::RequestChanges | Self::Approve | Self::Decline)
    }
}

/// Why a move was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    #[error("the application is {}", .0.fact())]
    NotFrom(Status),
    #[error("nobody decides their own application")]
    Oneself,
    #[error("this is somebody else's to do")]
    NotTheirs,
}

impl Status {
    pub const ALL: [Self; 6] = [
        Self::Draft,
        Self::Submitted,
        Self::ChangesRequested,
        Self::Approved,
        Self::Declined,
        Self::Withdrawn,
    ];

    /// As it is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::ChangesRequested => "changes-requested",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What lists call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Draft => "Not sent yet",
            Self::Submitted => "Waiting for an answer",
            Self::ChangesRequested => "Changes asked for",
            Self::Approved => "Approved",
            Self::Declined => "Declined",
            Self::Withdrawn => "Withdrawn",
        }
    }

    /// To follow "the application is".
    #[must_use]
    pub const fn fact(self) -> &'static str {
        match self {
            Self::Draft => "not sent yet",
            Self::Submitted => "waiting for an answer",
            Self::ChangesRequested => "with the applicant, for changes",
            Self::Approved => "approved already",
            Self::Declined => "declined already",
            Self::Withdrawn => "withdrawn by the applicant",
        }
    }

    /// The colour of its tag.
    #[must_use]
    pub const fn colour(self) -> &'static str {
        match self {
            Self::Draft | Self::Withdrawn => "grey",
            Self::Submitted => "blue",
            Self::ChangesRequested => "yellow",
            Self::Approved => "green",
            Self::Declined => "red",
        }
    }

    /// The applicant may still change what it says.
    #[must_use]
    pub const fn is_editable(self) -> bool {
        matches!(self, Self::Draft | Self::ChangesRequested)
    }

    /// Nothing more happens to it.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Approved | Self::Declined | Self::Withdrawn)
    }

    /// Where a move leads, whoever makes it.
    ///
    /// # Errors
    /// `NotFrom` when the move cannot be made from here.
    pub const fn after(self, step: Move) -> Result<Self, MoveError> {
        match (self, step) {
            (Self::Draft | Self::ChangesRequested, Move::Submit) => Ok(Self::Submitted),
            (Self::Submitted, Move::RequestChanges) => Ok(Self::ChangesRequested),
            (Self::Submitted, Move::Approve) => Ok(Self::Approved),
            (Self::Submitted | Self::ChangesRequested, Move::Decline) => Ok(Self::Declined),
            (Self::Draft | Self::Submitted | Self::ChangesRequested, Move::Withdraw) => Ok(Self::Withdrawn),
            _ => Err(MoveError::NotFrom(self)),
        }
    }
}

/// Who makes a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mover {
    pub account_id: AccountId,
    /// Coordinates the pool that was applied to.
    pub coordinates: bool,
}

/// Where a move leads when this person makes it on an application of `applicant`.
///
/// # Errors
/// `Oneself` when a coordinator decides their own; `NotTheirs` when the move is the other side's; `NotFrom`.
pub fn moved(status: Status, step: Move, applicant: AccountId, by: Mover) -> Result<Status, MoveError> {
    let own = by.account_id == applicant;
    if step.is_coordinators() {
        if own {
            return Err(MoveError::Oneself);
        }
        if !by.coordinates {
            return Err(MoveError::NotTheirs);
        }
    } else if !own {
        return Err(MoveError::NotTheirs);
    }
    status.after(step)
}

/// The steps of the long form, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    Offer,
    About,
    Role,
    Help,
    Approach,
    Evidence,
    Availability,
    Agreement,
}

impl Step {
    pub const ALL: [Self; 8] = [
        Self::Offer,
        Self::About,
        Self::Role,
        Self::Help,
        Self::Approach,
        Self::Evidence,
        Self::Availability,
        Self::Agreement,
    ];

    /// As it is stored and as addresses name it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::About => "about",
            Self::Role => "role",
            Self::Help => "help",
            Self::Approach => "approach",
            Self::Evidence => "evidence",
            Self::Availability => "availability",
            Self::Agreement => "agreement",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Offer => "What you offer",
            Self::About => "About you",
            Self::Role => "Your role, employer and seniority",
            Self::Help => "What you can help with",
            Self::Approach => "How you work: approaches, ways to meet, languages",
            Self::Evidence => "Qualifications, supervision and development",
            Self::Availability => "When you are free",
            Self::Agreement => "Ethics and terms",
        }
    }

    /// The step after this one; None: check the answers.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        let at = Self::ALL.iter().position(|step| *step == self)?;
        Self::ALL.get(at + 1).copied()
    }
}

/// How long an application has waited for its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    InTime,
    /// Coordinators should look at it now.
    Soon,
    /// The promised answer is late.
    Late,
}

/// How long an application has waited at `now`.
#[must_use]
pub fn wait(now: Instant, overdue_at: Instant, due_at: Instant) -> Wait {
    if now >= due_at {
        Wait::Late
    } else if now >= overdue_at {
        Wait::Soon
    } else {
        Wait::InTime
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn person(number: u128) -> AccountId {
        AccountId(Uuid::from_u128(number))
    }

    #[test]
    fn what_is_over_stays_as_it_is() {
        for status in Status::ALL.into_iter().filter(|status| status.is_over()) {
            for step in Move::ALL {
                assert_eq!(status.after(step), Err(MoveError::NotFrom(status)));
            }
        }
    }

    #[test]
    fn s2_nobody_decides_their_own_even_as_a_coordinator() {
        let own = Mover { account_id: person(1), coordinates: true };
        for step in Move::ALL.into_iter().filter(|step| step.is_coordinators()) {
            assert_eq!(moved(Status::Submitted, step, person(1), own), Err(MoveError::Oneself));
        }
    }

    #[test]
    fn every_step_follows_another_until_the_answers_are_checked() {
        let mut step = Some(Step::Offer);
        let mut seen = Vec::new();
        while let Some(now) = step {
            assert_eq!(Step::from_code(now.code()), Some(now));
            seen.push(now);
            step = now.next();
        }
        assert_eq!(seen, Step::ALL);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// 2,000 cases of up to 100 steps: some 100,000 steps in all.
        #[test]
        fn s2_no_sequence_of_moves_by_anybody_reaches_a_state_it_should_not(
            steps in proptest::collection::vec((0_usize..5, 0_u128..3, any::<bool>()), 1..100),
        ) {
            let applicant = person(0);
            let mut status = Status::Draft;
            let mut decided = false;
            for (step, who, coordinates) in steps {
                let step = Move::ALL[step];
                let by = Mover { account_id: person(who), coordinates };
                if let Ok(next) = moved(status, step, applicant, by) {
                    prop_assert!(!decided, "nothing follows an ending");
                    prop_assert_eq!(step.is_coordinators(), who != 0);
                    prop_assert!(!step.is_coordinators() || coordinates);
                    prop_assert!(next != Status::Approved || status == Status::Submitted);
                    decided = next.is_over();
                    status = next;
                }
            }
        }
    }
}
