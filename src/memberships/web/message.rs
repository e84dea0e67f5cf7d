use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::chosen::{Chosen, ChosenForm};
use super::{require, submission};
use crate::accounts::Viewer;
use crate::app::App;
use crate::memberships::bulk::{self, LONGEST_MESSAGE, Message, Sent};
use crate::organisations::day_of;
use crate::platform::ids::{PoolId, SubmissionId};
use crate::platform::web::forms::{line, paragraphs};
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Query, filters, page, see_other, unprocessable,
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MessageForm {
    submission: String,
    subject: String,
    body: String,
    /// "preview", "change" or "send".
    step: String,
    #[serde(flatten)]
    chosen: ChosenForm,
}

#[derive(Template)]
#[template(path = "memberships/message.html")]
struct MessagePage {
    layout: Layout,
    pool: PoolId,
    chosen: Chosen,
    form: MessageForm,
    /// What was typed is in order and shown as it will be sent.
    preview: bool,
    longest: usize,
    errors: FormErrors,
}

impl MessagePage {
    fn back(&self) -> String {
        format!("/pools/{}/members", self.pool)
    }
}

pub async fn ask(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(pool): Path<PoolId>,
    Query(asked): Query<ChosenForm>,
) -> Result<Response, PageError> {
    require(&viewer, pool)?;
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let chosen = Chosen::load(&mut db, pool, &asked, day_of(now)).await?;
    if chosen.people.is_empty() {
        return Ok(see_other(
            &format!("/pools/{pool}/members"),
            "Tick at least one member, or choose everybody in the list.",
        ));
    }
    let form = MessageForm {
        submission: SubmissionId::new(now).to_string(),
        chosen: asked,
        ..MessageForm::default()
    };
    let errors = FormErrors::none();
    page(&MessagePage { layout, pool, chosen, form, preview: false, longest: LONGEST_MESSAGE, errors })
}

pub async fn send(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(pool): Path<PoolId>,
    Form(form): Form<MessageForm>,
) -> Result<Response, PageError> {
    require(&viewer, pool)?;
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let chosen = Chosen::load(&mut tx, pool, &form.chosen, day_of(now)).await?;
    let mut errors = FormErrors::none();
    let subject = errors.take("subject", line(&form.subject, "a subject", 90));
    let body = errors.take("body", paragraphs(&form.body, "your message", LONGEST_MESSAGE));
    let longest = LONGEST_MESSAGE;
    let (Some(subject), Some(body)) = (subject, body) else {
        let layout = layout.with_errors(true);
        return unprocessable(&MessagePage { layout, pool, chosen, form, preview: false, longest, errors });
    };
    if form.step != "send" {
        let preview = form.step != "change";
        return page(&MessagePage { layout, pool, chosen, form, preview, longest, errors });
    }
    let message = Message { submission: submission(&form.submission, now), subject, body };
    match bulk::message(&mut tx, &app.outbox, &viewer.name, now, pool, &chosen.ids(), &message).await? {
        Sent::To(people) => {
            tx.commit().await?;
            let many =
                crate::platform::words::count(i64::try_from(people).unwrap_or(i64::MAX), "person", "people");
            Ok(see_other(
                &format!("/pools/{pool}/members"),
                &format!("Your message is on its way to {many}."),
            ))
        }
        Sent::TooMany { seconds } => Err(PageError::TooMany { retry_after_seconds: seconds }),
    }
}
