/// Where a relationship stands, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Status {
    /// One of the two says that they work together already; the other is to confirm.
    Recorded,
    /// Both would like to; the agreement is to be signed by both.
    Agreeing,
    Active,
    /// It goes on, and a review is due.
    ReviewDue,
    Paused,
    /// An end is planned for a day to come.
    Ending,
    Ended,
    /// It was not agreed, or not confirmed.
    NotBegun,
}

impl Status {
    pub const ALL: [Self; 8] = [
        Self::Recorded,
        Self::Agreeing,
        Self::Active,
        Self::ReviewDue,
        Self::Paused,
        Self::Ending,
        Self::Ended,
        Self::NotBegun,
    ];

    /// As it is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Agreeing => "agreeing",
            Self::Active => "active",
            Self::ReviewDue => "review-due",
            Self::Paused => "paused",
            Self::Ending => "ending",
            Self::Ended => "ended",
            Self::NotBegun => "not-begun",
        }
    }

    /// Whether one of the practitioner's places is taken by it as active.
    #[must_use]
    pub const fn uses_place(self) -> bool {
        matches!(self, Self::Active | Self::ReviewDue | Self::Paused | Self::Ending)
    }

    /// Whether the two work together now: sessions, goals and notes belong to this time.
    #[must_use]
    pub const fn is_live(self) -> bool {
        self.uses_place()
    }

    /// To follow "this relationship is".
    #[must_use]
    pub const fn fact(self) -> &'static str {
        match self {
            Self::Recorded => "waiting to be confirmed",
            Self::Agreeing => "waiting for the agreement to be signed",
            Self::Active => "going on",
            Self::ReviewDue => "waiting for your review",
            Self::Paused => "paused",
            Self::Ending => "coming to its end",
            Self::Ended => "ended",
            Self::NotBegun => "not begun",
        }
    }

    /// What a tag says, and its colour.
    #[must_use]
    pub const fn tag(self) -> (&'static str, &'static str) {
        match self {
            Self::Recorded => ("To be confirmed", "yellow"),
            Self::Agreeing => ("To be agreed", "yellow"),
            Self::Active => ("Working together", "green"),
            Self::ReviewDue => ("Review due", "blue"),
            Self::Paused => ("Paused", "grey"),
            Self::Ending => ("Coming to an end", "blue"),
            Self::Ended => ("Ended", "grey"),
            Self::NotBegun => ("Did not begin", "grey"),
        }
    }
}
