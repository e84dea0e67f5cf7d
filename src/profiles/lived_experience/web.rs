use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::consent::{CONSENT, Usage};
use super::{actions, store};
use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::web::filters;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Routes, Who, page, see_other, unprocessable,
};
use crate::vocabulary::{self, List, Term, TermId};

pub fn routes() -> Routes<App> {
    Routes::new()
        .get("/profile/lived-experience", Who::SignedIn, show)
        .post("/profile/lived-experience", Who::SignedIn, save)
        .post("/profile/lived-experience/withdrawal", Who::SignedIn, withdraw)
}

/// One attribute with what is chosen for it.
struct Attribute {
    field: String,
    label: String,
    chosen: String,
}

#[derive(Template)]
#[template(path = "profiles/lived_experience.html")]
struct LivedExperiencePage {
    layout: Layout,
    attributes: Vec<Attribute>,
    usages: Vec<Choice>,
    wording: &'static str,
    agreed: bool,
    /// When they agreed, and to which version, if anything is kept.
    consented: Option<(Instant, i32)>,
    errors: FormErrors,
}

/// What was typed: a usage for each attribute by its field, and the consent.
type Raw = HashMap<String, String>;

fn field(term: TermId) -> String {
    format!("use-{term}")
}

fn offered(terms: &[Term], kept: &[store::Choice], day: Day) -> Vec<Term> {
    let is_kept = |term: &&Term| kept.iter().any(|choice| choice.term_id == term.term_id);
    terms.iter().filter(|term| term.is_current(day) || is_kept(term)).cloned().collect()
}

fn parse(raw: &Raw, offered: &[Term]) -> Result<Vec<(TermId, Usage)>, FormErrors> {
    let mut errors = FormErrors::none();
    let mut choices = Vec::new();
    for term in offered {
        let name = field(term.term_id);
        let usage = Usage::parse(raw.get(&name).map_or("", String::as_str));
        if let Some(Some(usage)) = errors.take(&name, usage) {
            choices.push((term.term_id, usage));
        }
    }
    if !choices.is_empty() && raw.get("consent").map(String::as_str) != Some("yes") {
        errors.add("consent", "Agree to how it is used, or choose “not used” for each");
    }
    if errors.is_empty() { Ok(choices) } else { Err(errors) }
}

fn render(
    layout: Layout,
    offered: &[Term],
    kept: &[store::Choice],
    raw: Option<&Raw>,
    errors: FormErrors,
) -> LivedExperiencePage {
    let chosen = |term: &Term| match raw {
        Some(raw) => raw.get(&field(term.term_id)).cloned().unwrap_or_default(),
        None => kept
            .iter()
            .find(|choice| choice.term_id == term.term_id)
            .map_or("no", |choice| choice.usage.code())
            .to_owned(),
    };
    let attributes = offered
        .iter()
        .map(|term| Attribute {
            field: field(term.term_id),
            label: term.label.clone(),
            chosen: Some(chosen(term)).filter(|chosen| !chosen.is_empty()).unwrap_or_else(|| "no".to_owned()),
        })
        .collect();
    LivedExperiencePage {
        layout,
        attributes,
        usages: vec![
            Choice::new("no", "Not used"),
            Choice::new("matched", "Matched on, never shown"),
            Choice::new("shown", "Shown"),
        ],
        wording: CONSENT.wording,
        agreed: raw.is_some_and(|raw| raw.get("consent").is_some_and(|value| value == "yes")),
        consented: kept.first().map(|choice| (choice.consented_at, choice.consent_version)),
        errors,
    }
}

async fn show(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let kept = store::chosen(&mut db, viewer.account_id).await?;
    let terms = vocabulary::terms(&mut db, &[List::LivedExperience]).await?;
    let offered = offered(&terms, &kept, day_of(app.clock.now()));
    page(&render(layout, &offered, &kept, None, FormErrors::none()))
}

async fn save(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(raw): Form<Raw>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let kept = store::chosen(&mut tx, viewer.account_id).await?;
    let terms = vocabulary::terms(&mut tx, &[List::LivedExperience]).await?;
    let offered = offered(&terms, &kept, day_of(now));
    let choices = match parse(&raw, &offered) {
        Ok(choices) => choices,
        Err(errors) => {
            return unprocessable(&render(layout.with_errors(true), &offered, &kept, Some(&raw), errors));
        }
    };
    actions::save(&mut tx, now, viewer.account_id, &choices).await?;
    tx.commit().await?;
    let sentence = if choices.is_empty() {
        "Nothing about your lived experience is kept."
    } else {
        "Your choices are saved."
    };
    Ok(see_other("/profile", sentence))
}

async fn withdraw(viewer: Viewer, State(app): State<App>) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    actions::withdraw(&mut tx, app.clock.now(), viewer.account_id).await?;
    tx.commit().await?;
    Ok(see_other("/profile", "What you chose is erased. Nothing about your lived experience is kept."))
}
