//! Login sessions: where an account is signed in (S5).
//!
//! The cookie holds 128 random bits; the table holds their hash. A session ends when it is idle or old, when its
//! owner ends it, and with every change of password, address or role.

mod device;
mod layer;
mod login;
pub(in crate::accounts) mod store;

pub use device::device_name;
pub use layer::{CookieRule, sessions};
pub use login::{
    Pending, pending, remember_code, remembered_code, renew, renew_in, set_pending, sign_in, signed_out,
};
pub(in crate::accounts) use login::{VIEWER, failed};
pub use store::LoginSessionStore;
pub use store::{end_all, end_others};

use jiff::SignedDuration;

/// Counts how often an account's login sessions were ended: a sign-in belongs to the epoch in which it began.
pub type LoginEpoch = i32;

/// How long an account may be idle, and how long a login session lasts at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub idle: SignedDuration,
    pub absolute: SignedDuration,
}

/// The limits of S5: 60 minutes idle (30 for coordinators and administrators) and 12 hours in all; 30 days on
/// "my own phone".
#[must_use]
pub const fn limits(own_phone: bool, watches_over_others: bool) -> Limits {
    match (own_phone, watches_over_others) {
        (true, _) => Limits {
            idle: SignedDuration::from_hours(30 * 24),
            absolute: SignedDuration::from_hours(30 * 24),
        },
        (false, true) => {
            Limits { idle: SignedDuration::from_mins(30), absolute: SignedDuration::from_hours(12) }
        }
        (false, false) => {
            Limits { idle: SignedDuration::from_mins(60), absolute: SignedDuration::from_hours(12) }
        }
    }
}

/// How long after its end a login session still tells whose typed form may be kept (A5).
pub const KEPT_FOR_DRAFTS: SignedDuration = SignedDuration::from_hours(24);

/// How long a sign-in counts as fresh, for security pages and notes.
pub const FRESH: SignedDuration = SignedDuration::from_mins(15);
