use super::model::{MoveError, Side};
use crate::calendar::BookError;
use crate::platform::ids::AccountId;
use crate::platform::mail::EnqueueError;
use crate::platform::web::PageError;
use crate::platform::words;

/// Why something was not done to a request.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// There is none, or whoever asks is neither of the two.
    #[error("there is no such request")]
    NotFound,
    #[error(transparent)]
    Refused(#[from] MoveError),
    /// The last place went to somebody else.
    #[error("there is no place left")]
    NoPlace,
    /// One of the two is in another meeting then.
    #[error("somebody is in another meeting at this time")]
    Taken(Side),
    /// The other has not offered this time.
    #[error("this time was not offered")]
    NotOffered,
    /// Changed many times in a short time.
    #[error("many changes in a short time")]
    TooMany { seconds: u32 },
    /// A sentence about what was asked for.
    #[error("{0}")]
    Invalid(String),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Mail(#[from] EnqueueError),
}

impl ActError {
    /// A meeting that could not be booked, for the request of these two.
    pub(super) fn of_booking(error: BookError, mentee: AccountId) -> Self {
        match error {
            BookError::Taken(whom) => {
                Self::Taken(if whom == mentee { Side::Mentee } else { Side::Practitioner })
            }
            BookError::Gone => Self::NotFound,
            BookError::Past => Self::Refused(MoveError::Past),
            BookError::Database(error) => Self::Database(error),
            BookError::Mail(error) => Self::Mail(error),
        }
    }

    /// What a page says of it; none when it is no news for a reader.
    #[must_use]
    pub fn sentence(&self) -> Option<String> {
        Some(match self {
            Self::Refused(MoveError::TooLate) => {
                "The time for this is over. Look at the request again to see where it stands.".to_owned()
            }
            Self::Refused(MoveError::TooEarly) => "This can be said once the meeting has begun.".to_owned(),
            Self::Refused(MoveError::Past) => "This time has passed. Choose a later one.".to_owned(),
            Self::Refused(MoveError::UsedUp) => "This was done as often as it can be.".to_owned(),
            Self::Refused(MoveError::NotFrom(status)) => {
                format!("Nothing was changed, because this request is {} now.", status.fact())
            }
            Self::NoPlace => {
                "There is no place left: the last one has been taken meanwhile. Nothing was changed here."
                    .to_owned()
            }
            Self::Taken(Side::Mentee) => {
                "The mentee is in another meeting at this time. Choose another one.".to_owned()
            }
            Self::Taken(Side::Practitioner) => {
                "The coach or mentor is in another meeting at this time. Choose another one.".to_owned()
            }
            Self::NotOffered => "This time is not offered, or not any more. Choose another one.".to_owned(),
            Self::TooMany { seconds } => format!(
                "This was changed many times in a short time, so nothing was done now. Try again in {}, or write a message.",
                words::count(seconds.div_ceil(60), "minute", "minutes")
            ),
            Self::Invalid(sentence) => sentence.clone(),
            Self::NotFound | Self::Refused(MoveError::NotYours) | Self::Database(_) | Self::Mail(_) => {
                return None;
            }
        })
    }
}

impl From<ActError> for PageError {
    fn from(error: ActError) -> Self {
        if let ActError::TooMany { seconds } = error {
            return Self::TooMany { retry_after_seconds: seconds };
        }
        if let Some(sentence) = error.sentence() {
            return Self::Conflict(sentence);
        }
        match error {
            ActError::Database(error) => error.into(),
            ActError::Mail(error) => error.into(),
            _ => Self::NotFound,
        }
    }
}
