use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::SignedDuration;
use serde::Deserialize;

use crate::accounts::Viewer;
use crate::app::App;
use crate::concerns::actions::{self, ConcernError, Opened};
use crate::concerns::model::{LONGEST, Referral, Status, Step};
use crate::concerns::store::{self, Listed};
use crate::platform::clock::Instant;
use crate::platform::ids::{ConcernId, SubmissionId};
use crate::platform::web::fields::Crumb;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, filters, forms, page, see_other, unprocessable,
};

/// The most lines of the list.
const MOST: i64 = 200;
/// How far back closed concerns are listed.
const RECENTLY: SignedDuration = SignedDuration::from_hours(24 * 90);

#[derive(Template)]
#[template(path = "concerns/list.html")]
struct ListPage {
    layout: Layout,
    now: Instant,
    open: Vec<Listed>,
    closed: Vec<Listed>,
}

impl ListPage {
    fn to_acknowledge(&self) -> usize {
        self.open.iter().filter(|one| one.status == Status::Raised).count()
    }

    fn late(&self) -> usize {
        self.open.iter().filter(|one| one.is_late(&self.now)).count()
    }
}

impl Listed {
    fn is_late(&self, now: &Instant) -> bool {
        self.status == Status::Raised && self.due_at <= *now
    }
}

pub async fn list(viewer: Viewer, layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let all = store::list(&mut db, viewer.account_id, now.minus(RECENTLY), MOST).await?;
    let (closed, open) = all.into_iter().partition(|one| one.status == Status::Closed);
    page(&ListPage { layout, now, open, closed })
}

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DeskForm {
    submission: String,
    note: String,
    /// Whom a note is for: whoever raised it, or those who look after it.
    audience: String,
    /// `handled`, or whom it was passed on to.
    outcome: String,
    done: String,
}

#[derive(Template)]
#[template(path = "concerns/concern.html")]
struct ConcernPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    now: Instant,
    opened: Opened,
    form: DeskForm,
    audiences: Vec<Choice>,
    outcomes: Vec<Choice>,
    errors: FormErrors,
    longest: usize,
    /// Why what was asked was not done.
    instead: Option<String>,
}

impl ConcernPage {
    fn new(layout: Layout, app: &App, opened: Opened, form: DeskForm, errors: FormErrors) -> Self {
        let now = app.clock.now();
        let fresh = SubmissionId::new(now).to_string();
        let submission = if form.submission.is_empty() { fresh } else { form.submission.clone() };
        let mut outcomes = vec![Choice::new("handled", "We dealt with it ourselves")];
        outcomes.extend(
            Referral::ALL.iter().map(|to| Choice::new(to.code(), format!("Passed on to {}", to.within()))),
        );
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            crumbs: vec![Crumb::new("Concerns", "/concerns")],
            now,
            audiences: vec![
                Choice::new("raiser", format!("{}, who raised it", opened.kept.raiser)),
                Choice::new("colleagues", "Only those who look after it"),
            ],
            opened,
            form: DeskForm { submission, ..form },
            outcomes,
            errors,
            longest: LONGEST,
            instead: None,
        }
    }

    /// What was typed and is in none of the forms that are there now.
    fn unkept(&self) -> String {
        let done = if self.is_looked_at() { "" } else { self.form.done.as_str() };
        let note = if self.is_closed() { self.form.note.as_str() } else { "" };
        [done, note].into_iter().filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    fn waits(&self) -> bool {
        self.opened.kept.status == Status::Raised
    }

    fn is_looked_at(&self) -> bool {
        self.opened.kept.status == Status::Acknowledged
    }

    fn may_close(&self) -> bool {
        matches!(self.opened.kept.status, Status::Handled | Status::Referred)
    }

    fn is_closed(&self) -> bool {
        self.opened.kept.status == Status::Closed
    }
}

pub async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<ConcernId>,
) -> Result<Response, PageError> {
    let opened = open(&app, &viewer, id).await?;
    page(&ConcernPage::new(layout, &app, opened, DeskForm::default(), FormErrors::none()))
}

async fn open(app: &App, viewer: &Viewer, id: ConcernId) -> Result<Opened, PageError> {
    let mut tx = app.begin(viewer).await?;
    let opened = actions::read(&mut tx, app, viewer.account_id, id).await?;
    tx.commit().await?;
    Ok(opened)
}

