//! All guides of this binary, read once.

use std::sync::LazyLock;

use jiff::civil::Date;
use rust_embed::Embed;

use super::fault::{ContentError, Fault};
use super::front::{self, Audience, Front};
use super::markdown::{self, Body, Heading};

/// Pages that are no guide's.
const TAKEN: [&str; 3] = ["coaching-or-mentoring", "reading", "search"];

/// From so many words on, and so many headings of the second level, a page begins with its contents.
const LONG_WORDS: usize = 450;
const LONG_HEADINGS: usize = 4;

#[derive(Embed)]
#[folder = "content/guidance/"]
struct Files;

static GUIDES: LazyLock<Result<Guides, ContentError>> = LazyLock::new(|| {
    let files = Files::iter().map(|name| {
        let text = Files::get(&name).map(|file| String::from_utf8_lossy(&file.data).into_owned());
        (name.into_owned(), text.unwrap_or_default())
    });
    Guides::read(files)
});

/// One guide.
#[derive(Debug, Clone)]
pub struct Guide {
    pub slug: String,
    pub front: Front,
    pub body: Body,
}

/// All of them, by audience and order.
#[derive(Debug, Clone, Default)]
pub struct Guides(Vec<Guide>);

/// The guides of this binary.
///
/// # Errors
/// The file that is at fault, the line, and what is wrong with it. `serve` asks before it listens.
pub fn guides() -> Result<&'static Guides, ContentError> {
    GUIDES.as_ref().map_err(Clone::clone)
}

impl Guides {
    /// Reads files, each with its name and its text.
    ///
    /// # Errors
    /// The first fault.
    pub fn read(files: impl IntoIterator<Item = (String, String)>) -> Result<Self, ContentError> {
        let mut guides = Vec::new();
        for (name, text) in files {
            let file = format!("content/guidance/{name}");
            guides.push(Guide::read(&name, &text).map_err(|fault| fault.of(file))?);
        }
        guides.sort_by(|one: &Guide, other| one.place().cmp(&other.place()));
        for pair in guides.windows(2) {
            if pair[0].place().0 == pair[1].place().0 && pair[0].front.order == pair[1].front.order {
                let what = format!("has the order of {} too", pair[0].slug);
                return Err(Fault::at(1, what).of(format!("content/guidance/{}.md", pair[1].slug)));
            }
        }
        Ok(Self(guides))
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Guide> {
        self.0.iter()
    }

    #[must_use]
    pub fn find(&self, slug: &str) -> Option<&Guide> {
        self.iter().find(|guide| guide.slug == slug)
    }

    /// Those for somebody, in order.
    pub fn of(&self, audience: Audience) -> impl Iterator<Item = &Guide> {
        self.iter().filter(move |guide| guide.front.audience == audience)
    }

    /// Those before and after one, for the same people.
    #[must_use]
    pub fn beside(&self, guide: &Guide) -> (Option<&Guide>, Option<&Guide>) {
        let own: Vec<&Guide> = self.of(guide.front.audience).collect();
        let at = own.iter().position(|other| other.slug == guide.slug).unwrap_or_default();
        (at.checked_sub(1).and_then(|before| own.get(before).copied()), own.get(at + 1).copied())
    }

    /// Those that were last reviewed more than a year ago, the longest first.
    #[must_use]
    pub fn due(&self, today: Date) -> Vec<&Guide> {
        let mut due: Vec<&Guide> = self.iter().filter(|guide| guide.is_due(today)).collect();
        due.sort_by_key(|guide| guide.front.reviewed);
        due
    }
}

impl<'a> IntoIterator for &'a Guides {
    type Item = &'a Guide;
    type IntoIter = std::slice::Iter<'a, Guide>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Guide {
    fn read(name: &str, text: &str) -> Result<Self, Fault> {
        let slug = name.strip_suffix(".md").unwrap_or_default();
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if slug.is_empty() || !slug.bytes().all(plain) || TAKEN.contains(&slug) {
            let what = format!(
                "a guide is named in small letters and hyphens, ends in .md, and is none of {TAKEN:?}"
            );
            return Err(Fault::at(1, what));
        }
        let (front, text, first_line) = front::parse(text)?;
        Ok(Self { slug: slug.to_owned(), front, body: markdown::render(text, first_line)? })
    }

