use std::fmt;

/// What somebody offers, and a pool holds people for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, sqlx::Type,
)]
#[serde(rename_all = "kebab-case")]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Offering {
    Coaching,
    Mentoring,
    Supervision,
}

impl Offering {
    pub const ALL: [Self; 3] = [Self::Coaching, Self::Mentoring, Self::Supervision];

    /// As it is stored and as forms send it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Coaching => "coaching",
            Self::Mentoring => "mentoring",
            Self::Supervision => "supervision",
        }
    }

    /// # Errors
    /// A sentence for the field.
    pub fn parse(raw: &str) -> Result<Self, &'static str> {
        Self::ALL
            .into_iter()
            .find(|offering| offering.code() == raw)
            .ok_or("Select coaching, mentoring or coaching supervision")
    }

    /// What pages call it inside a sentence.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Coaching => "coaching",
            Self::Mentoring => "mentoring",
            Self::Supervision => "coaching supervision",
        }
    }

    /// Whoever offers it: "coach", "mentor", "coaching supervisor".
    #[must_use]
    pub const fn person(self) -> &'static str {
        match self {
            Self::Coaching => "coach",
            Self::Mentoring => "mentor",
            Self::Supervision => "coaching supervisor",
        }
    }
}

impl fmt::Display for Offering {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.label())
    }
}

/// How somebody belongs to a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "kebab-case")]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum MembershipKind {
    Employee,
    RetiredVolunteer,
    /// Paid; has a contract, a cap of hours, and is assigned by coordinators only.
    Associate,
}

impl MembershipKind {
    pub const ALL: [Self; 3] = [Self::Employee, Self::RetiredVolunteer, Self::Associate];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Employee => "employee",
            Self::RetiredVolunteer => "retired-volunteer",
            Self::Associate => "associate",
        }
    }

    /// # Errors
    /// A sentence for the field.
    pub fn parse(raw: &str) -> Result<Self, &'static str> {
        Self::ALL.into_iter().find(|kind| kind.code() == raw).ok_or("Select how you would belong to the pool")
    }

    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Employee => "Employee of a member organisation",
            Self::RetiredVolunteer => "Retired volunteer",
            Self::Associate => "Paid associate",
        }
    }
}
