use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use sqlx::PgConnection;

use super::forms::{TermForm, has_level};
use super::{list_of, refused};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::Actor;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::web::filters;
use crate::platform::web::forms::line;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, Routes, Who, page, see_other, unprocessable,
};
use crate::vocabulary::{self, Direction, List, Refusal, Term, TermId, current};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/admin/vocabularies/{code}/terms/{term}", Who::Administrator, show)
        .post("/admin/vocabularies/{code}/terms/{term}", Who::Administrator, rename)
        .post("/admin/vocabularies/{code}/terms/{term}/move", Who::Administrator, shift)
        .post("/admin/vocabularies/{code}/terms/{term}/retirement", Who::Administrator, retire)
        .post("/admin/vocabularies/{code}/terms/{term}/return", Who::Administrator, bring_back)
        .post("/admin/vocabularies/{code}/terms/{term}/synonyms", Who::Administrator, add_synonym)
        .post("/admin/vocabularies/{code}/terms/{term}/synonym-removals", Who::Administrator, remove_synonym)
}

#[derive(Template)]
#[template(path = "admin/vocabularies/term.html")]
struct TermPage {
    layout: Layout,
    list: List,
    terms: Vec<Term>,
    term: Term,
    synonyms: Vec<String>,
    /// Records that name it.
    uses: i64,
    day: Day,
    form: TermForm,
    /// The synonym being added, as it was typed.
    synonym: String,
    /// The label saved meanwhile, when it was changed while the form was open.
    saved: Option<String>,
    errors: FormErrors,
}

impl TermPage {
    fn path(&self) -> String {
        format!("/admin/vocabularies/{}/terms/{}", self.list.code(), self.term.term_id)
    }

    fn is_current(&self) -> bool {
        self.term.is_current(self.day)
    }

    fn has_level(&self) -> bool {
        has_level(self.list)
    }

    fn successors(&self) -> Vec<Choice> {
        let none = Choice::new("", "Nothing takes its place");
        let others =
            current(&self.terms, self.list, self.day).filter(|term| term.term_id != self.term.term_id);
        let others = others.map(|term| Choice::new(term.term_id.to_string(), term.label.clone()));
        std::iter::once(none).chain(others).collect()
    }

    fn successor(&self) -> Option<&Term> {
        let id = self.term.successor_id?;
        self.terms.iter().find(|term| term.term_id == id)
    }
}

type Address = Path<(String, TermId)>;

fn path_of(list: List, id: TermId) -> String {
    format!("/admin/vocabularies/{}/terms/{id}", list.code())
}

async fn load(
    db: &mut PgConnection,
    app: &App,
    layout: Layout,
    list: List,
    id: TermId,
) -> Result<TermPage, PageError> {
    let terms = vocabulary::terms(db, &[list]).await?;
    let term = terms.iter().find(|term| term.term_id == id).cloned().ok_or(PageError::NotFound)?;
    let synonyms = vocabulary::synonyms(db, list).await?;
    let own = synonyms.into_iter().filter(|synonym| synonym.term_id == id).map(|synonym| synonym.text);
    Ok(TermPage {
        layout,
        list,
        synonyms: own.collect(),
        uses: vocabulary::uses(db, id).await?,
        day: day_of(app.clock.now()),
        form: TermForm::of(&term),
        synonym: String::new(),
        saved: None,
        errors: FormErrors::none(),
        terms,
        term,
    })
}

async fn show(
    State(app): State<App>,
    layout: Layout,
    Path((code, id)): Address,
) -> Result<Response, PageError> {
    let list = list_of(&code)?;
    page(&load(&mut *app.db.acquire().await?, &app, layout, list, id).await?)
}

fn again(mut shown: TermPage, errors: FormErrors) -> Result<Response, PageError> {
    shown.layout = shown.layout.with_errors(true);
    shown.errors = errors;
    unprocessable(&shown)
}

