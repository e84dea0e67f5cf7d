use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use jiff::tz::TimeZone;
use serde::Deserialize;
use sqlx::PgConnection;

use super::actions::{self, WriteError};
use super::model::{Between, Kind, LONGEST, Message, Standing};
use super::store;
use crate::accounts::{Viewer, first_name};
use crate::app::App;
use crate::platform::ids::{AccountId, ChemistryId, SubmissionId};
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Routes, Who, filters, forms, page, see_other, unprocessable,
};
use crate::platform::words;

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/chemistry/{id}/messages", Who::SignedIn, show).post(
        "/chemistry/{id}/messages",
        Who::SignedIn,
        send,
    )
}

/// A message as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MessageForm {
    pub(in crate::chemistry) message: String,
    pub(in crate::chemistry) submission: String,
}

impl MessageForm {
    /// An empty form.
    #[must_use]
    pub fn fresh(app: &App) -> Self {
        Self { message: String::new(), submission: SubmissionId::new(app.clock.now()).to_string() }
    }
}

/// What the two wrote and, while they may, the form to write more: shown on any page by
/// `messages::conversation(conversation)` of `chemistry/messages.html`.
pub struct Conversation {
    pub(in crate::chemistry) id: ChemistryId,
    pub(in crate::chemistry) reader: AccountId,
    /// By whose clock the reader is told when something was written.
    pub(in crate::chemistry) zone: TimeZone,
    /// The first name of the other.
    pub(in crate::chemistry) other: String,
    pub(in crate::chemistry) lines: Vec<Message>,
    pub(in crate::chemistry) standing: Standing,
    pub(in crate::chemistry) form: MessageForm,
    pub(in crate::chemistry) errors: FormErrors,
    pub(in crate::chemistry) longest: usize,
}

impl Conversation {
    /// For one of the two; None when they are neither. Two statements.
    ///
    /// # Errors
    /// The database's.
    pub async fn load(
        db: &mut PgConnection,
        app: &App,
        id: ChemistryId,
        reader: AccountId,
        zone: TimeZone,
    ) -> Result<Option<Self>, sqlx::Error> {
        match store::between(db, id).await? {
            Some(between) => Self::of(db, app, &between, reader, zone).await,
            None => Ok(None),
        }
    }

    /// The same where it is known whom the request is between. One statement.
    ///
    /// # Errors
    /// The database's.
    pub async fn of(
        db: &mut PgConnection,
        app: &App,
        between: &Between,
        reader: AccountId,
        zone: TimeZone,
    ) -> Result<Option<Self>, sqlx::Error> {
        let Some(side) = between.side(reader) else { return Ok(None) };
        let standing = between.standing(app.clock.now());
        let lines = match standing {
            Standing::Open | Standing::Closed(_) => {
                store::of_thread(db, &app.secret, between.chemistry_id).await?
            }
            Standing::NotBegun | Standing::Gone => Vec::new(),
        };
        Ok(Some(Self {
            id: between.chemistry_id,
            reader,
            zone,
            other: first_name(between.other(side).1).to_owned(),
            lines,
            standing,
            form: MessageForm::fresh(app),
            errors: FormErrors::none(),
            longest: LONGEST,
        }))
    }

    /// The request's page.
    pub(in crate::chemistry) fn page(&self) -> String {
        format!("/chemistry/{}", self.id)
    }

    pub(in crate::chemistry) fn label(&self) -> String {
        format!("Write to {}", self.other)
    }

    fn with(mut self, form: MessageForm, errors: FormErrors) -> Self {
        self.form = form;
        self.errors = errors;
        self
    }
}

impl Message {
    /// What stands beside its author's name.
    pub(in crate::chemistry) fn act(&self) -> &'static str {
        match self.kind {
            Kind::Message => "",
            Kind::Question => " asked",
            Kind::Answer => " answered",
        }
    }
}

#[derive(Template)]
#[template(path = "chemistry/message.html")]
struct MessagesPage {
    layout: Layout,
    conversation: Conversation,
    /// What was typed and came too late.
    unsent: Option<String>,
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<ChemistryId>,
) -> Result<Response, PageError> {
    page(&MessagesPage { layout, conversation: load(&app, &viewer, id).await?, unsent: None })
}

async fn load(app: &App, viewer: &Viewer, id: ChemistryId) -> Result<Conversation, PageError> {
    let mut db = app.db.acquire().await?;
    Conversation::load(&mut db, app, id, viewer.account_id, viewer.zone()).await?.ok_or(PageError::NotFound)
}

async fn send(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<ChemistryId>,
    Form(mut form): Form<MessageForm>,
) -> Result<Response, PageError> {
    let text = match forms::paragraphs(&form.message, "your message", LONGEST) {
        Ok(text) => text,
        Err(message) => return refused(&app, &viewer, layout, id, form, &message).await,
    };
    let Ok(submission) = form.submission.parse() else {
        return Err(PageError::BadRequest("the form it came from".into()));
    };
    let mut tx = app.begin(&viewer).await?;
    let written = actions::write(&mut tx, &app, viewer.account_id, id, &text, submission).await;
    match written {
        Ok(()) => {
            tx.commit().await?;
            return Ok(see_other(&format!("/chemistry/{id}#messages"), "Your message is sent."));
        }
        Err(_) => drop(tx),
    }
    match written {
        Err(WriteError::Closed) => {
            let conversation = load(&app, &viewer, id).await?;
            let late = MessagesPage { layout, conversation, unsent: Some(text) };
            Ok((StatusCode::CONFLICT, page(&late)?).into_response())
        }
        Err(WriteError::Different) => {
            form.submission = SubmissionId::new(app.clock.now()).to_string();
            refused(&app, &viewer, layout, id, form, &WriteError::Different.to_string()).await
        }
        Err(WriteError::TooMany { seconds }) => {
            let wait = words::count(seconds.div_ceil(60), "minute", "minutes");
            let message = format!(
                "You have written a lot in a short time, so this was not sent. It is still here: try again in {wait}"
            );
            let again = refusal(&app, &viewer, layout, id, form, &message).await?.render()?;
            let wait = [(http::header::RETRY_AFTER, seconds.to_string())];
            Ok((StatusCode::TOO_MANY_REQUESTS, wait, Html(again)).into_response())
        }
        Err(WriteError::Database(error)) => Err(error.into()),
        Err(WriteError::Mail(error)) => Err(error.into()),
        Ok(()) | Err(WriteError::NotFound) => Err(PageError::NotFound),
    }
}

async fn refused(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: ChemistryId,
    form: MessageForm,
    message: &str,
) -> Result<Response, PageError> {
    unprocessable(&refusal(app, viewer, layout, id, form, message).await?)
}

async fn refusal(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: ChemistryId,
    form: MessageForm,
    message: &str,
) -> Result<MessagesPage, PageError> {
    let conversation = load(app, viewer, id).await?.with(form, FormErrors::one("message", message));
    Ok(MessagesPage { layout: layout.with_errors(true), conversation, unsent: None })
}
