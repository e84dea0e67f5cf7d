use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;

use super::form::{Room, TimesForm};
use super::model::{Session, SessionStatus};
use super::{arranging, logging};
use super::{past, store, web};
use crate::accounts::Viewer;
use crate::app::App;
use crate::calendar;
use crate::platform::clock::Instant;
use crate::platform::hours::in_words;
use crate::platform::ids::{RelationshipId, SessionId, SubmissionId};
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Routes, Who, filters, page, see_other, unprocessable,
};
use crate::platform::words;
use crate::relationships::notes::may_write;
use crate::relationships::pair;
use crate::relationships::reading::Seen;
use crate::tools::approaches::{self, Approach};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/relationships/{id}/sessions/{session}", Who::SignedIn, show)
        .get("/relationships/{id}/sessions/{session}/move", Who::SignedIn, move_form)
        .post("/relationships/{id}/sessions/{session}/move", Who::SignedIn, move_to)
        .post("/relationships/{id}/sessions/{session}/cancellation", Who::SignedIn, cancel)
        .post("/relationships/{id}/sessions/{session}/log", Who::SignedIn, log)
        .post("/relationships/{id}/sessions/{session}/missed", Who::SignedIn, missed)
        .post("/relationships/{id}/sessions/{session}/rebooking", Who::SignedIn, rebook)
}

/// How long a session was, as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct LogForm {
    took: String,
}

#[derive(Template)]
#[template(path = "relationships/session.html")]
struct SessionPage {
    layout: Layout,
    seen: Seen,
    session: Session,
    zone: jiff::tz::TimeZone,
    form: LogForm,
    errors: FormErrors,
    submission: String,
    now: Instant,
    /// How the coach or mentor works, where questions of that kind are there.
    approach: Option<&'static Approach>,
    /// How to join, where that is said.
    joining: String,
}

/// Questions of the mentee, by the GROW method.
const GROW: [&str; 4] = [
    "Goal: what would make this session worth your time? What would be different afterwards?",
    "Reality: what has happened since last time? What have you tried, and what came of it?",
    "Options: what could you do? What else? What would somebody you admire do?",
    "What next: what will you do, by when, and who can help? How sure are you, from 1 to 10?",
];

impl SessionPage {
    fn when(&self) -> String {
        words::date_time_in(self.session.starts_at, &self.zone)
    }

    fn is_ahead(&self) -> bool {
        self.session.is_ahead(self.now)
    }

    fn is_on(&self) -> bool {
        self.session.is_on(self.now)
    }

    fn has_begun(&self) -> bool {
        self.session.has_begun(self.now)
    }

    fn is_to_log(&self) -> bool {
        self.session.is_to_log(self.now)
    }

    fn joining_link(&self) -> Option<&str> {
        calendar::joining_link(&self.joining)
    }

    fn may_write_notes(&self) -> bool {
        may_write(self.seen.status)
    }

    fn is_held(&self) -> bool {
        self.session.status == SessionStatus::Held
    }

    fn is_missed(&self) -> bool {
        self.session.status == SessionStatus::Missed
    }

    fn is_cancelled(&self) -> bool {
        self.session.status == SessionStatus::Cancelled
    }

    fn length(&self) -> String {
        in_words(self.session.minutes.unwrap_or(self.session.planned_minutes).into())
    }

    fn mine(&self) -> Option<String> {
        self.session.logged_by(self.seen.side).map(|minutes| in_words(minutes.into()))
    }

    fn theirs(&self) -> Option<String> {
        self.session.logged_by(self.seen.side.other()).map(|minutes| in_words(minutes.into()))
    }

    fn path(&self) -> String {
        super::path(self.seen.id, self.session.id)
    }

    fn title(&self) -> String {
        if self.is_to_log() {
            format!("Did you and {} meet?", self.seen.first_name())
        } else if self.is_on() {
            format!("You meet {} now", self.seen.first_name())
        } else {
            format!("Session with {}", self.seen.first_name())
        }
    }

    /// Questions to prepare with: those of the coach's or mentor's own way of working where it has some, else those that help most
    /// people: goal, reality, options, what next.
    fn questions(&self) -> &'static [&'static str] {
        self.approach.map_or(&GROW, |approach| approach.before)
    }
}

async fn load(
    app: &App,
    viewer: &Viewer,
    id: RelationshipId,
    session: SessionId,
) -> Result<(Seen, Session), PageError> {
    let mut db = app.db.acquire().await?;
    let seen =
        crate::relationships::reading::seen(&mut db, viewer.account_id, Some(id), app.clock.now()).await?;
    let seen = seen.into_iter().next().ok_or(PageError::NotFound)?;
    let session = store::of_relationship(&mut db, id, Some(session)).await?;
    let session = session.into_iter().next().ok_or(PageError::NotFound)?;
    Ok((seen, session))
}

async fn build(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: RelationshipId,
    session: SessionId,
    tried: Option<(LogForm, FormErrors)>,
) -> Result<SessionPage, PageError> {
    let now = app.clock.now();
    let (seen, session) = load(app, viewer, id, session).await?;
    let practitioner = if seen.is_mentee() { seen.other_id } else { viewer.account_id };
    let mut db = app.db.acquire().await?;
    let store::Beside { approaches: codes, joining } =
        store::beside(&mut db, practitioner, session.meeting_id).await?;
    let approach = codes.iter().find_map(|code| approaches::parse(code).ok().flatten());
    let known = session.logged_by(seen.side).or(session.minutes).unwrap_or(session.planned_minutes);
    let (form, errors) =
        tried.unwrap_or_else(|| (LogForm { took: in_words(known.into()) }, FormErrors::none()));
    Ok(SessionPage {
        layout: layout.with_errors(!errors.is_empty()),
        seen,
        session,
        zone: viewer.zone(),
        form,
        errors,
        submission: SubmissionId::new(now).to_string(),
        now,
        approach,
        joining,
    })
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    Path((id, session)): Path<(RelationshipId, SessionId)>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    page(&build(&app, &viewer, layout, id, session, None).await?)
}

