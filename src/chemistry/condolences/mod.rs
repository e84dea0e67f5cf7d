//! After a death: the requests of whoever died stop without a word, what they did together with others stands still, a coordinator of the pool writes first, and when nobody has
//! written in time a letter in neutral words goes by itself, so that nobody is left in silence.

mod actions;
mod model;
mod store;
mod sweeps;

pub use actions::{Stopped, WriteError, keep, tell_coordinators, write, written_about};
pub use model::{About, Bereaved, LONGEST, Mourning, ready_words};
pub use store::of_pool;

pub(super) use actions::{stop, taken_back};
pub(super) use store::{forget, forget_old};
pub(super) use sweeps::sweeps;
