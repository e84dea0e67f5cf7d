use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Extra, Sent, SheetPage, Step};
use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::web::{Choice, Form, FormErrors, Layout, PageError, Routes, Who, page, unprocessable};
use crate::profiles;
use crate::tools::self_check::{Outcome, SKILLS, Skill, field, field_names, scale};
use crate::tools::typed::Typed;
use crate::vocabulary::{self, List};

const PATH: &str = "/tools/self-check";

pub(super) fn routes() -> Routes<App> {
    Routes::new().get(PATH, Who::Public, show).post(PATH, Who::Public, answer)
}

/// What the outcome suggests for a profile.
pub(super) struct ForProfile {
    /// Whether the reader has a profile here, or may have one.
    pub is_own: bool,
    /// Labels of strengths that could be named.
    pub add: Vec<String>,
    /// Labels of strengths that are named already.
    pub have: Vec<String>,
    /// Statements without an answer.
    pub left_out: usize,
}

#[derive(Template)]
#[template(path = "tools/self_check.html")]
struct SelfCheckPage {
    layout: Layout,
    typed: Typed,
    errors: FormErrors,
    skills: &'static [Skill],
}

impl SelfCheckPage {
    fn new(layout: Layout, typed: Typed, errors: FormErrors) -> Self {
        Self { layout, typed, errors, skills: &SKILLS }
    }

    fn scale() -> Vec<Choice> {
        scale()
    }

    /// The statements of a skill, each with its field and what was answered.
    fn statements(&self, skill: &Skill) -> Vec<(String, &'static str, String)> {
        let of = |(position, words): (usize, &&'static str)| {
            let name = field(skill, position);
            let chosen = self.typed.get(&name).to_owned();
            (name, *words, chosen)
        };
        skill.statements.iter().enumerate().map(of).collect()
    }
}

async fn show(layout: Layout) -> Result<Response, PageError> {
    page(&SelfCheckPage::new(layout, Typed::default(), FormErrors::none()))
}

async fn answer(
    viewer: Option<Viewer>,
    layout: Layout,
    State(app): State<App>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let Sent { step, typed } = Sent::read(sent, &field_names(), &[])?;
    if step != Step::Make {
        return page(&SelfCheckPage::new(layout, typed, FormErrors::none()));
    }
    let outcome = match Outcome::parse(&typed) {
        Ok(outcome) => outcome,
        Err(errors) => {
            return unprocessable(&SelfCheckPage::new(layout.with_errors(true), typed, errors));
        }
    };
    let today = day_of(app.clock.now());
    let extra = Extra::Profile(for_profile(&app, viewer.as_ref(), &outcome, today).await?);
    page(&SheetPage { layout, path: PATH, sheet: outcome.sheet(today), typed, extra })
}

/// Reads what the reader's profile names, and writes nothing.
async fn for_profile(
    app: &App,
    viewer: Option<&Viewer>,
    outcome: &Outcome,
    today: Day,
) -> Result<ForProfile, PageError> {
    let mut db = app.db.acquire().await?;
    let terms = vocabulary::terms(&mut db, &[List::Skill]).await?;
    let profile = match viewer {
        Some(viewer) => profiles::load(&mut db, viewer.account_id).await?,
        None => None,
    };
    let named = profile.as_ref().map(|profile| profile.terms_of(List::Skill)).unwrap_or_default();
    let strong = |code: &str| outcome.strengths.iter().any(|skill| skill.code == code);
    let strengths = vocabulary::current(&terms, List::Skill, today).filter(|term| strong(&term.code));
    let (have, add): (Vec<_>, Vec<_>) = strengths.partition(|term| named.contains(&term.term_id));
    let labels = |terms: Vec<&vocabulary::Term>| terms.into_iter().map(|term| term.label.clone()).collect();
    Ok(ForProfile {
        is_own: profile.is_some() || viewer.is_some_and(|viewer| viewer.roles.practitioner),
        add: labels(add),
        have: labels(have),
        left_out: outcome.left_out,
    })
}
