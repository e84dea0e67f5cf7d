//! A new password for somebody who has forgotten theirs: a link by mail, good for 30 minutes and one use. The
//! personal recovery address can ask too. It ends every login session, and signs nobody in: a second factor is
//! still asked for (S4, S7).

mod emails;
mod letters;
mod store;
mod web;

pub(super) use letters::write_due;
pub(super) use store::insert_for;
pub use store::sweep;
pub(super) use web::routes;

/// How long a reset link works.
pub const LASTS: jiff::SignedDuration = jiff::SignedDuration::from_mins(30);

#[cfg(test)]
pub(super) use emails::samples;
