//! Notices: which optional mails an account gets, and how a reader stops them from the mail itself.
//!
//! Security mails and those about requests and meetings are always sent. All others are weekly: at most one a week
//! for each account, about topics the reader may choose.

mod event;
mod unsubscribe;
mod web;

use crate::app::App;
use crate::platform::web::Routes;

/// The routes of notices.
#[must_use]
pub fn routes() -> Routes<App> {
    web::routes().merge(unsubscribe::routes())
}
