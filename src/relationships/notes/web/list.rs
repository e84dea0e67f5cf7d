use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::form::{self, NoteForm};
use super::{enter, notes_path};
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::ids::{RelationshipId, SessionId, SubmissionId};
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, Query, filters, page, see_other,
};
use crate::relationships::Pair;
use crate::relationships::notes::actions::{self, Listing, NewNote, Note, NoteError};
use crate::relationships::notes::model::{LONGEST, NoteId, may_write};

/// From where the page was opened.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    /// The last note of the page before.
    before: String,
    /// The meeting to write about.
    session: String,
}

#[derive(Template)]
#[template(path = "relationships/notes/list.html")]
struct ListPage {
    layout: Layout,
    pair: Pair,
    notes: Vec<Note>,
    older: Option<NoteId>,
    /// This is not the newest page.
    is_older: bool,
    zone: TimeZone,
    form: NoteForm,
    errors: FormErrors,
    /// Why what was typed was not kept, where no other try helps.
    instead: Option<String>,
    longest: usize,
}

impl ListPage {
    fn other(&self) -> &str {
        self.pair.other_first_name()
    }

    fn path(&self) -> String {
        notes_path(&self.pair)
    }

    fn may_write(&self) -> bool {
        may_write(self.pair.status)
    }

    fn choices(&self) -> Vec<Choice> {
        form::choices(self.other())
    }

    /// What is said of who sees a note.
    fn mark(&self, note: &Note) -> String {
        match (note.own, note.shared) {
            (false, _) => format!("From {}", self.other()),
            (true, true) => format!("Shared with {}", self.other()),
            (true, false) => "Only you".to_owned(),
        }
    }
}

impl Note {
    /// The colour of what is said of who sees it.
    fn colour(&self) -> &'static str {
        match (self.own, self.shared) {
            (false, _) => "purple",
            (true, true) => "blue",
            (true, false) => "grey",
        }
    }
}

pub async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<RelationshipId>,
    Query(from): Query<From>,
) -> Result<Response, PageError> {
    let form = NoteForm { session: from.session, ..NoteForm::fresh(app.clock.now()) };
    let before = from.before.parse().ok();
    page(&load(&app, &viewer, layout, id, before, form).await?)
}

async fn load(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: RelationshipId,
    before: Option<NoteId>,
    form: NoteForm,
) -> Result<ListPage, PageError> {
    let (mut tx, pair) = enter(app, viewer, id).await?;
    let Listing { notes, older } = actions::read(&mut tx, app, &pair, before).await?;
    tx.commit().await?;
    Ok(ListPage {
        layout,
        pair,
        notes,
        older,
        is_older: before.is_some(),
        zone: viewer.zone(),
        form,
        errors: FormErrors::none(),
        instead: None,
        longest: LONGEST,
    })
}

pub async fn keep(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<RelationshipId>,
    Form(mut form): Form<NoteForm>,
) -> Result<Response, PageError> {
    let written = match form.parse() {
        Ok(written) => written,
        Err(errors) => {
            if form.submission.is_empty() {
                form.submission = SubmissionId::new(app.clock.now()).to_string();
            }
            return again(&app, &viewer, layout, id, form, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let (mut tx, pair) = enter(&app, &viewer, id).await?;
    let Ok(submission) = form.submission.parse() else {
        return Err(PageError::BadRequest("the form it came from".into()));
    };
    let session = form.session.parse::<SessionId>().ok();
    let shared = written.shared;
    let kept = actions::write(&mut tx, &app, &pair, &NewNote { submission, written, session }).await;
    if let Ok(note) = kept {
        tx.commit().await?;
        let said = if shared {
            format!("Your note is kept. {} can read it too.", pair.other_first_name())
        } else {
            "Your note is kept. Only you can read it.".to_owned()
        };
        return Ok(see_other(&format!("{}#n-{note}", notes_path(&pair)), &said));
    }
    drop(tx);
    match kept {
        Err(error @ (NoteError::Different | NoteError::Full | NoteError::Locked)) => {
            let status = match error {
                NoteError::Locked => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            form.submission = SubmissionId::new(app.clock.now()).to_string();
            let errors = FormErrors::one("note", error.to_string());
            again(&app, &viewer, layout, id, form, errors, status).await
        }
        Err(error @ NoteError::Over) => {
            let mut late = load(&app, &viewer, layout, id, None, form).await?;
            late.instead = Some(error.to_string());
            Ok((StatusCode::CONFLICT, Html(late.render()?)).into_response())
        }
        Ok(_) => Err(PageError::NotFound),
        Err(error) => Err(error.into()),
    }
}

/// The page once more, with what was typed.
async fn again(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: RelationshipId,
    form: NoteForm,
    errors: FormErrors,
    status: StatusCode,
) -> Result<Response, PageError> {
    let shown = load(app, viewer, layout.with_errors(true), id, None, form).await?;
    let shown = ListPage { errors, ..shown };
    Ok((status, Html(shown.render()?)).into_response())
}
