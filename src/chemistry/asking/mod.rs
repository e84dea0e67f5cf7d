//! Asking: who may ask whom, through which pool, and the request itself.

mod send;
mod standing;

pub use send::{NewRequest, SendError, confirm, drop_entry, enter, send};
pub use standing::{Refusal, Standing, may_ask};
