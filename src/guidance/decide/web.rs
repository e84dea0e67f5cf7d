use askama::Template;
use axum::extract::State;
use axum::response::{Redirect, Response};
use serde::Deserialize;

use super::decision::{Decision, Fit, decide, read};
use super::questions::{QUESTIONS, Question};
use crate::accounts::Viewer;
use crate::app::App;
use crate::guidance::differences::{DIFFERENCES, Difference, NOT_THESE, NotThis};
use crate::guidance::local;
use crate::platform::web::{
    Choice, Crumb, Form, FormErrors, Layout, PageError, Routes, Who, filters, page, unprocessable,
};
use crate::pools::local::Local;

const PATH: &str = "/guidance/coaching-or-mentoring";

pub(in crate::guidance) fn routes() -> Routes<App> {
    Routes::new()
        .get(PATH, Who::Public, show)
        .post(PATH, Who::Public, answer)
        // Where the page was before there was guidance; other sites and letters link there.
        .get("/coaching-or-mentoring", Who::Public, async || Redirect::permanent(PATH))
}

/// What was chosen. Lives as long as the request.
#[derive(Default, Deserialize)]
#[serde(default)]
struct DecideForm {
    change: String,
    when: String,
    shape: String,
    agenda: String,
    experience: String,
    help: String,
    health: String,
}

impl DecideForm {
    fn value_of(&self, name: &str) -> &str {
        match name {
            "change" => &self.change,
            "when" => &self.when,
            "shape" => &self.shape,
            "agenda" => &self.agenda,
            "experience" => &self.experience,
            "help" => &self.help,
            "health" => &self.health,
            _ => "",
        }
    }

    fn asked(&self) -> Vec<Asked> {
        let options = |question: &Question| {
            question.answers.iter().map(|answer| Choice::new(answer.code, answer.label)).collect()
        };
        QUESTIONS
            .iter()
            .map(|question| Asked {
                name: question.name,
                legend: question.legend,
                hint: question.hint,
                options: options(question),
                chosen: self.value_of(question.name).to_owned(),
            })
            .collect()
    }
}

/// A question as the form shows it.
struct Asked {
    name: &'static str,
    legend: &'static str,
    hint: &'static str,
    options: Vec<Choice>,
    chosen: String,
}

#[derive(Template)]
#[template(path = "guidance/coaching_or_mentoring.html")]
struct ChoosingPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    questions: Vec<Asked>,
    errors: FormErrors,
    rows: &'static [Difference],
    not_these: &'static [NotThis],
    locals: Vec<Local>,
}

impl ChoosingPage {
    fn new(layout: Layout, form: &DecideForm, errors: FormErrors, locals: Vec<Local>) -> Self {
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            crumbs: crumbs(),
            questions: form.asked(),
            errors,
            rows: DIFFERENCES,
            not_these: NOT_THESE,
            locals,
        }
    }
}

#[derive(Template)]
#[template(path = "guidance/decision.html")]
struct DecisionPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    decision: Decision,
    questions: Vec<Asked>,
    errors: FormErrors,
    locals: Vec<Local>,
}

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("Guidance", "/guidance")]
}

async fn show(viewer: Option<Viewer>, layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    let locals = local::of(&app, viewer.as_ref()).await?;
    page(&ChoosingPage::new(layout, &DecideForm::default(), FormErrors::none(), locals))
}

async fn answer(
    viewer: Option<Viewer>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<DecideForm>,
) -> Result<Response, PageError> {
    let locals = local::of(&app, viewer.as_ref()).await?;
    let answers = read(|name| form.value_of(name));
    if answers.iter().all(Option::is_none) {
        let errors = FormErrors::one("change", "Answer at least one of the questions");
        return unprocessable(&ChoosingPage::new(layout, &form, errors, locals));
    }
    let crumbs = [crumbs(), vec![Crumb::new("Coaching or mentoring", PATH)]].concat();
    let (decision, questions) = (decide(&answers), form.asked());
    page(&DecisionPage { layout, crumbs, decision, questions, errors: FormErrors::none(), locals })
}

impl Fit {
    /// The page's heading.
    const fn heading(self) -> &'static str {
        match self {
            Self::Coaching => "Coaching looks right for this",
            Self::Mentoring => "Mentoring looks right for this",
            Self::Either => "Either could be right for this",
            Self::Manager => "Talk with your line manager first",
            Self::Health => "Another kind of help comes first",
            Self::Safety => "Tell somebody who can act on it",
        }
    }
}
