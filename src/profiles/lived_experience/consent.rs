/// How an attribute may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Usage {
    /// To the people of a scheme that its owner joins.
    Shown,
    /// For matching in such a scheme, never shown.
    Matched,
}

impl Usage {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Matched => "matched",
        }
    }

    /// None for "not used".
    ///
    /// # Errors
    /// A sentence for the field.
    pub fn parse(raw: &str) -> Result<Option<Self>, &'static str> {
        match raw {
            "" | "no" => Ok(None),
            "shown" => Ok(Some(Self::Shown)),
            "matched" => Ok(Some(Self::Matched)),
            _ => Err("Select not used, matched on or shown"),
        }
    }
}

/// What somebody agrees to, word for word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consent {
    pub version: i32,
    pub wording: &'static str,
}

/// Every wording there ever was, the newest last: what was agreed to can always be read again. Never change one; add the
/// next.
const WORDINGS: [Consent; 1] = [Consent {
    version: 1,
    wording: "I agree that Rapport keeps what I choose here, and uses it only inside schemes that I join myself: \
              to show it to the people of that scheme where I chose “shown”, and to match me with them where I \
              chose “matched on”. I can withdraw this at any time, and then it is erased at once. Not agreeing \
              changes nothing else.",
}];

/// The wording in force.
pub const CONSENT: Consent = WORDINGS[WORDINGS.len() - 1];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_are_numbered_from_one_and_never_blank() {
        for (number, consent) in (1..).zip(WORDINGS) {
            assert_eq!(consent.version, number);
            assert!(consent.wording.len() > 100);
        }
    }
}
