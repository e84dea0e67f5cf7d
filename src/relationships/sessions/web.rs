use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use sqlx::PgConnection;

use super::form::{OffersForm, Room, TimesForm, Typed};
use super::model::{Session, SessionStatus};
use super::past::PastForm;
use super::store;
use super::{arranging, web_past};
use crate::accounts::Viewer;
use crate::app::App;
use crate::availability::{self, choosing};
use crate::platform::clock::Instant;
use crate::platform::ids::{RelationshipId, SubmissionId};
use crate::platform::span::Span;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Routes, Who, filters, page, see_other,
};
use crate::platform::words;
use crate::relationships::error::ActError;
use crate::relationships::model::Status;
use crate::relationships::reading::{self, Seen};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/relationships/{id}/sessions", Who::SignedIn, show)
        .post("/relationships/{id}/sessions", Who::SignedIn, arrange)
        .post("/relationships/{id}/sessions/offers", Who::SignedIn, offer)
        .post("/relationships/{id}/sessions/offers/withdrawal", Who::SignedIn, take_back)
        .post("/relationships/{id}/sessions/past", Who::SignedIn, web_past::add)
}

#[derive(Template)]
#[template(path = "relationships/sessions.html")]
struct SessionsPage {
    layout: Layout,
    seen: Seen,
    sessions: Vec<Session>,
    room: Room,
    /// What the reader offers.
    offered: Vec<Span>,
    form: TimesForm,
    /// What makes booking one of the offered times one submission, apart from booking another.
    answer: String,
    offers: OffersForm,
    past: PastForm,
    errors: FormErrors,
    /// Why nothing was done.
    instead: Option<String>,
    /// Which form is open.
    open: Part,
    now: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Book,
    Offer,
    Past,
}

impl SessionsPage {
    fn typed(&self) -> [Typed<'_>; 3] {
        self.offers.typed()
    }

    /// What the form says that offers the other times.
    const fn offering(&self) -> &'static str {
        if self.room.is_offered() { "Offer times back" } else { "Offer times to choose from instead" }
    }

    fn may_arrange(&self) -> bool {
        may_arrange(&self.seen)
    }

    fn when(&self, session: &Session) -> String {
        words::date_time_in(session.starts_at, &self.room.zone)
    }

    fn time(&self, span: &Span) -> String {
        words::date_time_in(span.starts(), &self.room.zone)
    }

    /// What a tag says of a session, and its colour.
    fn tag(&self, session: &Session) -> (&'static str, &'static str) {
        match session.status {
            SessionStatus::Arranged if session.is_to_log(self.now) => ("Did you meet?", "yellow"),
            SessionStatus::Arranged if session.is_on(self.now) => ("Now", "blue"),
            SessionStatus::Arranged => ("Arranged", "blue"),
            SessionStatus::Held => ("Held", "green"),
            SessionStatus::Cancelled => ("Cancelled", "grey"),
            SessionStatus::Missed => ("Did not happen", "grey"),
        }
    }

    fn length(session: &Session) -> String {
        let minutes = session.minutes.unwrap_or(session.planned_minutes);
        crate::relationships::duration(minutes.into())
    }

    /// The sessions to come, the next first, and then those before, the latest first.
    fn in_order(&self) -> Vec<&Session> {
        let (mut ahead, before): (Vec<&Session>, Vec<&Session>) =
            self.sessions.iter().partition(|session| session.is_ahead(self.now));
        ahead.reverse();
        ahead.into_iter().chain(before).collect()
    }

    fn is_open(&self, part: &str) -> bool {
        match self.open {
            Part::Offer => part == "offer",
            Part::Past => part == "past",
            Part::Book => part == "book",
        }
    }

    fn path(&self, session: &Session) -> String {
        super::path(self.seen.id, session.id)
    }
}

fn may_arrange(seen: &Seen) -> bool {
    matches!(seen.status, Status::Active | Status::ReviewDue | Status::Ending)
}

/// One relationship of the reader, with the times they can choose from.
pub(super) async fn load(
    db: &mut PgConnection,
    app: &App,
    viewer: &Viewer,
    id: RelationshipId,
) -> Result<(Seen, Room, Vec<Span>), PageError> {
    let now = app.clock.now();
    let seen = reading::seen(db, viewer.account_id, Some(id), now).await?;
    let seen = seen.into_iter().next().ok_or(PageError::NotFound)?;
    let minutes = seen.terms.map_or(60, |terms| i64::from(terms.minutes));
    let zone = viewer.zone();
    let mut room = Room { offered: Vec::new(), clashing: 0, free: Vec::new(), minutes, zone };
    let mut mine = Vec::new();
    if may_arrange(&seen) {
        for (side, span) in store::offers(db, id, now).await? {
            if side == seen.side { mine.push(span) } else { room.offered.push(span) }
        }
        let (practitioner, mentee) = if seen.is_mentee() {
            (seen.other_id, viewer.account_id)
        } else {
            (viewer.account_id, seen.other_id)
        };
        let between = availability::between(db, practitioner, mentee, now, Some(minutes)).await?;
        // Times that suit the mentee's off-duty as well come first, where she has given it.
        let at_hand = if between.mutual.is_empty() { between.slots } else { between.mutual };
        let free = at_hand
            .into_iter()
            .map(|slot| slot.span)
            .filter(|span| !between.busy.iter().any(|busy| busy.overlaps(span)));
        room.free = choosing::spread(free, &room.zone);
        let all = room.offered.len();
        room.offered.retain(|span| !between.busy.iter().any(|busy| busy.overlaps(span)));
        if let Some(last) = seen.ending_on {
            room.end_on(last);
        }
        room.clashing = all - room.offered.len();
    }
    Ok((seen, room, mine))
}

