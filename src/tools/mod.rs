//! Tools that coaches, mentors and those they meet use themselves: GROW, the skill/will matrix, an agreed list of actions,
//! co-active questions, sheets for before and after a meeting, and a self-check. No account is needed. What somebody
//! types is answered with a page to print or copy, and travels back in that page's own form when they change it; it is
//! stored nowhere and stands in no address and no log.

pub mod action;
pub mod approaches;
mod checklist;
pub mod goal;
mod guides;
mod questions;
mod self_check;
mod sheet;
mod skill_will;
mod typed;
mod web;

pub use action::Action;
pub use goal::{Goal, Sureness};
pub use sheet::Sheet;
pub use typed::{GivenTwice, Typed};
pub use web::routes;
