use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::forms::{TermForm, has_level};
use super::{list_of, refused};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::Actor;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::web::filters;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, Routes, Who, page, see_other, unprocessable,
};
use crate::vocabulary::{self, List, Overview, Refusal, Term, current};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/admin/vocabularies", Who::Administrator, show_all)
        .get("/admin/vocabularies/{code}", Who::Administrator, show)
        .post("/admin/vocabularies/{code}/terms", Who::Administrator, add)
}

#[derive(Template)]
#[template(path = "admin/vocabularies/all.html")]
struct VocabulariesPage {
    layout: Layout,
    vocabularies: Vec<Overview>,
}

async fn show_all(State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let today = day_of(app.clock.now());
    let vocabularies = vocabulary::overviews(&mut *app.db.acquire().await?, today).await?;
    page(&VocabulariesPage { layout, vocabularies })
}

#[derive(Template)]
#[template(path = "admin/vocabularies/list.html")]
struct ListPage {
    layout: Layout,
    list: List,
    /// With the professions too, when the list is of specialties.
    terms: Vec<Term>,
    day: Day,
    form: TermForm,
    errors: FormErrors,
}

impl ListPage {
    fn offered(&self) -> Vec<&Term> {
        current(&self.terms, self.list, self.day).collect()
    }

    fn retired(&self) -> Vec<&Term> {
        let own = self.terms.iter().filter(|term| term.list == self.list);
        own.filter(|term| !term.is_current(self.day)).collect()
    }

    fn has_level(&self) -> bool {
        has_level(self.list)
    }

    fn professions(&self) -> Vec<Choice> {
        let none = Choice::new("", "Choose one");
        let all = current(&self.terms, List::Profession, self.day);
        let all = all.map(|term| Choice::new(term.term_id.to_string(), term.label.clone()));
        std::iter::once(none).chain(all).collect()
    }

    /// The label of the profession of a specialty, or of what follows a retired term.
    fn label(&self, id: Option<&vocabulary::TermId>) -> &str {
        let found = id.and_then(|id| self.terms.iter().find(|term| term.term_id == *id));
        found.map_or("", |term| term.label.as_str())
    }
}

/// A list, and the professions when its terms belong to them.
fn with_parents(list: List) -> Vec<List> {
    if list == List::Specialty { vec![list, List::Profession] } else { vec![list] }
}

async fn show(
    State(app): State<App>,
    layout: Layout,
    Path(code): Path<String>,
) -> Result<Response, PageError> {
    let list = list_of(&code)?;
    let terms = vocabulary::terms(&mut *app.db.acquire().await?, &with_parents(list)).await?;
    let day = day_of(app.clock.now());
    page(&ListPage { layout, list, terms, day, form: TermForm::default(), errors: FormErrors::none() })
}

async fn add(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Path(code): Path<String>,
    Form(form): Form<TermForm>,
) -> Result<Response, PageError> {
    let list = list_of(&code)?;
    let now = app.clock.now();
    let day = day_of(now);
    let mut tx = app.begin(&viewer).await?;
    let terms = vocabulary::terms(&mut tx, &with_parents(list)).await?;
    let professions: Vec<&Term> = current(&terms, List::Profession, day).collect();
    let added = match form.parse_new(list, &professions) {
        Ok(new) => {
            let label = new.label.clone();
            vocabulary::add_term(&mut tx, Actor::Account(viewer.account_id), now, list, &new)
                .await
                .map(|_| label)
        }
        Err(errors) => {
            let layout = layout.with_errors(true);
            return unprocessable(&ListPage { layout, list, terms, day, form, errors });
        }
    };
    let field = match added {
        Ok(label) => {
            tx.commit().await?;
            let sentence = format!("“{label}” is in the list, at its end.");
            return Ok(see_other(&format!("/admin/vocabularies/{code}"), &sentence));
        }
        Err(Refusal::LabelTaken) => ("label", Refusal::LabelTaken),
        Err(Refusal::CodeTaken) => ("code", Refusal::CodeTaken),
        Err(other) => return Err(refused(other)),
    };
    let errors = FormErrors::one(field.0, field.1.to_string());
    unprocessable(&ListPage { layout: layout.with_errors(true), list, terms, day, form, errors })
}
