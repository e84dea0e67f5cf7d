use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use jiff::SignedDuration;
use serde::Deserialize;

use crate::accounts::Viewer;
use crate::app::App;
use crate::coordination::EnquiryId;
use crate::coordination::actions::{self, Opened, Outcome};
use crate::coordination::model::{Answer, How, LONGEST};
use crate::coordination::store::{self, Listed};
use crate::platform::clock::Instant;
use crate::platform::web::fields::{Choice, Crumb};
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, filters, forms, page, see_other, unprocessable,
};
use crate::platform::working_days::Left;

/// The most lines of one list.
const MOST: i64 = 200;
/// How far back answered enquiries are listed.
const RECENTLY: SignedDuration = SignedDuration::from_hours(30 * 24);

#[derive(Template)]
#[template(path = "coordination/enquiries.html")]
struct EnquiriesPage {
    layout: Layout,
    now: Instant,
    waiting: Vec<Listed>,
    answered: Vec<Listed>,
    full: bool,
    administrator: bool,
    coordinator: bool,
}

impl EnquiriesPage {
    fn overdue(&self) -> usize {
        self.waiting.iter().filter(|line| line.due_at <= self.now).count()
    }
}

pub async fn list(viewer: Viewer, layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let waiting = store::list(&mut db, &viewer, None, MOST).await?;
    let answered = store::list(&mut db, &viewer, Some(now.minus(RECENTLY)), MOST).await?;
    page(&EnquiriesPage {
        layout,
        now,
        full: waiting.len() >= usize::try_from(MOST).unwrap_or(usize::MAX),
        waiting,
        answered,
        administrator: viewer.roles.administrator,
        coordinator: viewer.is_coordinator(),
    })
}

#[derive(Template)]
#[template(path = "coordination/enquiry.html")]
struct EnquiryPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    now: Instant,
    opened: Opened,
    reply: ReplyForm,
    outcome: OutcomeForm,
    ways: Vec<Choice>,
    errors: FormErrors,
    longest: usize,
    /// Somebody else answered while this reader was writing.
    overtaken: bool,
}

impl EnquiryPage {
    fn new(layout: Layout, now: Instant, opened: Opened) -> Self {
        Self {
            layout,
            crumbs: vec![Crumb::new("Enquiries", "/enquiries")],
            now,
            opened,
            reply: ReplyForm::default(),
            outcome: OutcomeForm::default(),
            ways: How::OTHERS.map(|how| Choice::new(how.code(), how.label())).to_vec(),
            errors: FormErrors::none(),
            longest: LONGEST,
            overtaken: false,
        }
    }

    fn with_errors(mut self, errors: FormErrors) -> Self {
        self.layout = self.layout.with_errors(!errors.is_empty());
        self.errors = errors;
        self
    }
}

/// A reply as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReplyForm {
    reply: String,
}

/// Another way of having answered, as it is chosen.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OutcomeForm {
    how: String,
}

pub async fn show(
    viewer: Viewer,
    Path(id): Path<EnquiryId>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    let opened = actions::read(&mut tx, &app, &viewer, id).await?;
    tx.commit().await?;
    page(&EnquiryPage::new(layout, app.clock.now(), opened))
}

pub async fn reply(
    viewer: Viewer,
    Path(id): Path<EnquiryId>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<ReplyForm>,
) -> Result<Response, PageError> {
    let parsed = forms::paragraphs(&form.reply, "your reply", LONGEST);
    let typed = |page: EnquiryPage| EnquiryPage { reply: form, ..page };
    match parsed {
        Ok(reply) => answer(&app, viewer, id, layout, Answer::Letter(reply), typed).await,
        Err(message) => refused(&app, &viewer, id, layout, FormErrors::one("reply", message), typed).await,
    }
}

pub async fn outcome(
    viewer: Viewer,
    Path(id): Path<EnquiryId>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<OutcomeForm>,
) -> Result<Response, PageError> {
    let parsed = How::OTHERS.into_iter().find(|how| how.code() == form.how);
    let typed = |page: EnquiryPage| EnquiryPage { outcome: form, ..page };
    if let Some(how) = parsed {
        answer(&app, viewer, id, layout, Answer::Otherwise(how), typed).await
    } else {
        let errors = FormErrors::one("how", "Choose how it was answered");
        refused(&app, &viewer, id, layout, errors, typed).await
    }
}

async fn answer(
    app: &App,
    viewer: Viewer,
    id: EnquiryId,
    layout: Layout,
    answer: Answer,
    typed: impl FnOnce(EnquiryPage) -> EnquiryPage,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    match actions::answer(&mut tx, app, &viewer, id, &answer).await? {
        Outcome::Given => {
            tx.commit().await?;
            let sentence = match answer {
                Answer::Letter(_) => "Your reply is on its way.",
                Answer::Otherwise(_) => "Marked as answered.",
            };
            Ok(see_other("/enquiries", sentence))
        }
        Outcome::Already(opened) => {
            let mut page = typed(EnquiryPage::new(layout, app.clock.now(), *opened));
            page.overtaken = true;
            Ok((StatusCode::CONFLICT, Html(page.render()?)).into_response())
        }
    }
}

async fn refused(
    app: &App,
    viewer: &Viewer,
    id: EnquiryId,
    layout: Layout,
    errors: FormErrors,
    typed: impl FnOnce(EnquiryPage) -> EnquiryPage,
) -> Result<Response, PageError> {
    let mut tx = app.begin(viewer).await?;
    let opened = actions::read(&mut tx, app, viewer, id).await?;
    tx.commit().await?;
    unprocessable(&typed(EnquiryPage::new(layout, app.clock.now(), opened)).with_errors(errors))
}
