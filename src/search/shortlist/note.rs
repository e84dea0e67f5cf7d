//! The page of a note about somebody on a shortlist.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;

use super::actions::{self, Refusal};
use super::model::{Entry, LONGEST_NOTE};
use super::store;
use super::web::{self, PAGE};
use crate::accounts::{Viewer, local_path};
use crate::app::App;
use crate::platform::ids::AccountId;
use crate::platform::web::forms::{optional, paragraphs};
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Query, Routes, Who, page, see_other, unprocessable,
};
use crate::search::cards::{Card, Sight};
use crate::search::look::Parameters;

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/shortlist/{id}/note", Who::SignedIn, show).post(
        "/shortlist/{id}/note",
        Who::SignedIn,
        save,
    )
}

/// What was typed, and the version of the note it was typed over; 0 where there was none.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NoteForm {
    note: String,
    version: String,
    /// The shortlist as it was left: a local path.
    next: String,
}

impl NoteForm {
    fn of(entry: &Entry) -> Self {
        let (note, version) =
            entry.note.as_ref().map_or((String::new(), 0), |note| (note.text.clone(), note.version));
        Self { note, version: version.to_string(), next: String::new() }
    }

    fn parse(&self) -> Result<Option<String>, FormErrors> {
        optional(&self.note, |raw| paragraphs(raw, "your note", LONGEST_NOTE))
            .map_err(|message| FormErrors::one("note", message))
    }
}

#[derive(Template)]
#[template(path = "search/note.html")]
struct NotePage {
    layout: Layout,
    id: AccountId,
    title: String,
    /// The shortlist, with the search it is held against.
    back: String,
    form: NoteForm,
    /// Changed somewhere else while the form was open; what is there now.
    stale: Option<String>,
    errors: FormErrors,
}

/// The entry and the name it goes by for this reader.
async fn load(app: &App, viewer: &Viewer, person: AccountId) -> Result<(Entry, String), PageError> {
    let mut tx = app.begin(viewer).await?;
    let entries = store::entries(&mut tx, viewer.account_id).await?;
    let entry =
        entries.into_iter().find(|entry| entry.practitioner_id == person).ok_or(PageError::NotFound)?;
    let cards = web::load_cards(&mut tx, app, viewer, &[person], Sight::Anybody).await?;
    tx.commit().await?;
    let title = cards.first().map_or_else(|| "somebody no longer available".to_owned(), Card::title);
    Ok((entry, title))
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<AccountId>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, PageError> {
    let (entry, title) = load(&app, &viewer, id).await?;
    let form = NoteForm::of(&entry);
    let back = web::with_search(PAGE, &web::searched(parameters));
    page(&NotePage { layout, id, title, back, form, stale: None, errors: FormErrors::none() })
}

async fn save(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<AccountId>,
    Form(mut form): Form<NoteForm>,
) -> Result<Response, PageError> {
    let back = if form.next.is_empty() { PAGE.to_owned() } else { local_path(&form.next) };
    let text = match form.parse() {
        Ok(text) => text,
        Err(errors) => {
            let (_, title) = load(&app, &viewer, id).await?;
            let layout = layout.with_errors(true);
            return unprocessable(&NotePage { layout, id, title, back, form, stale: None, errors });
        }
    };
    let version = form.version.parse().unwrap_or(0);
    let mut tx = app.begin(&viewer).await?;
    let saved =
        actions::save_note(&mut tx, app.clock.now(), viewer.account_id, id, version, text.as_deref()).await;
    match saved {
        Ok(()) => tx.commit().await?,
        Err(Refusal::Stale) => {
            drop(tx);
            let (entry, title) = load(&app, &viewer, id).await?;
            let there = NoteForm::of(&entry);
            form.version = there.version;
            let shown = NotePage {
                layout,
                id,
                title,
                back,
                form,
                stale: Some(there.note),
                errors: FormErrors::none(),
            };
            return Ok((StatusCode::CONFLICT, page(&shown)?).into_response());
        }
        Err(refusal) => return Err(web::failed(refusal)),
    }
    let said = if text.is_some() { "Your note is saved. Only you see it." } else { "Your note is gone." };
    Ok(see_other(&format!("{back}#p-{id}"), said))
}
