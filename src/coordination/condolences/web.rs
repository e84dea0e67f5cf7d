use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

use crate::accounts::Viewer;
use crate::app::App;
use crate::chemistry::condolences::{self, Bereaved, LONGEST, Mourning};
use crate::platform::ids::{AccountId, PoolId};
use crate::platform::web::{
    Crumb, Form, FormErrors, Layout, PageError, Path, Routes, Who, filters, forms, page, see_other,
};
use crate::platform::words;
use crate::pools;

const PATH: &str = "/pools/{id}/condolences/{account_id}";

pub(in crate::coordination) fn routes() -> Routes<App> {
    Routes::new().get(PATH, Who::Coordinator, show).post(PATH, Who::Coordinator, send)
}

/// To whom, and what.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LetterForm {
    to: Vec<String>,
    words: String,
}

#[derive(Template)]
#[template(path = "coordination/condolences.html")]
struct CondolencesPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    action: String,
    mourning: Mourning,
    pool: PoolId,
    form: LetterForm,
    errors: FormErrors,
    longest: usize,
    signed: String,
}

impl CondolencesPage {
    fn is_ticked(&self, one: &Bereaved) -> bool {
        let id = one.about.id().to_string();
        self.form.to.contains(&id)
    }

    fn waiting(&self) -> Vec<&Bereaved> {
        self.mourning.waiting().collect()
    }

    fn told(&self) -> Vec<&Bereaved> {
        self.mourning.told().collect()
    }

    /// "the end of Thursday 26 November 2026"
    fn by(&self) -> String {
        self.mourning.waiting().map(|one| one.due_at).min().map(words::by_end_of).unwrap_or_default()
    }
}

async fn load(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    (id, deceased): (PoolId, AccountId),
) -> Result<CondolencesPage, PageError> {
    if !viewer.coordinates(id) {
        return Err(PageError::NotFound);
    }
    let mut db = app.db.acquire().await?;
    let pool = pools::find(&mut db, id).await?.ok_or(PageError::NotFound)?;
    let mourning = condolences::of_pool(&mut db, id, deceased, viewer.account_id).await?;
    let mourning = mourning.ok_or(PageError::NotFound)?;
    let form = LetterForm {
        to: mourning.waiting().map(|one| one.about.id().to_string()).collect(),
        words: condolences::ready_words(&mourning),
    };
    Ok(CondolencesPage {
        layout,
        crumbs: vec![
            Crumb::new(&pool.name, format!("/pools/{id}")),
            Crumb::new("What needs you today", format!("/pools/{id}/today")),
        ],
        action: format!("/pools/{id}/condolences/{deceased}"),
        mourning,
        pool: id,
        form,
        errors: FormErrors::none(),
        longest: LONGEST,
        signed: format!("{}, coordinator of {}", viewer.name, pool.name),
    })
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(at): Path<(PoolId, AccountId)>,
) -> Result<Response, PageError> {
    page(&load(&app, &viewer, layout, at).await?)
}

async fn send(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(at): Path<(PoolId, AccountId)>,
    Form(form): Form<LetterForm>,
) -> Result<Response, PageError> {
    let mut shown = load(&app, &viewer, layout, at).await?;
    let mut errors = FormErrors::none();
    let to: Vec<Uuid> = form.to.iter().filter_map(|raw| raw.parse().ok()).collect();
    if to.is_empty() {
        errors.add("to", "Select whom to write to");
    }
    let text = errors.take("words", forms::paragraphs(&form.words, "your letter", LONGEST));
    let (Some(text), true) = (text, errors.is_empty()) else {
        shown.layout = shown.layout.with_errors(true);
        shown.form = form;
        shown.errors = errors;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown.render()?)).into_response());
    };
    let mut tx = app.begin(&viewer).await?;
    let written = condolences::write(&mut tx, &app, viewer.account_id, at, &to, &text).await?;
    tx.commit().await?;
    let said = match written {
        0 => "They had been written to already, so nothing more was sent.".to_owned(),
        written => format!(
            "Your letter is on its way to {}.",
            words::count(i64::try_from(written).unwrap_or(0), "person", "people")
        ),
    };
    let all = shown.mourning.waiting().all(|one| to.contains(&one.about.id()));
    let next = if all { format!("/pools/{}/today", at.0) } else { shown.action };
    Ok(see_other(&next, &said))
}
