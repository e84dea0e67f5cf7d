//! Vocabularies: their terms, in which order they are offered, what is no longer, and what people also write for them.

mod forms;
mod web_list;
mod web_term;

use crate::app::App;
use crate::platform::web::{PageError, Routes};
use crate::vocabulary::{List, Refusal};

pub fn routes() -> Routes<App> {
    web_list::routes().merge(web_term::routes())
}

fn list_of(code: &str) -> Result<List, PageError> {
    List::from_code(code).ok_or(PageError::NotFound)
}

/// For refusals that belong beside no field.
fn refused(refusal: Refusal) -> PageError {
    match refusal {
        Refusal::NotFound => PageError::NotFound,
        Refusal::Database(error) => error.into(),
        other => PageError::Conflict(other.to_string()),
    }
}