async fn rename(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Path((code, id)): Address,
    Form(mut form): Form<TermForm>,
) -> Result<Response, PageError> {
    let list = list_of(&code)?;
    let mut tx = app.begin(&viewer).await?;
    let shown = load(&mut tx, &app, layout, list, id).await?;
    let to = match form.parse_renaming(list) {
        Ok(to) => to,
        Err(errors) => return again(TermPage { form, ..shown }, errors),
    };
    let key = (list, id, form.version.parse().unwrap_or(0));
    match vocabulary::rename(&mut tx, Actor::Account(viewer.account_id), app.clock.now(), key, &to).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&path_of(list, id), "The term is changed. What it was called still finds it."))
        }
        Err(Refusal::LabelTaken) => {
            again(TermPage { form, ..shown }, FormErrors::one("label", Refusal::LabelTaken.to_string()))
        }
        Err(Refusal::Stale) => {
            form.version = shown.term.version.to_string();
            let saved = Some(shown.term.label.clone());
            let answer = page(&TermPage { form, saved, ..shown })?;
            Ok((StatusCode::CONFLICT, answer).into_response())
        }
        Err(other) => Err(refused(other)),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct MoveForm {
    direction: String,
}

async fn shift(
    viewer: Viewer,
    State(app): State<App>,
    Path((code, id)): Address,
    Form(form): Form<MoveForm>,
) -> Result<Response, PageError> {
    let list = list_of(&code)?;
    let direction = if form.direction == "up" { Direction::Up } else { Direction::Down };
    let mut tx = app.begin(&viewer).await?;
    let by = Actor::Account(viewer.account_id);
    vocabulary::move_term(&mut tx, by, app.clock.now(), (list, id), direction).await.map_err(refused)?;
    tx.commit().await?;
    Ok(see_other(&format!("/admin/vocabularies/{code}#term-{id}"), "The term is moved."))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct EndForm {
    version: String,
    successor: String,
}

async fn retire(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Path((code, id)): Address,
    Form(form): Form<EndForm>,
) -> Result<Response, PageError> {
    let list = list_of(&code)?;
    let mut tx = app.begin(&viewer).await?;
    let shown = load(&mut tx, &app, layout, list, id).await?;
    let successor: Option<TermId> = match form.successor.as_str() {
        "" => None,
        raw => match raw.parse() {
            Ok(successor) => Some(successor),
            Err(_) => return again(shown, FormErrors::one("successor", Refusal::Successor.to_string())),
        },
    };
    let key = (list, id, form.version.parse().unwrap_or(0));
    let by = Actor::Account(viewer.account_id);
    match vocabulary::retire(&mut tx, by, app.clock.now(), key, successor).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&path_of(list, id), "The term is retired. Records that name it keep it."))
        }
        Err(Refusal::Successor) => again(shown, FormErrors::one("successor", Refusal::Successor.to_string())),
        Err(other) => Err(refused(other)),
    }
}

async fn bring_back(
    viewer: Viewer,
    State(app): State<App>,
    Path((code, id)): Address,
    Form(form): Form<EndForm>,
) -> Result<Response, PageError> {
    let list = list_of(&code)?;
    let mut tx = app.begin(&viewer).await?;
    let key = (list, id, form.version.parse().unwrap_or(0));
    let by = Actor::Account(viewer.account_id);
    vocabulary::bring_back(&mut tx, by, app.clock.now(), key).await.map_err(refused)?;
    tx.commit().await?;
    Ok(see_other(&path_of(list, id), "The term is offered again."))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SynonymForm {
    synonym: String,
}

async fn add_synonym(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Path((code, id)): Address,
    Form(form): Form<SynonymForm>,
) -> Result<Response, PageError> {
    let list = list_of(&code)?;
    let mut tx = app.begin(&viewer).await?;
    let shown = load(&mut tx, &app, layout, list, id).await?;
    let by = Actor::Account(viewer.account_id);
    let sentence = match line(&form.synonym, "what people write", 100) {
        Ok(text) => match vocabulary::add_synonym(&mut tx, by, app.clock.now(), (list, id), &text).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see_other(&path_of(list, id), "It finds this term from now on."));
            }
            Err(taken @ (Refusal::SynonymTaken(_) | Refusal::NothingToCompare)) => taken.to_string(),
            Err(other) => return Err(refused(other)),
        },
        Err(sentence) => sentence,
    };
    again(TermPage { synonym: form.synonym, ..shown }, FormErrors::one("synonym", sentence))
}

async fn remove_synonym(
    viewer: Viewer,
    State(app): State<App>,
    Path((code, id)): Address,
    Form(form): Form<SynonymForm>,
) -> Result<Response, PageError> {
    let list = list_of(&code)?;
    let mut tx = app.begin(&viewer).await?;
    let by = Actor::Account(viewer.account_id);
    vocabulary::remove_synonym(&mut tx, by, app.clock.now(), (list, id), &form.synonym)
        .await
        .map_err(refused)?;
    tx.commit().await?;
    Ok(see_other(&path_of(list, id), "It no longer finds this term."))
}
