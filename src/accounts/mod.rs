//! Accounts: people who can sign in, how they prove who they are, and where they are signed in.

pub mod administrator;
mod administrator_store;
pub mod drafts;
pub mod employment;
mod employment_store;
mod events;
mod guard;
pub mod hasher;
pub mod introduction;
pub mod known_device;
pub mod letters;
pub mod limits;
mod next;
pub mod notices;
mod open_store;
mod own;
pub mod password;
pub mod recovery_codes;
mod registration;
mod reset;
mod role_store;
pub mod roles;
mod security;
pub mod sessions;
pub mod sign_in;
pub mod sweeps;
pub mod throttle;
pub mod totp;
mod viewer;

use crate::app::App;
use crate::platform::web::Routes;

pub use guard::guard;
pub use next::local as local_path;
pub use open_store::{hold_all_open, hold_open};
pub use sessions::sessions;
pub use viewer::{Roles, Viewer};

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    registration::routes()
        .merge(sign_in::routes())
        .merge(reset::routes())
        .merge(own::routes())
        .merge(notices::routes())
        .merge(drafts::routes())
        .merge(security::routes())
}

/// How a letter or the frame greets somebody: their name up to the first space.
#[must_use]
pub fn first_name(name: &str) -> &str {
    name.split(' ').next().unwrap_or(name)
}

/// Every kind of letter of this slice, with `text` wherever people's words go.
#[cfg(test)]
pub(crate) fn letter_samples(text: &str) -> Vec<crate::platform::mail::Sample> {
    let samples = [registration::samples, sign_in::samples, reset::samples, security::samples, own::samples];
    samples.into_iter().flat_map(|samples| samples(text)).collect()
}