/// What was typed, for the page that shows it again.
#[derive(Default)]
pub(super) struct Tried {
    pub form: TimesForm,
    pub offers: OffersForm,
    pub past: PastForm,
    pub errors: FormErrors,
    pub instead: Option<String>,
}

async fn build(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: RelationshipId,
    open: Part,
    tried: Tried,
) -> Result<SessionsPage, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let (seen, room, offered) = load(&mut db, app, viewer, id).await?;
    let sessions = store::of_relationship(&mut db, id, None).await?;
    let Tried { mut form, offers, mut past, errors, instead } = tried;
    let mut answer = SubmissionId::new(now).to_string();
    if form.is_answer() {
        std::mem::swap(&mut answer, &mut form.submission);
    }
    if form.submission.is_empty() {
        form.submission = SubmissionId::new(now).to_string();
    }
    if form.minutes.is_empty() {
        form.minutes = room.minutes.to_string();
    }
    if past.submission.is_empty() {
        past.submission = SubmissionId::new(now).to_string();
    }
    if past.took.is_empty() {
        past.took = crate::platform::hours::in_words(room.minutes);
    }
    let layout = layout.with_errors(!errors.is_empty());
    Ok(SessionsPage {
        layout,
        seen,
        sessions,
        room,
        offered,
        form,
        answer,
        offers,
        past,
        errors,
        instead,
        open,
        now,
    })
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    page(&build(&app, &viewer, layout, id, Part::Book, Tried::default()).await?)
}

/// The page again, with what was typed and why nothing was done.
pub(super) async fn again(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: RelationshipId,
    open: Part,
    tried: Tried,
) -> Result<Response, PageError> {
    let status =
        if tried.errors.is_empty() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = build(app, viewer, layout, id, open, tried).await?;
    Ok((status, Html(shown.render()?)).into_response())
}

/// The page with why a session was not booked, and the other ways.
pub(super) async fn instead(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: RelationshipId,
    error: ActError,
) -> Result<Response, PageError> {
    refused(app, viewer, layout, id, Part::Book, Tried::default(), error).await
}

pub(super) fn submission(raw: &str) -> Result<SubmissionId, PageError> {
    raw.parse().map_err(|_| PageError::BadRequest("the form has no submission".to_owned()))
}

async fn take_back(
    viewer: Viewer,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    match arranging::take_back(&mut tx, &app, viewer.account_id, id).await {
        Ok(()) => tx.commit().await?,
        Err(error) => return Err(error.page(viewer.account_id)),
    }
    let path = format!("{}/sessions", crate::relationships::path(id));
    Ok(see_other(&path, "You offer no times any more."))
}

async fn arrange(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
    Form(form): Form<TimesForm>,
) -> Result<Response, PageError> {
    let by = viewer.account_id;
    let mut tx = app.begin(&viewer).await?;
    let (seen, room, _) = load(&mut tx, &app, &viewer, id).await?;
    let submitted = submission(&form.submission)?;
    if let Some(made) = store::of_submission(&mut tx, id, submitted).await? {
        return Ok(see_other(&super::path(id, made), &booked(&seen)));
    }
    let span = match form.one(&room, app.clock.now()) {
        Ok(span) => span,
        Err(errors) => {
            drop(tx);
            return again(&app, &viewer, layout, id, Part::Book, Tried { form, errors, ..Tried::default() })
                .await;
        }
    };
    match arranging::arrange(&mut tx, &app, by, id, span, submitted).await {
        Ok(made) => {
            tx.commit().await?;
            Ok(see_other(&super::path(id, made), &booked(&seen)))
        }
        Err(error) => {
            tx.rollback().await?;
            refused(&app, &viewer, layout, id, Part::Book, Tried { form, ..Tried::default() }, error).await
        }
    }
}

fn booked(seen: &Seen) -> String {
    format!("It is in both your calendars, and {} is told.", seen.first_name())
}

/// The same where one of the verbs refused, with the other ways to arrange a session.
pub(super) async fn refused(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: RelationshipId,
    open: Part,
    tried: Tried,
    error: ActError,
) -> Result<Response, PageError> {
    match error.sentence(viewer.account_id) {
        Some(sentence) => {
            let tried = Tried { instead: Some(sentence), ..tried };
            again(app, viewer, layout, id, open, tried).await
        }
        None => Err(error.page(viewer.account_id)),
    }
}

async fn offer(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
    Form(offers): Form<OffersForm>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    let (seen, room, _) = load(&mut tx, &app, &viewer, id).await?;
    let times = match offers.parse(&room, app.clock.now()) {
        Ok(times) => times,
        Err(errors) => {
            drop(tx);
            let tried = Tried { offers, errors, ..Tried::default() };
            return again(&app, &viewer, layout, id, Part::Offer, tried).await;
        }
    };
    match arranging::offer(&mut tx, &app, viewer.account_id, id, &times, offers.is_instead()).await {
        Ok(()) => {
            tx.commit().await?;
            let said = format!("{} is asked to choose one.", seen.first_name());
            Ok(see_other(&format!("{}/sessions", seen.path()), &said))
        }
        Err(error) => {
            tx.rollback().await?;
            refused(&app, &viewer, layout, id, Part::Offer, Tried { offers, ..Tried::default() }, error).await
        }
    }
}
