//! Profiles: what mentees see of a coach or mentor. One a person, shown through the pools that person is a member of; the
//! owner's pages to edit and preview it; the page others see; and lived experience, under the rules for special-category
//! data.
//!
//! Other slices that ask the same embed the same fields. A page holds one of the raw forms of [`forms`], its
//! `FormErrors` and, where it offers terms, [`forms::Options`]; its template imports `profiles/fields.html` and calls
//! `fields::about(form, errors)`, `fields::help(form, options, errors)`, `fields::work(…)` or `fields::ways(…)` inside
//! its own `<form>`. The handler calls `parse`, then [`save_about`] or [`set_terms`] and [`set_seniority`] inside its
//! transaction. Forms with long texts are declared with `post_up_to(profiles::LONGEST_FORM, …)`, so that what is too
//! long comes back with a message and not as a refusal.

mod actions;
mod completeness;
pub mod exposure;
pub mod forms;
pub mod lived_experience;
mod model;
mod shown;
mod shown_store;
mod store;
mod web;

pub use actions::{
    Group, SaveError, ensure, erase, introduce, save_about, save_group, set_seniority, set_terms,
};
pub use completeness::{Advice, advice};
pub use model::{About, Profile, TERM_LISTS, initials};
pub use shown::{Kept, Shown, Standing, reply_promise};
pub use shown_store::shown;
pub use store::load;
pub use web::routes;

/// Bytes of a form with long texts: a hundred pages fit, and are answered with what is too long.
pub const LONGEST_FORM: usize = 1024 * 1024;
