//! What stands before a guide's text: TOML between two lines of `+++`.

use jiff::civil::Date;
use serde::Deserialize;

use super::fault::Fault;

const FENCE: &str = "+++\n";

/// Who a guide is for. The order is that of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    Mentees,
    Mentors,
    Managers,
    Organisations,
    Schemes,
}

impl Audience {
    pub const ALL: [Self; 5] =
        [Self::Mentees, Self::Mentors, Self::Managers, Self::Organisations, Self::Schemes];

    /// As front matter and addresses write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mentees => "mentees",
            Self::Mentors => "mentors",
            Self::Managers => "managers",
            Self::Organisations => "organisations",
            Self::Schemes => "schemes",
        }
    }

    /// As a heading above its guides.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mentees => "If you look for a coach or mentor",
            Self::Mentors => "If you are a coach or mentor, or might become one",
            Self::Managers => "For line managers and sponsors",
            Self::Organisations => "For organisations",
            Self::Schemes => "Kinds of scheme",
        }
    }
}

/// A way on from a guide.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub label: String,
    pub href: String,
}

/// What a guide says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Front {
    pub title: String,
    pub summary: String,
    pub audience: Audience,
    pub order: u32,
    pub reviewed: Date,
    /// What people call it, for search.
    pub words: Vec<String>,
    pub next: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: String,
    summary: String,
    audience: Audience,
    order: u32,
    reviewed: String,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    next: Vec<Step>,
}

/// Parts a file into its front matter and its text; the number is that of the text's first line.
///
/// # Errors
/// The line and what is wrong with it.
pub(super) fn parse(source: &str) -> Result<(Front, &str, usize), Fault> {
    let inside = source.strip_prefix(FENCE).ok_or_else(|| {
        Fault::at(1, "begin with front matter between two lines of +++ (with line ends of one character)")
    })?;
    let end = inside
        .find(&format!("\n{FENCE}"))
        .ok_or_else(|| Fault::at(1, "the front matter has no end: a line of +++"))?;
    let text = &inside[end + 1 + FENCE.len()..];
    let first_line = inside[..end].matches('\n').count() + 4;
    let raw: Raw = toml::from_str(&inside[..=end]).map_err(|error| {
        let before = error.span().map_or(0, |span| inside[..span.start].matches('\n').count());
        Fault::at(before + 2, error.message().to_owned())
    })?;
    Ok((raw.checked()?, text, first_line))
}

impl Raw {
    fn checked(self) -> Result<Front, Fault> {
        let reviewed = self
            .reviewed
            .parse()
            .map_err(|_| Fault::at(1, format!("reviewed is no day: {:?}", self.reviewed)))?;
        for (name, text, longest) in [("title", &self.title, 80), ("summary", &self.summary, 300)] {
            let length = text.chars().count();
            if length == 0 || length > longest || text.trim() != text || text.contains('\n') {
                return Err(Fault::at(1, format!("{name} must be one line of 1 to {longest} characters")));
            }
        }
        if let Some(step) =
            self.next.iter().find(|step| !is_local(&step.href) || step.label.trim().is_empty())
        {
            return Err(Fault::at(
                1,
                format!("a next step needs a label and an address of the hub: {step:?}"),
            ));
        }
        Ok(Front {
            title: self.title,
            summary: self.summary,
            audience: self.audience,
            order: self.order,
            reviewed,
            words: self.words,
            next: self.next,
        })
    }
}

/// Whether an address is one of this hub's pages: `/find`, and not `//elsewhere`.
pub(super) fn is_local(href: &str) -> bool {
    href.starts_with('/') && !href.starts_with("//") && !href.contains(['\\', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "+++\ntitle = \"A\"\nsummary = \"B.\"\naudience = \"mentors\"\norder = 10\n\
                         reviewed = \"2026-11-29\"\n+++\n\nText.\n";

    #[test]
    fn front_matter_and_text_are_parted() {
        let (front, text, line) = parse(WHOLE).unwrap();
        assert_eq!((front.audience, front.order, text, line), (Audience::Mentors, 10, "\nText.\n", 8));
        assert_eq!(front.reviewed, jiff::civil::date(2026, 11, 29));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (from, to, line, says) in [
            ("order = 10", "order = \"ten\"", 5, "expected u32"),
            ("order = 10\n", "", 2, "missing field"),
            ("mentors", "everybody", 4, "unknown variant"),
            ("order = 10", "order = 10\nnotes = 1", 6, "unknown field"),
            ("2026-11-29", "last year", 1, "reviewed is no day"),
            ("title = \"A\"", "title = \"\"", 1, "title must be"),
            ("+++\n\nText", "Text", 1, "no end"),
            ("+++\ntitle", "title", 1, "begin with front matter"),
            (
                "+++\n\nText",
                "[[next]]\nlabel = \"X\"\nhref = \"https://x.example\"\n+++\n\nText",
                1,
                "of the hub",
            ),
        ] {
            let fault = parse(&WHOLE.replacen(from, to, 1)).unwrap_err();
            assert!(fault.what.contains(says) && fault.line == line, "{to:?}: {fault:?}");
        }
    }
}