async fn log(
    viewer: Viewer,
    layout: Layout,
    Path((id, session)): Path<(RelationshipId, SessionId)>,
    State(app): State<App>,
    Form(form): Form<LogForm>,
) -> Result<Response, PageError> {
    let minutes = match past::logged(&form.took) {
        Ok(minutes) => minutes,
        Err(sentence) => {
            let errors = FormErrors::one("took", sentence);
            return unprocessable(&build(&app, &viewer, layout, id, session, Some((form, errors))).await?);
        }
    };
    let mut tx = app.begin(&viewer).await?;
    match logging::log(&mut tx, &app, viewer.account_id, id, session, minutes).await {
        Ok(()) => tx.commit().await?,
        Err(error) => return Err(error.page(viewer.account_id)),
    }
    let said = format!("{} logged. Thank you.", words::capitalised(&in_words(minutes.into())));
    Ok(see_other(&crate::relationships::path(id), &said))
}

async fn missed(
    viewer: Viewer,
    Path((id, session)): Path<(RelationshipId, SessionId)>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    match logging::missed(&mut tx, &app, viewer.account_id, id, session).await {
        Ok(()) => tx.commit().await?,
        Err(error) => return Err(error.page(viewer.account_id)),
    }
    Ok(see_other(&super::path(id, session), "Noted. Book another time when you like."))
}

async fn cancel(
    viewer: Viewer,
    Path((id, session)): Path<(RelationshipId, SessionId)>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    match arranging::cancel(&mut tx, &app, viewer.account_id, id, session).await {
        Ok(()) => tx.commit().await?,
        Err(error) => return Err(error.page(viewer.account_id)),
    }
    let path = format!("{}/sessions", crate::relationships::path(id));
    Ok(see_other(&path, "Cancelled in both your calendars. Arrange another time here."))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RebookForm {
    submission: String,
}

async fn rebook(
    viewer: Viewer,
    layout: Layout,
    Path((id, session)): Path<(RelationshipId, SessionId)>,
    State(app): State<App>,
    Form(form): Form<RebookForm>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    pair(&mut tx, id, viewer.account_id).await?.ok_or(PageError::NotFound)?;
    let submission = form
        .submission
        .parse()
        .map_err(|_| PageError::BadRequest("the form has no submission".to_owned()))?;
    match arranging::rebook(&mut tx, &app, viewer.account_id, id, session, submission).await {
        Ok(made) => {
            tx.commit().await?;
            let said = "This is when you meet instead. It is in both your calendars.";
            Ok(see_other(&super::path(id, made), said))
        }
        Err(error) => {
            tx.rollback().await?;
            web::instead(&app, &viewer, layout, id, error).await
        }
    }
}

#[derive(Template)]
#[template(path = "relationships/session_move.html")]
struct MovePage {
    layout: Layout,
    seen: Seen,
    session: Session,
    room: Room,
    form: TimesForm,
    errors: FormErrors,
    instead: Option<String>,
    now: Instant,
}

impl MovePage {
    fn when(&self) -> String {
        words::date_time_in(self.session.starts_at, &self.room.zone)
    }

    fn path(&self) -> String {
        super::path(self.seen.id, self.session.id)
    }
}

async fn move_page(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: RelationshipId,
    session: SessionId,
    tried: (TimesForm, FormErrors, Option<String>),
) -> Result<MovePage, PageError> {
    let mut db = app.db.acquire().await?;
    let (seen, room, _) = web::load(&mut db, app, viewer, id).await?;
    let session = store::of_relationship(&mut db, id, Some(session)).await?;
    let session = session.into_iter().next().ok_or(PageError::NotFound)?;
    let (mut form, errors, instead) = tried;
    if form.minutes.is_empty() {
        form.minutes = session.planned_minutes.to_string();
    }
    let layout = layout.with_errors(!errors.is_empty());
    Ok(MovePage { layout, seen, session, room, form, errors, instead, now: app.clock.now() })
}

async fn move_form(
    viewer: Viewer,
    layout: Layout,
    Path((id, session)): Path<(RelationshipId, SessionId)>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let tried = (TimesForm::default(), FormErrors::none(), None);
    let shown = move_page(&app, &viewer, layout, id, session, tried).await?;
    if !shown.session.is_ahead(shown.now) {
        return Ok(see_other(&shown.path(), "Nothing is to be moved there now."));
    }
    page(&shown)
}

async fn move_to(
    viewer: Viewer,
    layout: Layout,
    Path((id, session)): Path<(RelationshipId, SessionId)>,
    State(app): State<App>,
    Form(form): Form<TimesForm>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    let (_, room, _) = web::load(&mut tx, &app, &viewer, id).await?;
    let span = match form.one(&room, app.clock.now()) {
        Ok(span) => span,
        Err(errors) => {
            drop(tx);
            let tried = (form, errors, None);
            return unprocessable(&move_page(&app, &viewer, layout, id, session, tried).await?);
        }
    };
    match arranging::move_to(&mut tx, &app, viewer.account_id, id, session, span).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&super::path(id, session), "Moved in both your calendars."))
        }
        Err(error) => {
            tx.rollback().await?;
            let Some(sentence) = error.sentence(viewer.account_id) else {
                return Err(error.page(viewer.account_id));
            };
            let tried = (form, FormErrors::none(), Some(sentence));
            let again = move_page(&app, &viewer, layout, id, session, tried).await?;
            Ok((StatusCode::CONFLICT, Html(again.render()?)).into_response())
        }
    }
}
