//! GROW and the agreed list: the two forms with rows of actions.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Extra, Sent, Tool};
use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::web::{Choice, Form, FormErrors, Layout, PageError, Routes, Who, page};
use crate::tools::action::{self, MOST_ROWS, Row};
use crate::tools::checklist::Checklist;
use crate::tools::goal::{Goal, LONGEST_REALITY, Sureness};
use crate::tools::typed::Typed;

const GROW: &str = "/tools/grow";
const CHECKLIST: &str = "/tools/checklist";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get(GROW, Who::Public, show_grow)
        .post(GROW, Who::Public, answer_grow)
        .get(CHECKLIST, Who::Public, show_checklist)
        .post(CHECKLIST, Who::Public, answer_checklist)
}

/// Every field of a form: its own, and those of the rows.
fn names(own: &[&str]) -> Vec<String> {
    own.iter().map(|name| (*name).to_owned()).chain(action::field_names()).collect()
}

#[derive(Template)]
#[template(path = "tools/grow.html")]
struct GrowPage {
    layout: Layout,
    typed: Typed,
    rows: Vec<Row>,
    errors: FormErrors,
}

impl GrowPage {
    fn new(layout: Layout, typed: Typed, errors: FormErrors) -> Self {
        Self { layout, rows: action::rows(&typed), typed, errors }
    }

    fn has_room(&self) -> bool {
        self.rows.len() < MOST_ROWS
    }

    fn sureness() -> Vec<Choice> {
        (Sureness::LEAST..=Sureness::MOST).map(|n| Choice::new(n.to_string(), n.to_string())).collect()
    }
}

async fn show_grow(layout: Layout) -> Result<Response, PageError> {
    page(&GrowPage::new(layout, Typed::default(), FormErrors::none()))
}

async fn answer_grow(
    viewer: Option<Viewer>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let today = day_of(app.clock.now());
    let tool = Tool {
        path: GROW,
        make: |typed: &Typed| {
            let extra = if viewer.is_some() { Extra::Goal } else { Extra::None };
            Ok((Goal::parse(typed, today)?.sheet(today), extra))
        },
        blank: || Goal::blank(today),
        form: GrowPage::new,
    };
    tool.answer(layout, Sent::read(form, &names(&Goal::FIELDS), &[])?)
}

#[derive(Template)]
#[template(path = "tools/checklist.html")]
struct ChecklistPage {
    layout: Layout,
    typed: Typed,
    rows: Vec<Row>,
    errors: FormErrors,
}

impl ChecklistPage {
    fn new(layout: Layout, typed: Typed, errors: FormErrors) -> Self {
        Self { layout, rows: action::rows(&typed), typed, errors }
    }

    fn has_room(&self) -> bool {
        self.rows.len() < MOST_ROWS
    }
}

async fn show_checklist(layout: Layout) -> Result<Response, PageError> {
    page(&ChecklistPage::new(layout, Typed::default(), FormErrors::none()))
}

async fn answer_checklist(
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let today = day_of(app.clock.now());
    let tool = Tool {
        path: CHECKLIST,
        make: |typed: &Typed| Ok((Checklist::parse(typed, today)?.sheet(today), Extra::None)),
        blank: || Checklist::blank(today),
        form: ChecklistPage::new,
    };
    tool.answer(layout, Sent::read(form, &names(&Checklist::FIELDS), &[])?)
}
