//! What is wrong with a file of `content/`.

/// A line of a file, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub line: usize,
    pub what: String,
}

/// The same, with the file: a sentence for whoever wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {}: {}", fault.line, fault.what)]
pub struct ContentError {
    pub file: String,
    pub fault: Fault,
}

impl Fault {
    pub(super) fn at(line: usize, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }

    /// The fault of a file.
    #[must_use]
    pub fn of(self, file: impl Into<String>) -> ContentError {
        ContentError { file: file.into(), fault: self }
    }
}
