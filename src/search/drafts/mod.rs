//! The private part of a search: free text and sensitive areas, sealed, for nobody but who wrote them: an account, or the
//! browser of a visitor. Addresses name it by an id that is of no use to anybody else.

mod actions;
mod model;
mod store;
mod sweep;

crate::id_type! {
    /// The private part of one search.
    DraftId
}

pub use actions::{browser, browser_cookie, forget, open, save};
pub use model::{Owner, Private};
pub use sweep::sweep;
