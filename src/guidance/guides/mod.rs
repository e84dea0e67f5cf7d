//! The guides: Markdown files of `content/guidance`, inside the binary.

mod fault;
mod front;
mod library;
mod markdown;
mod table;
mod web;

pub use fault::{ContentError, Fault};
pub use front::{Audience, Front, Step};
pub use library::{Guide, Guides, guides};
pub use markdown::{Body, Heading, Passage};
pub(super) use web::routes;
