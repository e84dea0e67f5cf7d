use super::model::MoveError;
use crate::calendar::BookError;
use crate::chemistry::ActError as ChemistryError;
use crate::platform::ids::AccountId;
use crate::platform::mail::EnqueueError;
use crate::platform::web::PageError;

/// Why something was not done to a relationship.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// There is none, or whoever asks is neither of the two.
    #[error("there is no such relationship")]
    NotFound,
    /// One of the two has died, and the other waits for a coordinator's words: nothing is changed.
    #[error("this relationship stands still")]
    Still,
    #[error(transparent)]
    Refused(#[from] MoveError),
    /// The agreement on the page is not the latest any more.
    #[error("the agreement was changed meanwhile")]
    OtherVersion,
    /// The mentee works with as many as the pool lets them.
    #[error("the mentee works with somebody already")]
    AtCap,
    /// Of the two, this one is in another meeting then.
    #[error("somebody is in another meeting at this time")]
    Taken(AccountId),
    /// A sentence about what was asked for.
    #[error("{0}")]
    Invalid(String),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Mail(#[from] EnqueueError),
}

impl ActError {
    /// What a page says of it to this reader; none when it is no news for a reader.
    #[must_use]
    pub fn sentence(&self, reader: AccountId) -> Option<String> {
        Some(match self {
            Self::Refused(MoveError::NotFrom(status)) => {
                format!("Nothing was changed, because this is {} now.", status.fact())
            }
            Self::Refused(MoveError::TooFar) => "This day is too far ahead. Choose an earlier one.".to_owned(),
            Self::Refused(MoveError::Past) => "This day has passed. Choose a later one.".to_owned(),
            Self::OtherVersion => {
                "The agreement was changed meanwhile, so nothing was signed. This is how it reads now.".to_owned()
            }
            Self::AtCap => {
                "The mentee works with somebody else in this already, as many as the pool allows. That has to end first, or the pool’s coordinator can allow one more. Nothing was signed.".to_owned()
            }
            Self::Taken(whom) if *whom == reader => {
                "You are in another meeting at this time. Choose another one.".to_owned()
            }
            Self::Taken(_) => "The other person is busy at this time, perhaps with you. Choose another one.".to_owned(),
            Self::Invalid(sentence) => sentence.clone(),
            Self::Still => {
                "Nothing can be changed here at the moment. A coordinator will write to you about it soon.".to_owned()
            }
            Self::NotFound | Self::Database(_) | Self::Mail(_) => return None,
        })
    }

    /// The same for a move of a request that could not be made because of it.
    #[must_use]
    pub fn of_chemistry(self) -> ChemistryError {
        match self {
            Self::Database(error) => ChemistryError::Database(error),
            Self::Mail(error) => ChemistryError::Mail(error),
            other => ChemistryError::Invalid(other.to_string()),
        }
    }

    /// A page for it where no form is shown again.
    #[must_use]
    pub fn page(self, reader: AccountId) -> PageError {
        if let Some(sentence) = self.sentence(reader) {
            return PageError::Conflict(sentence);
        }
        match self {
            Self::Database(error) => error.into(),
            Self::Mail(error) => error.into(),
            _ => PageError::NotFound,
        }
    }
}

impl From<BookError> for ActError {
    fn from(error: BookError) -> Self {
        match error {
            BookError::Taken(whom) => Self::Taken(whom),
            BookError::Gone => Self::NotFound,
            BookError::Past => Self::Invalid("This time has passed. Choose a later one.".to_owned()),
            BookError::Database(error) => Self::Database(error),
            BookError::Mail(error) => Self::Mail(error),
        }
    }
}

impl From<ChemistryError> for ActError {
    fn from(error: ChemistryError) -> Self {
        match error.sentence() {
            Some(sentence) => Self::Invalid(sentence),
            None => match error {
                ChemistryError::Database(error) => Self::Database(error),
                ChemistryError::Mail(error) => Self::Mail(error),
                _ => Self::NotFound,
            },
        }
    }
}
