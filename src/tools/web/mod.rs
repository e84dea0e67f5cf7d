//! The pages of the tools. Each form is posted and answered directly: with the form again, or with a sheet whose own form
//! carries everything that was typed, so that it can be changed.

mod actions;
mod co_active;
mod guided;
mod index;
mod self_check;
mod skill_will;

use askama::Template;
use axum::response::Response;

use super::sheet::{Body, Sheet};
use super::skill_will::{Placement, Style};
use super::typed::Typed;
use crate::app::App;
use crate::platform::web::{FormErrors, Layout, PageError, Routes, filters, page, unprocessable};
use self_check::ForProfile;

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    index::routes()
        .merge(actions::routes())
        .merge(skill_will::routes())
        .merge(co_active::routes())
        .merge(guided::routes())
        .merge(self_check::routes())
}

/// What a button asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The sheet of what was typed.
    Make,
    /// The form again, as it was.
    Change,
    /// The form again, with more rows.
    Rows,
    /// A sheet to write on by hand.
    Blank,
}

/// A form that came in.
#[derive(Debug)]
struct Sent {
    step: Step,
    typed: Typed,
}

impl Sent {
    /// # Errors
    /// `BadRequest` when a field that takes one value came with several.
    fn read(
        form: Vec<(String, String)>,
        once: &[impl AsRef<str>],
        often: &[&str],
    ) -> Result<Self, PageError> {
        let step = form.iter().find(|(name, _)| name == "step").map(|(_, value)| value.as_str());
        let step = match step {
            Some("change") => Step::Change,
            Some("rows") => Step::Rows,
            Some("blank") => Step::Blank,
            _ => Step::Make,
        };
        let typed =
            Typed::read(form, once, often).map_err(|error| PageError::BadRequest(error.to_string()))?;
        Ok(Self { step, typed })
    }
}

/// What a sheet shows beyond its parts.
enum Extra {
    None,
    /// The matrix with a mark on it.
    Matrix(Placement),
    /// Terms for a profile.
    Profile(ForProfile),
    /// A goal that can be kept, by whoever works with somebody.
    Goal,
}

/// What came of a tool.
#[derive(Template)]
#[template(path = "tools/sheet.html")]
struct SheetPage {
    layout: Layout,
    /// The address of the form.
    path: &'static str,
    sheet: Sheet,
    typed: Typed,
    extra: Extra,
}

/// A plain text of more lines than this scrolls in its box.
const TALLEST: usize = 16;

impl SheetPage {
    fn text(&self) -> String {
        self.sheet.to_text()
    }

    fn text_rows(&self) -> usize {
        self.text().lines().count().min(TALLEST) + 1
    }
}

/// A tool whose form makes a sheet.
struct Tool<M, B, F> {
    path: &'static str,
    /// The sheet of what was typed, and what it shows besides.
    make: M,
    /// The sheet to write on by hand.
    blank: B,
    /// The form, with everything that was typed.
    form: F,
}

impl<M, B, F, P> Tool<M, B, F>
where
    M: FnOnce(&Typed) -> Result<(Sheet, Extra), FormErrors>,
    B: FnOnce() -> Sheet,
    F: FnOnce(Layout, Typed, FormErrors) -> P,
    P: Template,
{
    fn answer(self, layout: Layout, Sent { step, typed }: Sent) -> Result<Response, PageError> {
        let (sheet, extra) = match step {
            Step::Change => return page(&(self.form)(layout, typed, FormErrors::none())),
            Step::Rows => {
                let typed = super::action::with_more_rows(typed);
                return page(&(self.form)(layout, typed, FormErrors::none()));
            }
            Step::Blank => ((self.blank)(), Extra::None),
            Step::Make => match (self.make)(&typed) {
                Ok(made) => made,
                Err(errors) => {
                    return unprocessable(&(self.form)(layout.with_errors(true), typed, errors));
                }
            },
        };
        page(&SheetPage { layout, path: self.path, sheet, typed, extra })
    }
}
