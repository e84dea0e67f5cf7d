//! A guide's text: `CommonMark` with tables, to the design system's markup. What a guide has no use for (raw HTML, pictures,
//! a heading of the first level, links to anywhere that cannot be checked) is a fault, not something to be made harmless.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::fault::Fault;
use super::front::is_local;
use super::table::Table;
use crate::guidance::markup::Markup;

/// A heading of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 4.
    pub level: u8,
    pub id: String,
    pub text: String,
}

/// The words between one heading and the next, without markup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passage {
    /// What it stands under; nothing before the first heading.
    pub heading: String,
    pub text: String,
}

/// A text, rendered.
#[derive(Debug, Clone, Default)]
pub struct Body {
    pub html: Markup,
    pub headings: Vec<Heading>,
    pub passages: Vec<Passage>,
    /// Every address it links to.
    pub links: Vec<String>,
}

/// Renders a text whose first line has this number in its file.
///
/// # Errors
/// The line and what is wrong with it.
pub(super) fn render(text: &str, first_line: usize) -> Result<Body, Fault> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_SMART_PUNCTUATION;
    let mut renderer = Renderer::default();
    for (event, place) in Parser::new_ext(text, options).into_offset_iter() {
        renderer.take(event).map_err(|what| Fault::at(line(text, &place, first_line), what))?;
    }
    Ok(renderer.body)
}

fn line(text: &str, place: &Range<usize>, first_line: usize) -> usize {
    first_line + text[..place.start].matches('\n').count()
}

#[derive(Default)]
struct Renderer {
    body: Body,
    /// The level, the words so far, and what was written before the heading that is open.
    heading: Option<(u8, String, Markup)>,
    table: Option<Table>,
}

