//! Meetings between two people, whatever they are for: who is taken when, invitations by mail, and everybody's own calendar.
//!
//! A meeting says nothing of what it is about. Its letters and calendar entries name the kind and the other's first name, and
//! lead to its page.

mod actions;
mod agenda;
mod booking_store;
mod emails;
mod feed;
mod ics;
mod joining;
mod model;
mod sweep_store;
mod sweeps;

pub use actions::{BookError, book, cancel, cancel_quietly, forget, is_taken, move_to};
pub use joining::{JoiningError, LONGEST_JOINING, joining_link, set_joining};
pub use model::{Kind, NewMeeting};
pub use sweeps::{remind, retain, sweeps};

use crate::app::App;
use crate::platform::web::Routes;

#[must_use]
pub fn routes() -> Routes<App> {
    agenda::routes().merge(feed::routes())
}

/// Every kind of letter of this slice, with `text` wherever people's words go.
#[cfg(test)]
pub(crate) fn letter_samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    emails::samples(text)
}
