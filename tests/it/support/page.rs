//! An answer of the hub, with questions a test asks of it. Every failed assertion shows where and what.

use http::{HeaderMap, StatusCode};
use scraper::{Html, Selector};

use super::form::{Form, visible};

/// The answer to one request, after any redirects.
#[derive(Debug, Clone)]
pub struct Page {
    pub method: &'static str,
    /// Path and query of the last request.
    pub path: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    /// Where the redirects on the way led, in order.
    pub redirects: Vec<String>,
}

impl Page {
    pub fn document(&self) -> Html {
        Html::parse_document(&self.body)
    }

    /// The texts of the elements a CSS selector finds.
    pub fn texts(&self, css: &str) -> Vec<String> {
        let selector = Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"));
        self.document().select(&selector).map(visible).collect()
    }

    /// The values of an attribute on the elements a CSS selector finds.
    pub fn attributes(&self, css: &str, attribute: &str) -> Vec<String> {
        let selector = Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"));
        self.document()
            .select(&selector)
            .filter_map(|element| element.attr(attribute))
            .map(str::to_owned)
            .collect()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn heading(&self) -> String {
        self.texts("h1").join(" | ")
    }

    pub fn title(&self) -> String {
        self.texts("head > title").join(" | ")
    }

    /// Everything a reader sees inside `<main>`, or in the body of a page without one.
    pub fn text(&self) -> String {
        let main = self.texts("main");
        if main.is_empty() { self.texts("body").join(" ") } else { main.join(" ") }
    }

    /// The error shown beside a field; a box of a date shows it beside the whole date.
    pub fn error_on(&self, field: &str) -> Option<String> {
        let date = field.rsplit_once('-').filter(|(_, part)| ["day", "month", "year"].contains(part));
        let beside = |name: &str| self.texts(&format!("[id='{name}-error']")).into_iter().next();
        let shown = beside(field).or_else(|| beside(date?.0))?;
        Some(shown.trim_start_matches("Error:").trim().to_owned())
    }

    pub fn forms(&self) -> Vec<Form> {
        let selector = Selector::parse("form").expect("a selector");
        self.document().select(&selector).map(|form| Form::read(form, &self.path)).collect()
    }

    /// The form that goes to this address.
    pub fn form_to(&self, action: &str) -> Form {
        self.the_form(&format!("to {action}"), |form| form.action == action)
    }

    /// The form with a button of this text.
    pub fn form_with_button(&self, label: &str) -> Form {
        self.the_form(&format!("with a button {label:?}"), |form| {
            form.buttons.iter().any(|button| button == label)
        })
    }

    /// The form that has all of these fields and is sent by POST.
    pub fn form_having(&self, fields: &[(&str, &str)]) -> Form {
        let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        self.the_form(&format!("with the fields {names:?}"), |form| {
            form.method == "post" && names.iter().all(|name| form.has(name))
        })
    }

    fn the_form(&self, what: &str, wanted: impl Fn(&Form) -> bool) -> Form {
        let mut found: Vec<Form> = self.forms().into_iter().filter(wanted).collect();
        let all: Vec<String> = self.forms().iter().map(|form| format!("{form:?}")).collect();
        assert!(found.len() == 1, "{} forms {what}, not one. {self}\nForms: {}", found.len(), all.join("\n"));
        found.remove(0)
    }

    #[track_caller]
    pub fn assert_status(&self, status: u16) -> &Self {
        assert!(self.status.as_u16() == status, "expected status {status}. {self}");
        self
    }

    #[track_caller]
    pub fn assert_ok(&self) -> &Self {
        self.assert_status(200)
    }

    /// The answer is one of the pages people get for things that do not exist or are not theirs.
    #[track_caller]
    pub fn assert_not_found(&self) -> &Self {
        self.assert_status(404)
    }

    #[track_caller]
    pub fn assert_heading(&self, heading: &str) -> &Self {
        assert!(self.heading() == heading, "expected the heading {heading:?}. {self}");
        self
    }

    /// Where the redirects ended: the path, whatever its query.
    #[track_caller]
    pub fn assert_path(&self, path: &str) -> &Self {
        let own = self.path.split('?').next().unwrap_or_default();
        assert!(own == path, "expected to be at {path}. {self}");
        self
    }

    #[track_caller]
    pub fn assert_sees(&self, text: &str) -> &Self {
        assert!(self.text().contains(text), "expected to see {text:?}. {self}");
        self
    }

    #[track_caller]
    pub fn assert_sees_not(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "expected not to find {text:?}. {self}");
        self
    }

    /// The form came back (422) with this error beside this field, and in the summary with a link to it (A4).
    #[track_caller]
    pub fn assert_error(&self, field: &str, message: &str) -> &Self {
        self.assert_status(422);
        assert!(
            self.error_on(field).as_deref() == Some(message),
            "expected the error {message:?} on {field:?}, found {:?}. {self}",
            self.error_on(field)
        );
        let linked = self.texts(&format!("a[href='#{field}']"));
        assert!(
            linked.iter().any(|text| text == message),
            "expected a link to #{field} in the summary. {self}"
        );
        assert!(self.title().starts_with("Error:"), "expected a title that begins \"Error:\". {self}");
        self
    }
}

impl std::fmt::Display for Page {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text: String = self.text().chars().take(1500).collect();
        write!(
            formatter,
            "{} {} answered {} (via {:?}), title {:?}, heading {:?}, text: {text}",
            self.method,
            self.path,
            self.status,
            self.redirects,
            self.title(),
            self.heading(),
        )
    }
}