impl Renderer {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(tag) => return self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => {
                self.open("code", "");
                self.text(&text);
                self.body.html.close("code");
            }
            Event::SoftBreak => self.text("\n"),
            Event::HardBreak => {
                self.open("br", "");
                self.say(" ");
            }
            Event::Rule => {
                self.open("hr", "nhsuk-section-break nhsuk-section-break--m nhsuk-section-break--visible");
            }
            Event::Html(_) | Event::InlineHtml(_) => return Err("raw HTML: write it in Markdown".to_owned()),
            other => return Err(format!("guides have no use for this: {other:?}")),
        }
        Ok(())
    }

    fn start(&mut self, tag: Tag<'_>) -> Result<(), String> {
        match tag {
            Tag::Paragraph => self.open("p", ""),
            Tag::Heading { level, .. } => self.start_heading(level)?,
            Tag::BlockQuote(_) => self.open("div", "nhsuk-inset-text"),
            // A letter to copy, or lines to fill in: kept as they are written.
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => self.open("div", "app-letter"),
            Tag::List(None) => self.open("ul", "nhsuk-list nhsuk-list--bullet"),
            Tag::List(Some(1)) => self.open("ol", "nhsuk-list nhsuk-list--number"),
            Tag::List(Some(_)) => return Err("begin a numbered list with 1".to_owned()),
            Tag::Item => self.open("li", ""),
            Tag::Table(_) => {
                self.open("table", "nhsuk-table app-compare");
                self.table = Some(Table::default());
            }
            Tag::TableHead => {
                self.open("thead", "nhsuk-table__head");
                self.open("tr", "nhsuk-table__row");
            }
            Tag::TableRow => self.open("tr", "nhsuk-table__row"),
            Tag::TableCell => {
                if let Some(table) = &mut self.table {
                    table.open_cell(&mut self.body.html);
                }
            }
            Tag::Emphasis => self.open("em", ""),
            Tag::Strong => self.open("strong", ""),
            Tag::Link { dest_url, .. } => {
                let known =
                    is_local(&dest_url) || dest_url.starts_with('#') || dest_url.starts_with("https://");
                if !known {
                    return Err(format!(
                        "a link leads into the hub or begins with https://, not {dest_url:?}"
                    ));
                }
                self.body.html.open("a", &[("class", "nhsuk-link"), ("href", &dest_url)]);
                self.body.links.push(dest_url.into_string());
            }
            Tag::HtmlBlock => return Err("raw HTML: write it in Markdown".to_owned()),
            Tag::CodeBlock(CodeBlockKind::Indented) => {
                return Err("indented by accident? A letter to copy stands between lines of ```".to_owned());
            }
            other => return Err(format!("guides have no use for this: {other:?}")),
        }
        Ok(())
    }

    fn end(&mut self, tag: TagEnd) {
        let html = &mut self.body.html;
        match tag {
            TagEnd::Paragraph => {
                html.close("p");
                self.say(" ");
            }
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(_) | TagEnd::CodeBlock => {
                html.close("div");
                self.say(" ");
            }
            TagEnd::List(false) => html.close("ul"),
            TagEnd::List(true) => html.close("ol"),
            TagEnd::Item => {
                html.close("li");
                self.say(" ");
            }
            TagEnd::Table => {
                html.close("tbody");
                html.close("table");
                self.table = None;
            }
            TagEnd::TableHead => {
                html.close("tr");
                html.close("thead");
                html.open("tbody", &[("class", "nhsuk-table__body")]);
                self.table = self.table.take().map(Table::without_head);
            }
            TagEnd::TableRow => {
                html.close("tr");
                if let Some(table) = &mut self.table {
                    table.end_row();
                }
            }
            TagEnd::TableCell => {
                if let Some(table) = &mut self.table {
                    table.close_cell(html);
                }
                self.say(" ");
            }
            TagEnd::Emphasis => html.close("em"),
            TagEnd::Strong => html.close("strong"),
            TagEnd::Link => html.close("a"),
            // What could not be opened is not closed.
            _ => {}
        }
    }

    fn start_heading(&mut self, level: HeadingLevel) -> Result<(), String> {
        let level = level as u8;
        let last = self.body.headings.last().map_or(1, |heading| heading.level);
        if level == 1 {
            return Err("the title is the heading of the first level: begin with ##".to_owned());
        }
        if level > last + 1 || level > 4 {
            return Err(format!("a heading of level {level} after one of level {last}"));
        }
        self.heading = Some((level, String::new(), std::mem::take(&mut self.body.html)));
        Ok(())
    }

    fn end_heading(&mut self) {
        let Some((level, text, before)) = self.heading.take() else { return };
        let inside = std::mem::replace(&mut self.body.html, before);
        let (tag, class) = match level {
            2 => ("h2", "nhsuk-heading-m"),
            3 => ("h3", "nhsuk-heading-s"),
            _ => ("h4", "nhsuk-heading-xs"),
        };
        let id = self.free_id(&text);
        self.body.html.open(tag, &[("class", class), ("id", &id)]);
        self.body.html.append(&inside);
        self.body.html.close(tag);
        self.body.passages.push(Passage { heading: text.clone(), text: String::new() });
        self.body.headings.push(Heading { level, id, text });
    }

    /// The words of a heading with hyphens between them; the second of a kind has a number.
    fn free_id(&self, text: &str) -> String {
        let folded: String = text
            .to_lowercase()
            .chars()
            .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
            .collect();
        let words = folded.split_whitespace().collect::<Vec<_>>().join("-");
        let is_taken = |id: &String| self.body.headings.iter().any(|heading| heading.id == *id);
        let numbered = (2..).map(|number| format!("{words}-{number}"));
        std::iter::once(words.clone()).chain(numbered).find(|id| !is_taken(id)).unwrap_or(words)
    }

    fn open(&mut self, tag: &'static str, class: &str) {
        let attributes = [("class", class)];
        self.body.html.open(tag, if class.is_empty() { &[] } else { &attributes });
    }

    fn text(&mut self, text: &str) {
        self.body.html.text(text);
        if let Some(table) = &mut self.table {
            table.hear(text);
        }
        self.say(text);
    }

    /// Keeps words for search and headings.
    fn say(&mut self, text: &str) {
        if let Some((_, words, _)) = &mut self.heading {
            words.push_str(text);
            return;
        }
        if self.body.passages.is_empty() {
            self.body.passages.push(Passage::default());
        }
        if let Some(passage) = self.body.passages.last_mut() {
            passage.text.push_str(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        render(text, 1).unwrap().html.to_string()
    }

    #[test]
    fn text_has_the_design_systems_classes() {
        assert_eq!(
            html("## Ask *well*\n\nSay [where](/find) & \"why\".\n\n- one\n- **two**\n\n1. first"),
            "<h2 class=\"nhsuk-heading-m\" id=\"ask-well\">Ask <em>well</em></h2><p>Say <a class=\"nhsuk-link\" \
             href=\"/find\">where</a> &amp; “why”.</p><ul class=\"nhsuk-list nhsuk-list--bullet\"><li>one</li><li>\
             <strong>two</strong></li></ul><ol class=\"nhsuk-list nhsuk-list--number\"><li>first</li></ol>"
        );
    }

    #[test]
    fn a_table_has_headed_rows_and_columns_and_says_its_columns_on_a_phone() {
        let table = html("| | Coaching |\n|---|---|\n| Length | Short |");
        assert_eq!(
            table,
            "<table class=\"nhsuk-table app-compare\"><thead class=\"nhsuk-table__head\"><tr class=\"nhsuk-table__row\">\
             <td class=\"nhsuk-table__cell\"></td><th class=\"nhsuk-table__header\" scope=\"col\">Coaching</th></tr></thead>\
             <tbody class=\"nhsuk-table__body\"><tr class=\"nhsuk-table__row\"><th class=\"nhsuk-table__header\" \
             scope=\"row\">Length</th><td class=\"nhsuk-table__cell\"><span class=\"app-compare__label\" \
             aria-hidden=\"true\">Coaching</span> Short</td></tr></tbody></table>"
        );
    }

    #[test]
    fn headings_have_ids_of_their_own_and_passages_their_words() {
        let body = render("Before.\n\n## Ask\n\nFirst.\n\n### Ask\n\nSecond\nline.", 1).unwrap();
        let ids: Vec<&str> = body.headings.iter().map(|heading| heading.id.as_str()).collect();
        assert_eq!(ids, ["ask", "ask-2"]);
        let passages: Vec<(&str, &str)> =
            body.passages.iter().map(|one| (one.heading.as_str(), one.text.trim())).collect();
        assert_eq!(passages, [("", "Before."), ("Ask", "First."), ("Ask", "Second\nline.")]);
    }

    #[test]
    fn s11_what_a_guide_has_no_use_for_is_refused_with_its_line() {
        for (text, line, says) in [
            ("One.\n\n<script>alert(1)</script>", 12, "raw HTML"),
            ("One <b>bold</b>.", 10, "raw HTML"),
            ("One.\n\n<!-- hidden -->", 12, "raw HTML"),
            ("[x](javascript:alert(1))", 10, "a link leads"),
            ("[x](http://a.example)", 10, "a link leads"),
            ("[x](//a.example)", 10, "a link leads"),
            ("[x](data:text/html,x)", 10, "a link leads"),
            ("![x](/picture.png)", 10, "no use"),
            ("# Title", 10, "begin with ##"),
            ("## A\n\n#### B", 12, "level 4 after"),
            ("    indented", 10, "indented by accident"),
            ("3. third", 10, "with 1"),
        ] {
            let fault = render(text, 10).unwrap_err();
            assert!(fault.what.contains(says) && fault.line == line, "{text:?}: {fault:?}");
        }
    }
}
