use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;

use super::subject::Subject;
use crate::accounts::Viewer;
use crate::app::App;
use crate::concerns::actions::{self, NewConcern, Raised};
use crate::concerns::model::{LONGEST, Topic};
use crate::platform::ids::SubmissionId;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Query, forms, page, see_other, unprocessable,
};
use crate::platform::words;

/// From where the form was opened.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    request: String,
    person: String,
    message: String,
}

/// What was typed and ticked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ConcernForm {
    submission: String,
    request: String,
    person: String,
    topic: String,
    what: String,
    messages: Vec<String>,
    stop: String,
    bypass: Vec<String>,
}

struct Parsed {
    topic: Topic,
    text: String,
}

impl ConcernForm {
    fn parse(&self) -> Result<Parsed, FormErrors> {
        let mut errors = FormErrors::none();
        let topic = errors.take("topic", Topic::from_code(&self.topic).ok_or("Choose what it is about"));
        let text = errors.take("what", forms::paragraphs(&self.what, "what happened", LONGEST));
        match (topic, text) {
            (Some(topic), Some(text)) => Ok(Parsed { topic, text }),
            _ => Err(errors),
        }
    }
}

#[derive(Template)]
#[template(path = "concerns/new.html")]
struct RaisingPage {
    layout: Layout,
    form: ConcernForm,
    errors: FormErrors,
    subject: Subject,
    topics: Vec<Choice>,
    messages: Vec<Choice>,
    coordinators: Vec<Choice>,
    longest: usize,
}

impl RaisingPage {
    fn new(layout: Layout, form: ConcernForm, errors: FormErrors, subject: Subject, viewer: &Viewer) -> Self {
        let message = |one: &crate::chemistry::messages::Message| {
            let author = if one.is_by(&viewer.account_id) { "You" } else { one.author.as_str() };
            let label = format!("{author}, {}", words::date_time(one.written_at));
            Choice::new(one.message_id.to_string(), label).hint(words::shortened(&one.text, 120))
        };
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            topics: Topic::ALL.iter().map(|topic| Choice::new(topic.code(), topic.label())).collect(),
            messages: subject.messages.iter().map(message).collect(),
            coordinators: subject
                .coordinators
                .iter()
                .map(|one| Choice::new(one.account_id.to_string(), one.name.clone()))
                .collect(),
            form,
            errors,
            subject,
            longest: LONGEST,
        }
    }

    /// Who reads it, unless some are passed over.
    fn readers(&self) -> String {
        let names: Vec<&str> = self.subject.coordinators.iter().map(|one| one.name.as_str()).collect();
        match &self.subject.pool {
            Some(pool) if !names.is_empty() => {
                let role = if names.len() == 1 { "coordinator" } else { "coordinators" };
                format!("{}, {role} of {pool}", words::list(&names))
            }
            _ => "the administrators of this hub".to_owned(),
        }
    }

    fn back(&self) -> String {
        match (&self.subject.request, &self.subject.about) {
            (Some(request), _) => format!("/chemistry/{request}"),
            (None, Some((person, _))) => format!("/practitioners/{person}"),
            (None, None) => "/dashboard".to_owned(),
        }
    }
}

pub async fn form(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Query(from): Query<From>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let subject = Subject::load(&mut db, &app, &viewer, &from.request, &from.person).await?;
    let form = ConcernForm {
        submission: SubmissionId::new(app.clock.now()).to_string(),
        request: from.request,
        person: from.person,
        messages: vec![from.message],
        ..ConcernForm::default()
    };
    page(&RaisingPage::new(layout, form, FormErrors::none(), subject, &viewer))
}

pub async fn send(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Form(mut form): Form<ConcernForm>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    let subject = Subject::load(&mut tx, &app, &viewer, &form.request, &form.person).await?;
    let parsed = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => return unprocessable(&RaisingPage::new(layout, form, errors, subject, &viewer)),
    };
    let Ok(submission) = form.submission.parse() else {
        return Err(PageError::BadRequest("the form it came from".into()));
    };
    let chosen = |id: &dyn std::fmt::Display, among: &[String]| among.contains(&id.to_string());
    let new = NewConcern {
        submission,
        raised_by: viewer.account_id,
        pool_id: subject.pool_id,
        about: subject.about.as_ref().map(|(person, _)| *person),
        request: subject.request,
        topic: parsed.topic,
        text: parsed.text,
        messages: subject
            .messages
            .iter()
            .filter(|one| chosen(&one.message_id, &form.messages))
            .cloned()
            .collect(),
        stop_contact: form.stop == "yes",
        bypass: subject
            .coordinators
            .iter()
            .map(|one| one.account_id)
            .filter(|account| chosen(account, &form.bypass))
            .collect(),
    };
    match actions::raise(&mut tx, &app, &new).await? {
        Raised::Kept { due_at } => {
            tx.commit().await?;
            let by = words::by_end_of(due_at);
            Ok(see_other(
                "/concerns/mine",
                &format!("Thank you for telling us. Somebody will acknowledge it by {by}."),
            ))
        }
        Raised::Different => {
            drop(tx);
            form.submission = SubmissionId::new(app.clock.now()).to_string();
            let sentence = "You sent us something with this form before, and we have it. This is different: send it again if we should have it as well";
            let errors = FormErrors::one("what", sentence);
            unprocessable(&RaisingPage::new(layout, form, errors, subject, &viewer))
        }
        Raised::TooMany { seconds } => {
            drop(tx);
            let hours = words::count(seconds.div_ceil(3600), "hour", "hours");
            let sentence = format!(
                "You have told us many things today, so this was not sent. It is still here: try again in {hours}, or use one of the ways above now"
            );
            let errors = FormErrors::one("what", sentence);
            let again = RaisingPage::new(layout, form, errors, subject, &viewer).render()?;
            let wait = [(http::header::RETRY_AFTER, seconds.to_string())];
            Ok((StatusCode::TOO_MANY_REQUESTS, wait, Html(again)).into_response())
        }
    }
}
