//! A table of a guide: the first cell of a row names it, and on a phone every cell says its column.

use crate::guidance::markup::Markup;

#[derive(Debug, Default)]
pub(super) struct Table {
    /// The headings of the columns, once they are known.
    columns: Vec<String>,
    has_head: bool,
    column: usize,
    /// The cell that is open while its heading is read: an empty heading is none (A1).
    heading: Option<(String, Markup)>,
    closes: &'static str,
}

impl Table {
    pub(super) fn open_cell(&mut self, html: &mut Markup) {
        if !self.has_head {
            self.heading = Some((String::new(), std::mem::take(html)));
            return;
        }
        if self.column == 0 {
            html.open("th", &[("class", "nhsuk-table__header"), ("scope", "row")]);
            self.closes = "th";
        } else {
            html.open("td", &[("class", "nhsuk-table__cell")]);
            self.closes = "td";
        }
        if let Some(label) = self.columns.get(self.column).filter(|label| !label.is_empty()) {
            html.open("span", &[("class", "app-compare__label"), ("aria-hidden", "true")]);
            html.text(label);
            html.close("span");
            html.text(" ");
        }
    }

    pub(super) fn hear(&mut self, text: &str) {
        if let Some((words, _)) = &mut self.heading {
            words.push_str(text);
        }
    }

    pub(super) fn close_cell(&mut self, html: &mut Markup) {
        if let Some((words, before)) = self.heading.take() {
            let inside = std::mem::replace(html, before);
            if words.trim().is_empty() {
                html.open("td", &[("class", "nhsuk-table__cell")]);
                html.close("td");
            } else {
                html.open("th", &[("class", "nhsuk-table__header"), ("scope", "col")]);
                html.append(&inside);
                html.close("th");
            }
            self.columns.push(words);
            return;
        }
        html.close(self.closes);
        self.column += 1;
    }

    /// The head is written: rows come next.
    pub(super) fn without_head(mut self) -> Self {
        self.has_head = true;
        self
    }

    pub(super) fn end_row(&mut self) {
        self.column = 0;
    }
}