    fn place(&self) -> (Audience, u32, &str) {
        (self.front.audience, self.front.order, &self.slug)
    }

    /// Its address.
    #[must_use]
    pub fn href(&self) -> String {
        format!("/guidance/{}", self.slug)
    }

    /// Whether a year has gone since somebody last reviewed it.
    #[must_use]
    pub fn is_due(&self, today: Date) -> bool {
        self.front.reviewed.saturating_add(jiff::Span::new().years(1)) < today
    }

    /// Its headings of the second level, when there is enough to read for them to help.
    #[must_use]
    pub fn contents(&self) -> Vec<&Heading> {
        let words: usize =
            self.body.passages.iter().map(|passage| passage.text.split_whitespace().count()).sum();
        let headings: Vec<&Heading> =
            self.body.headings.iter().filter(|heading| heading.level == 2).collect();
        if words >= LONG_WORDS && headings.len() >= LONG_HEADINGS { headings } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, audience: &str, order: u32, reviewed: &str) -> (String, String) {
        let text = format!(
            "+++\ntitle = \"{name}\"\nsummary = \"About it.\"\naudience = \"{audience}\"\norder = {order}\n\
             reviewed = \"{reviewed}\"\n+++\nText.\n"
        );
        (format!("{name}.md"), text)
    }

    #[test]
    fn the_guides_of_this_binary_can_be_read() {
        let found = guides().unwrap_or_else(|error| panic!("{error}"));
        assert!(found.iter().next().is_some());
    }

    #[test]
    fn guides_stand_by_audience_and_order_and_know_their_neighbours() {
        let guides = Guides::read([
            file("c", "mentors", 10, "2026-01-01"),
            file("b", "mentees", 20, "2026-01-01"),
            file("a", "mentees", 10, "2026-01-01"),
        ])
        .unwrap();
        let slugs: Vec<&str> = guides.iter().map(|guide| guide.slug.as_str()).collect();
        assert_eq!(slugs, ["a", "b", "c"]);
        let beside = |slug: &str| {
            let (before, after) = guides.beside(guides.find(slug).unwrap());
            (before.map(|guide| guide.slug.as_str()), after.map(|guide| guide.slug.as_str()))
        };
        assert_eq!(beside("a"), (None, Some("b")));
        assert_eq!(beside("b"), (Some("a"), None));
        assert_eq!(beside("c"), (None, None));
    }

    #[test]
    fn a_guide_is_due_the_day_after_a_year() {
        let guides = Guides::read([
            file("later", "mentees", 10, "2025-12-01"),
            file("early", "mentors", 10, "2025-11-01"),
            file("leap", "schemes", 10, "2028-02-29"),
        ])
        .unwrap();
        let due = |day: &str| -> Vec<&str> {
            guides.due(day.parse().unwrap()).iter().map(|guide| guide.slug.as_str()).collect()
        };
        assert_eq!(due("2026-11-01"), Vec::<&str>::new());
        assert_eq!(due("2026-11-02"), ["early"]);
        assert_eq!(due("2026-12-02"), ["early", "later"]);
        assert_eq!(due("2029-02-28").len(), 2);
        assert_eq!(due("2029-03-01").len(), 3);
    }

    #[test]
    fn a_fault_names_its_file_and_line() {
        let wrong = |name: &str, text: &str| {
            Guides::read([(name.to_owned(), text.to_owned())]).unwrap_err().to_string()
        };
        let (_, text) = file("a", "mentees", 10, "2026-01-01");
        assert_eq!(
            wrong("asking.md", &text.replace("Text.", "Text.\n\n<b>x</b>")),
            "content/guidance/asking.md, line 10: raw HTML: write it in Markdown"
        );
        assert!(
            wrong("search.md", &text).starts_with("content/guidance/search.md, line 1: a guide is named")
        );
        let twice =
            Guides::read([file("a", "mentees", 10, "2026-01-01"), file("b", "mentees", 10, "2026-01-01")]);
        assert_eq!(twice.unwrap_err().to_string(), "content/guidance/b.md, line 1: has the order of a too");
    }
}
