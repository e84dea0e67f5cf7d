//! Vocabularies: what is shipped, what registers write, and the administrators' pages.

mod pages;
mod reference;

use rapport::vocabulary::{self, List, Term};

use crate::support::app::TestApp;

/// A term by its code.
pub async fn term(app: &TestApp, list: List, code: &str) -> Term {
    let terms = vocabulary::terms(&mut app.app.db.acquire().await.unwrap(), &[list]).await.unwrap();
    terms.into_iter().find(|term| term.code == code).unwrap_or_else(|| panic!("no {code} in {list:?}"))
}
