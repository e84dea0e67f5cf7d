use crate::platform::words;

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Side {
    Mentee,
    Practitioner,
}

impl Side {
    pub const BOTH: [Self; 2] = [Self::Mentee, Self::Practitioner];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mentee => "mentee",
            Self::Practitioner => "practitioner",
        }
    }

    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Mentee => Self::Practitioner,
            Self::Practitioner => Self::Mentee,
        }
    }
}

crate::code_type! {
    /// How a mentee would like to find a time.
    Times {
        Slots => "slots", "I have chosen times";
        OffDuty => "off-duty", "Find times from my off-duty";
        Suggest => "suggest", "Please suggest some";
    }
}

crate::code_type! {
    /// What somebody answers after the first conversation.
    Answer {
        Yes => "yes", "Yes, I would like to go on";
        No => "no", "No, this is not the right fit";
        NotYet => "not-yet", "Not yet, I need more time";
    }
}

crate::code_type! {
    /// Why a coach or mentor declines.
    Declining {
        NoTime => "no-time", "I have no time for now";
        SomebodyElse => "somebody-else", "Somebody else would help you more";
        TooClose => "too-close", "We work too closely together";
        Other => "other", "Another reason";
    }
}

crate::code_type! {
    /// Why somebody moves or calls off a meeting.
    Change {
        Work => "work", "Something at work needs me";
        Unwell => "unwell", "I am not well";
        Personal => "personal", "Something personal came up";
        Mistake => "mistake", "I chose the wrong time";
        NoLonger => "no-longer", "I no longer need it";
        Other => "other", "Another reason";
    }
}

crate::code_type! {
    /// How a request ended.
    Outcome {
        /// The coach or mentor said no to the request.
        Declined => "declined", "Declined";
        Withdrawn => "withdrawn", "Withdrawn";
        /// The coach or mentor did not answer in time.
        Expired => "expired", "No answer in time";
        /// The mentee did not answer a question, or did not confirm what was entered for them, in time.
        Unanswered => "unanswered", "Not followed up";
        NotArranged => "not-arranged", "No time was found";
        CalledOff => "called-off", "Called off";
        /// A second meeting did not happen.
        Missed => "missed", "Did not happen";
        /// After the meeting they did not both say yes: one said no, or did not say.
        NoFit => "no-fit", "Not taken further";
        /// Somebody else took the last place.
        Full => "full", "No place left";
        /// It may not go on: they work too closely, or contact was stopped.
        Stopped => "stopped", "Closed";
        /// One of the two is no longer there.
        Left => "left", "No longer available";
        /// The agreement was not signed by both in time.
        NotAgreed => "not-agreed", "Not agreed in time";
        /// A relationship began.
        Begun => "begun", "You began to work together";
    }
}

impl Declining {
    /// Ready words for the mentee, to be changed or sent as they are. None where the coach or mentor has to find their own.
    #[must_use]
    pub fn ready_words(self, mentee: &str) -> String {
        let name = words::capitalised(mentee);
        match self {
            Self::NoTime => format!(
                "Hello {name}, thank you for asking me. I cannot give you the time you deserve at the moment. I hope you find somebody soon, and you are welcome to ask me again later."
            ),
            Self::SomebodyElse => format!(
                "Hello {name}, thank you for asking me. From what you write, somebody with other experience would help you more than I could. I wish you a good match."
            ),
            Self::TooClose => format!(
                "Hello {name}, thank you for asking me. We work quite closely, so you would be freer with somebody further away. I wish you a good match."
            ),
            Self::Other => format!(
                "Hello {name}, thank you for asking me. I am not able to take this on. I wish you a good match."
            ),
        }
    }

    /// Whether the mentee has to wait before asking the same person again.
    #[must_use]
    pub const fn cools_off(self) -> bool {
        !matches!(self, Self::NoTime)
    }
}
