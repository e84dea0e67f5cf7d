//! What the field macros in templates/components need from Rust: options, ids, comparisons.

use super::forms::FormErrors;

/// One option of radios, checkboxes or a select.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// Shown below the label; empty for none. A select shows no hints.
    pub hint: String,
}

impl Choice {
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new() }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// A step of a breadcrumb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    pub label: String,
    pub href: String,
}

impl Crumb {
    #[must_use]
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// Whether two texts are equal, whatever string types they are.
#[must_use]
pub fn same(a: impl AsRef<str>, b: impl AsRef<str>) -> bool {
    a.as_ref() == b.as_ref()
}

/// Whether a value is one of those chosen.
#[must_use]
pub fn among<S: AsRef<str>>(value: impl AsRef<str>, chosen: &[S]) -> bool {
    chosen.iter().any(|one| one.as_ref() == value.as_ref())
}

/// The id of a part of a field: `email-hint`.
#[must_use]
pub fn id(name: impl AsRef<str>, part: &str) -> String {
    format!("{}-{part}", name.as_ref())
}

/// The id of the nth option of a field, from 1: the first is the field's own, where the error summary leads.
#[must_use]
pub fn nth(name: impl AsRef<str>, position: &usize) -> String {
    if *position <= 1 { name.as_ref().to_owned() } else { format!("{}-{position}", name.as_ref()) }
}

/// The id of the block that the nth option reveals.
#[must_use]
pub fn conditional(name: impl AsRef<str>, position: &usize) -> String {
    if *position <= 1 {
        format!("{}-conditional", name.as_ref())
    } else {
        format!("{}-conditional-{position}", name.as_ref())
    }
}

/// The value of `aria-describedby`: hint, then error. `more` names a part that comes first.
#[must_use]
pub fn described_by(name: impl AsRef<str>, hint: bool, error: bool, more: &str) -> String {
    [(!more.is_empty(), more), (hint, "hint"), (error, "error")]
        .into_iter()
        .filter(|(there, _)| *there)
        .map(|(_, part)| id(name.as_ref(), part))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The text of a textarea, whose first line break the browser would drop.
#[must_use]
pub fn text_of(value: impl AsRef<str>) -> String {
    let value = value.as_ref();
    if value.starts_with('\n') || value.starts_with("\r\n") { format!("\n{value}") } else { value.to_owned() }
}

/// What is wrong with a date of three boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateErrors<'a> {
    /// The first message, shown above the boxes.
    pub message: Option<&'a str>,
    pub day: bool,
    pub month: bool,
    pub year: bool,
}

/// Collects the errors of a date: kept under `name-day`, `name-month` or `name-year`, or under the name itself when
/// the whole date is wrong, which marks every box.
#[must_use]
pub fn date_errors(errors: &FormErrors, name: impl AsRef<str>) -> DateErrors<'_> {
    let name = name.as_ref();
    let [day, month, year] = ["day", "month", "year"].map(|part| errors.on(&id(name, part)));
    let whole = errors.on(name);
    DateErrors {
        message: whole.or(day).or(month).or(year),
        day: whole.is_some() || day.is_some(),
        month: whole.is_some() || month.is_some(),
        year: whole.is_some() || year.is_some(),
    }
}