pub async fn acknowledge(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<ConcernId>,
) -> Result<Response, PageError> {
    step(&app, &viewer, id, Step::Acknowledge, None).await?;
    Ok(see_other(&page_of(id), "Acknowledged. They are told that you have it."))
}

pub async fn close(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<ConcernId>,
) -> Result<Response, PageError> {
    step(&app, &viewer, id, Step::Close, None).await?;
    Ok(see_other("/concerns", "Closed. They are told that there is news."))
}

async fn step(
    app: &App,
    viewer: &Viewer,
    id: ConcernId,
    step: Step,
    words: Option<(&str, bool, SubmissionId)>,
) -> Result<(), ConcernError> {
    let mut tx = app.begin(viewer).await?;
    actions::advance(&mut tx, app, viewer.account_id, id, step, words).await?;
    tx.commit().await?;
    Ok(())
}

pub async fn note(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<ConcernId>,
    Form(form): Form<DeskForm>,
) -> Result<Response, PageError> {
    let mut errors = FormErrors::none();
    let text = errors.take("note", forms::paragraphs(&form.note, "your note", LONGEST));
    let for_raiser = match form.audience.as_str() {
        "raiser" => Some(true),
        "colleagues" => Some(false),
        _ => {
            errors.add("audience", "Choose whom the note is for");
            None
        }
    };
    let (Some(text), Some(for_raiser)) = (text, for_raiser) else {
        return again(&app, &viewer, layout, id, form, errors).await;
    };
    let submission = parse_submission(&form)?;
    let mut tx = app.begin(&viewer).await?;
    match actions::note(&mut tx, &app, viewer.account_id, id, (&text, for_raiser, submission)).await {
        Ok(()) => tx.commit().await?,
        Err(error) => {
            drop(tx);
            return refused(&app, &viewer, layout, id, form, "note", error).await;
        }
    }
    let said = if for_raiser {
        "Your note is kept, and they are told that there is news."
    } else {
        "Your note is kept."
    };
    Ok(see_other(&page_of(id), said))
}

pub async fn outcome(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<ConcernId>,
    Form(form): Form<DeskForm>,
) -> Result<Response, PageError> {
    let mut errors = FormErrors::none();
    let chosen = match form.outcome.as_str() {
        "handled" => Some(Step::Handle),
        code => Referral::from_code(code).map(Step::Refer),
    };
    let chosen = errors.take("outcome", chosen.ok_or("Choose what became of it"));
    let text = errors.take("done", forms::paragraphs(&form.done, "what was done", LONGEST));
    let (Some(chosen), Some(text)) = (chosen, text) else {
        return again(&app, &viewer, layout, id, form, errors).await;
    };
    let submission = parse_submission(&form)?;
    match step(&app, &viewer, id, chosen, Some((&text, false, submission))).await {
        Ok(()) => Ok(see_other(&page_of(id), "Kept. They are told that there is news.")),
        Err(error) => refused(&app, &viewer, layout, id, form, "done", error).await,
    }
}

/// How it stands now, with what was typed, when something was different meanwhile.
async fn refused(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: ConcernId,
    mut form: DeskForm,
    field: &str,
    error: ConcernError,
) -> Result<Response, PageError> {
    form.submission.clear();
    match error {
        ConcernError::Different => {
            let errors = FormErrors::one(field, error.to_string());
            again(app, viewer, layout, id, form, errors).await
        }
        ConcernError::Moved(_) => {
            let opened = open(app, viewer, id).await?;
            let mut shown = ConcernPage::new(layout, app, opened, form, FormErrors::none());
            shown.instead = Some(error.to_string());
            Ok((StatusCode::CONFLICT, page(&shown)?).into_response())
        }
        other => Err(other.into()),
    }
}

fn parse_submission(form: &DeskForm) -> Result<SubmissionId, PageError> {
    form.submission.parse().map_err(|_| PageError::BadRequest("the form it came from".into()))
}

/// The page once more, with what was typed. Nobody is told what is wrong with a form about what is not theirs.
async fn again(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: ConcernId,
    form: DeskForm,
    errors: FormErrors,
) -> Result<Response, PageError> {
    let opened = open(app, viewer, id).await?;
    unprocessable(&ConcernPage::new(layout, app, opened, form, errors))
}

fn page_of(id: ConcernId) -> String {
    format!("/concerns/{id}")
}
