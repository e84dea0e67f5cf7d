use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use jiff::tz::TimeZone;

use super::form::{self, NoteForm};
use super::{enter, notes_path};
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::ids::RelationshipId;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, filters, page, see_other, unprocessable,
};
use crate::relationships::Pair;
use crate::relationships::notes::actions::{self, Note, NoteError};
use crate::relationships::notes::model::{LONGEST, NoteId, Written, may_write};

#[derive(Template)]
#[template(path = "relationships/notes/note.html")]
struct NotePage {
    layout: Layout,
    pair: Pair,
    note: Note,
    zone: TimeZone,
    form: NoteForm,
    errors: FormErrors,
    /// It was changed since the page was opened; what it says now.
    stale: Option<Written>,
    /// Why what was typed was not kept, where no other try helps.
    instead: Option<String>,
    longest: usize,
}

impl NotePage {
    fn other(&self) -> &str {
        self.pair.other_first_name()
    }

    fn list_path(&self) -> String {
        notes_path(&self.pair)
    }

    fn path(&self) -> String {
        format!("{}/{}", notes_path(&self.pair), self.note.id)
    }

    fn may_write(&self) -> bool {
        may_write(self.pair.status)
    }

    fn choices(&self) -> Vec<Choice> {
        form::choices(self.other())
    }
}

impl Note {
    fn written(&self) -> Option<Written> {
        self.text.clone().map(|text| Written { text, shared: self.shared })
    }
}

pub async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((id, note_id)): Path<(RelationshipId, NoteId)>,
) -> Result<Response, PageError> {
    page(&load(&app, &viewer, layout, id, note_id).await?)
}

/// The page with the note as it is.
async fn load(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: RelationshipId,
    note_id: NoteId,
) -> Result<NotePage, PageError> {
    let (mut tx, pair) = enter(app, viewer, id).await?;
    let note = actions::own(&mut tx, app, &pair, note_id).await?;
    tx.commit().await?;
    let form = note.written().map(|written| NoteForm::of(&written, note.version)).unwrap_or_default();
    Ok(NotePage {
        layout,
        pair,
        zone: viewer.zone(),
        form,
        note,
        errors: FormErrors::none(),
        stale: None,
        instead: None,
        longest: LONGEST,
    })
}

pub async fn save(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((id, note_id)): Path<(RelationshipId, NoteId)>,
    Form(form): Form<NoteForm>,
) -> Result<Response, PageError> {
    let written = match form.parse() {
        Ok(written) => written,
        Err(errors) => {
            let shown = load(&app, &viewer, layout.with_errors(true), id, note_id).await?;
            let form = NoteForm { version: shown.form.version.clone(), ..form };
            return unprocessable(&NotePage { form, errors, ..shown });
        }
    };
    let version = form.version.parse().unwrap_or(0);
    let (mut tx, pair) = enter(&app, &viewer, id).await?;
    let saved = actions::change(&mut tx, &app, &pair, note_id, version, &written).await;
    match saved {
        Ok(()) => {
            tx.commit().await?;
            let said = if written.shared {
                format!("Your note is saved. {} can read it too.", pair.other_first_name())
            } else {
                "Your note is saved. Only you can read it.".to_owned()
            };
            return Ok(see_other(&format!("{}#n-{note_id}", notes_path(&pair)), &said));
        }
        Err(_) => drop(tx),
    }
    match saved {
        Err(NoteError::Stale) => {
            let shown = load(&app, &viewer, layout, id, note_id).await?;
            let form = NoteForm { version: shown.form.version.clone(), ..form };
            let stale = shown.note.written();
            refused(&NotePage { form, stale, ..shown }, StatusCode::CONFLICT)
        }
        Err(error @ NoteError::Over) => {
            let shown = load(&app, &viewer, layout, id, note_id).await?;
            refused(&NotePage { form, instead: Some(error.to_string()), ..shown }, StatusCode::CONFLICT)
        }
        Err(error @ NoteError::Locked) => {
            let shown = load(&app, &viewer, layout, id, note_id).await?;
            let instead = Some(error.to_string());
            refused(&NotePage { form, instead, ..shown }, StatusCode::SERVICE_UNAVAILABLE)
        }
        Ok(()) => Err(PageError::NotFound),
        Err(error) => Err(error.into()),
    }
}

fn refused(shown: &NotePage, status: StatusCode) -> Result<Response, PageError> {
    Ok((status, Html(shown.render()?)).into_response())
}

pub async fn delete(
    viewer: Viewer,
    State(app): State<App>,
    Path((id, note_id)): Path<(RelationshipId, NoteId)>,
) -> Result<Response, PageError> {
    let (mut tx, pair) = enter(&app, &viewer, id).await?;
    actions::delete(&mut tx, &app, &pair, note_id).await?;
    tx.commit().await?;
    Ok(see_other(&notes_path(&pair), "Your note is deleted."))
}
