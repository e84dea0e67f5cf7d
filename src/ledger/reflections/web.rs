use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;

use super::actions::{self, Opened};
use super::store;
use crate::accounts::Viewer;
use crate::app::App;
use crate::ledger::form::{LONGEST_PART, part_of_reflection};
use crate::ledger::model::{LedgerError, Reflection};
use crate::organisations::day_of;
use crate::platform::hours;
use crate::platform::ids::{RelationshipId, SessionId};
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Routes, Who, page, see_other, unprocessable,
};
use crate::platform::words;
use crate::relationships::sessions;

/// Bytes of a form with a reflection in it.
const LONGEST_FORM: usize = 128 * 1024;

pub(super) fn routes() -> Routes<App> {
    let (path, own) = ("/relationships/{id}/sessions/{session}/reflection", Who::SignedIn);
    Routes::new().get(path, own, show).post_up_to(LONGEST_FORM, path, own, save).post(
        "/relationships/{id}/sessions/{session}/reflection/deletion",
        own,
        remove,
    )
}

/// What is written about a session, as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ReflectionForm {
    version: String,
    happened: String,
    learned: String,
    next: String,
    /// `yes`: it is in the statement.
    in_statement: String,
}

impl ReflectionForm {
    fn of(opened: &Opened) -> Self {
        let reflection = opened.reflection.clone();
        Self {
            version: opened.found.version.unwrap_or(0).to_string(),
            happened: reflection.happened,
            learned: reflection.learned,
            next: reflection.next,
            in_statement: if opened.found.in_statement == Some(false) {
                String::new()
            } else {
                "yes".to_owned()
            },
        }
    }

    fn parse(&self) -> Result<Reflection, FormErrors> {
        let mut errors = FormErrors::none();
        let happened = part_of_reflection("happened", &self.happened, &mut errors);
        let learned = part_of_reflection("learned", &self.learned, &mut errors);
        let next = part_of_reflection("next", &self.next, &mut errors);
        let (Some(happened), Some(learned), Some(next)) = (happened, learned, next) else {
            return Err(errors);
        };
        let reflection = Reflection { happened, learned, next };
        if reflection.is_empty() {
            return Err(FormErrors::one("happened", "Write at least one of the three"));
        }
        Ok(reflection)
    }
}

#[derive(Template)]
#[template(path = "ledger/reflection.html")]
struct ReflectionPage {
    layout: Layout,
    path: String,
    opened: Opened,
    form: ReflectionForm,
    longest: usize,
    /// It changed elsewhere while this was typed.
    overtaken: bool,
    errors: FormErrors,
}

impl ReflectionPage {
    fn new(layout: Layout, path: String, opened: Opened, form: ReflectionForm) -> Self {
        Self {
            layout,
            path,
            opened,
            form,
            longest: LONGEST_PART,
            overtaken: false,
            errors: FormErrors::none(),
        }
    }

    fn when(&self) -> String {
        words::date(day_of(self.opened.found.starts_at))
    }

    fn length(&self) -> Option<String> {
        self.opened.found.minutes.map(|minutes| hours::in_words(i64::from(minutes)))
    }

    fn is_shown(&self) -> bool {
        self.form.in_statement == "yes"
    }

    fn is_kept(&self) -> bool {
        self.opened.found.version.is_some()
    }
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    Path((id, session)): Path<(RelationshipId, SessionId)>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let opened = actions::read(&mut db, &app, viewer.account_id, id, session).await?;
    if let Some(entry) = opened.found.entry {
        return Ok(see_other(
            &format!("/supervision/{entry}"),
            "This session is in your ledger. Write your reflection here, where its hours are.",
        ));
    }
    let form = ReflectionForm::of(&opened);
    page(&ReflectionPage::new(layout, sessions::path(id, session), opened, form))
}

async fn save(
    viewer: Viewer,
    layout: Layout,
    Path((id, session)): Path<(RelationshipId, SessionId)>,
    State(app): State<App>,
    Form(form): Form<ReflectionForm>,
) -> Result<Response, PageError> {
    let account = viewer.account_id;
    let mut tx = app.begin(&viewer).await?;
    let opened = actions::read(&mut tx, &app, account, id, session).await?;
    if opened.found.is_over {
        return Err(PageError::Conflict(
            "You stopped working together more than twelve months ago, and what was written about your sessions is not \
             kept after that. Add an entry to your ledger instead."
                .to_owned(),
        ));
    }
    let path = sessions::path(id, session);
    let reflection = match form.parse() {
        Ok(reflection) => reflection,
        Err(errors) => {
            let mut again = ReflectionPage::new(layout.with_errors(true), path, opened, form);
            again.errors = errors;
            return unprocessable(&again);
        }
    };
    let version: i32 = form
        .version
        .parse()
        .map_err(|_| PageError::BadRequest("the form came without its version".to_owned()))?;
    let in_statement = form.in_statement == "yes";
    match actions::keep(&mut tx, &app, account, (id, session), version, (&reflection, in_statement)).await {
        Ok(()) => {
            tx.commit().await?;
            let said = if in_statement {
                "Your reflection is kept, and in your CPD statement."
            } else {
                "Your reflection is kept for you. It is not in your CPD statement."
            };
            Ok(see_other(&path, said))
        }
        Err(LedgerError::Overtaken) => {
            tx.rollback().await?;
            let mut db = app.db.acquire().await?;
            let opened = actions::read(&mut db, &app, account, id, session).await?;
            let mut form = form;
            form.version = opened.found.version.unwrap_or(0).to_string();
            let mut again = ReflectionPage::new(layout, path, opened, form);
            again.overtaken = true;
            Ok((StatusCode::CONFLICT, Html(again.render()?)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn remove(
    viewer: Viewer,
    Path((id, session)): Path<(RelationshipId, SessionId)>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    actions::read(&mut tx, &app, viewer.account_id, id, session).await?;
    store::delete(&mut tx, viewer.account_id, session).await?;
    tx.commit().await?;
    Ok(see_other(&sessions::path(id, session), "Your reflection is deleted."))
}
