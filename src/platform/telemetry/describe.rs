//! Errors in the words of a log line, without what people typed.

use std::error::Error;

/// The error and its causes on one line. Of a refusal by the database only the code and the names of what refused
/// are told: its own message quotes the values of the row.
#[must_use]
pub fn describe(error: &(dyn Error + 'static)) -> String {
    let mut told = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let own = match error.downcast_ref::<sqlx::Error>() {
            Some(sqlx::Error::Database(refused)) => {
                push(&mut told, &database(&**refused));
                return told;
            }
            _ => error.to_string(),
        };
        // Transparent wrappers repeat their cause.
        if !told.ends_with(&own) {
            push(&mut told, &own);
        }
        next = error.source();
    }
    told
}

fn push(told: &mut String, more: &str) {
    if !told.is_empty() {
        told.push_str(": ");
    }
    told.push_str(more);
}

fn database(refused: &dyn sqlx::error::DatabaseError) -> String {
    let mut told = format!("the database refused, code {}", refused.code().as_deref().unwrap_or("unknown"));
    if let Some(table) = refused.table() {
        push(&mut told, &format!("table {table}"));
    }
    if let Some(constraint) = refused.constraint() {
        push(&mut told, &format!("constraint {constraint}"));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer(#[source] Inner);

    #[derive(Debug, thiserror::Error)]
    #[error("inner")]
    struct Inner;

    #[derive(Debug, thiserror::Error)]
    #[error(transparent)]
    struct Transparent(Outer);

    #[test]
    fn causes_are_told_once_each() {
        assert_eq!(describe(&Outer(Inner)), "outer: inner");
        assert_eq!(describe(&Transparent(Outer(Inner))), "outer: inner");
    }
}
