use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use sqlx::PgConnection;

use super::ask::RelatedPage;
use super::desk::Desk;
use super::form::{LONGEST_WORDS, ThreadForm};
use super::room::Room;
use super::verb::{Done, Trouble, Verb, failed, perform, stands};
use crate::accounts::Viewer;
use crate::app::App;
use crate::chemistry::ActError;
use crate::chemistry::messages::{Between, Conversation};
use crate::chemistry::model::{MoveError, Outcome, Status};
use crate::chemistry::people::{self, Next};
use crate::chemistry::reading::{self, Seen};
use crate::platform::clock::Instant;
use crate::platform::ids::{AccountId, ChemistryId};
use crate::platform::web::filters;
use crate::platform::web::{Form, FormErrors, Layout, PageError, Path, page, see_other};
use crate::platform::words;

#[derive(Template)]
#[template(path = "chemistry/thread.html")]
struct ThreadPage {
    layout: Layout,
    seen: Seen,
    desk: Desk,
    conversation: Option<Conversation>,
    next: Option<Next>,
    now: Instant,
    longest: usize,
}

impl ThreadPage {
    fn status(&self) -> &'static str {
        self.seen.facts.status.code()
    }

    /// A question waits for the reader, who answers it in its own form.
    fn is_asked(&self) -> bool {
        self.seen.facts.status == Status::Questioned && self.seen.facts.is_mentee()
    }

    fn is_unanswered(&self) -> bool {
        self.seen.is_unanswered()
    }

    fn has_begun(&self) -> bool {
        self.seen.facts.meeting.is_some_and(|meeting| meeting.starts() <= self.now)
    }

    /// A meeting that was taken as held may still be said not to have been, before anybody answered.
    fn may_correct(&self) -> bool {
        self.seen.facts.status == Status::Deciding && self.seen.facts.answer.is_none() && !self.seen.reopened
    }

    fn may_reopen(&self) -> bool {
        self.seen.may_reopen(self.now)
    }

    fn agreement_path(&self) -> String {
        crate::chemistry::agreement_path(self.seen.facts.id)
    }

    fn has_begun_together(&self) -> bool {
        self.seen.facts.outcome == Some(Outcome::Begun)
    }

    fn was_declined(&self) -> bool {
        self.seen.facts.outcome == Some(Outcome::Declined)
    }

    fn sent_on(&self) -> String {
        self.seen.sent_at.map(|at| words::date_time_in(at, &self.seen.facts.zone)).unwrap_or_default()
    }

    fn offered(&self) -> Vec<String> {
        let zone = &self.seen.facts.zone;
        self.seen.my_offers().iter().map(|span| words::date_time_in(span.starts(), zone)).collect()
    }

    /// The way on to somebody else, with the words that were written before.
    fn ask_next(&self, id: &AccountId) -> String {
        format!("/chemistry/new?practitioner={id}&from={}", self.seen.facts.id)
    }
}

/// What a page of one request shows beside what was typed.
async fn build(
    db: &mut PgConnection,
    app: &App,
    layout: Layout,
    seen: Seen,
    form: ThreadForm,
) -> Result<ThreadPage, PageError> {
    let now = app.clock.now();
    let room = Room::load(db, &seen, now).await?;
    let between = Between {
        chemistry_id: seen.facts.id,
        pool_id: seen.pool_id,
        mentee_id: seen.mentee.account_id,
        mentee: seen.mentee.name.clone(),
        practitioner_id: seen.practitioner.account_id,
        practitioner: seen.practitioner.name.clone(),
        status: seen.facts.status,
        closed_at: seen.facts.closed_at,
        together: seen.together,
    };
    let zone = seen.facts.zone.clone();
    let conversation = Conversation::of(db, app, &between, seen.me().account_id, zone).await?;
    let next = if seen.facts.leads_on() {
        people::next_on_shortlist(db, seen.mentee.account_id, now).await?
    } else {
        None
    };
    let desk = Desk::new(Desk::thread(&seen), &seen, &room, form, now);
    Ok(ThreadPage { layout, seen, desk, conversation, next, now, longest: LONGEST_WORDS })
}

async fn seen(
    db: &mut PgConnection,
    app: &App,
    account: AccountId,
    id: ChemistryId,
) -> Result<Seen, PageError> {
    reading::seen(db, &app.secret, account, id, app.clock.now()).await?.ok_or(PageError::NotFound)
}

pub(super) async fn show(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<ChemistryId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let seen = seen(&mut db, &app, viewer.account_id, id).await?;
    page(&build(&mut db, &app, layout, seen, ThreadForm::default()).await?)
}

/// Does what a form asks and shows the request again.
async fn act(
    viewer: &Viewer,
    layout: Layout,
    id: ChemistryId,
    app: &App,
    form: ThreadForm,
    verb: Verb,
) -> Result<Response, PageError> {
    let turn = crate::chemistry::turn(app, id).await?;
    let mut tx = app.begin(viewer).await?;
    let before = seen(&mut tx, app, viewer.account_id, id).await?;
    let trouble = match perform(&mut tx, app, viewer.account_id, &before, verb, &form).await {
        Ok(Done::Said(said)) => {
            tx.commit().await?;
            return Ok(see_other(&before.facts.path(), said));
        }
        Ok(Done::Related) => {
            tx.commit().await?;
            return page(&RelatedPage { layout, names: before.facts.first_name().to_owned() });
        }
        Err(trouble) => trouble,
    };
    tx.rollback().await?;
    drop(turn);
    let mut db = app.db.acquire().await?;
    let now_seen = seen(&mut db, app, viewer.account_id, id).await?;
    if let Some(said) = stands(verb, &now_seen, &form) {
        // The same form, sent twice in one moment: what the other did is the answer to both.
        return Ok(see_other(&now_seen.facts.path(), said));
    }
    if matches!(verb, Verb::Move | Verb::Cancellation) && now_seen.facts.status == before.facts.status {
        return change_again(&mut db, app, layout, now_seen, form, verb, trouble).await;
    }
    let mut again = build(&mut db, app, layout, now_seen, form).await?;
    let status = explain(&mut again.desk, verb, trouble)?;
    again.layout = again.layout.with_errors(!again.desk.errors.is_empty());
    Ok((status, Html(again.render()?)).into_response())
}

/// Puts what went wrong where the page says it.
pub(super) fn explain(desk: &mut Desk, verb: Verb, trouble: Trouble) -> Result<StatusCode, PageError> {
    desk.open = Some(verb);
    match trouble {
        Trouble::Form(errors) => {
            desk.errors = errors;
            Ok(StatusCode::UNPROCESSABLE_ENTITY)
        }
        Trouble::Which(which) => {
            desk.errors = FormErrors::one("colleague_id", "Select which of them you mean");
            desk.which = which;
            Ok(StatusCode::UNPROCESSABLE_ENTITY)
        }
        Trouble::Act(ActError::Refused(MoveError::NotYours)) => {
            desk.instead = Some("This is for the other of you to do. Nothing was changed.".to_owned());
            Ok(StatusCode::CONFLICT)
        }
        Trouble::Act(error) => match error.sentence() {
            Some(sentence) => {
                desk.instead = Some(sentence);
                let often = matches!(error, ActError::TooMany { .. });
                Ok(if often { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::CONFLICT })
            }
            None => Err(failed(error)),
        },
    }
}

#[derive(Template)]
#[template(path = "chemistry/change.html")]
struct ChangePage {
    layout: Layout,
    seen: Seen,
    desk: Desk,
    moving: bool,
    longest: usize,
}

impl ChangePage {
    fn is_booked(&self) -> bool {
        self.seen.facts.status == Status::Booked
    }
}

fn may_change(seen: &Seen, verb: Verb, now: Instant) -> bool {
    let ahead = seen.facts.meeting.is_some_and(|meeting| now < meeting.starts());
    match seen.facts.status {
        Status::Booked => ahead,
        Status::Arranging | Status::Agreed => verb == Verb::Cancellation,
        _ => false,
    }
}

async fn change(
    viewer: &Viewer,
    layout: Layout,
    id: ChemistryId,
    app: &App,
    verb: Verb,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let seen = seen(&mut db, app, viewer.account_id, id).await?;
    if !may_change(&seen, verb, now) {
        return Ok(see_other(
            &seen.facts.path(),
            "Nothing is to be changed there now. This is how it stands.",
        ));
    }
    let room = Room::load(&mut db, &seen, now).await?;
    let desk = Desk::new(Desk::thread(&seen), &seen, &room, ThreadForm::default(), now);
    page(&ChangePage { layout, seen, desk, moving: verb == Verb::Move, longest: LONGEST_WORDS })
}

async fn change_again(
    db: &mut PgConnection,
    app: &App,
    layout: Layout,
    seen: Seen,
    form: ThreadForm,
    verb: Verb,
    trouble: Trouble,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let room = Room::load(db, &seen, now).await?;
    let mut desk = Desk::new(Desk::thread(&seen), &seen, &room, form, now);
    let status = explain(&mut desk, verb, trouble)?;
    let layout = layout.with_errors(!desk.errors.is_empty());
    let again = ChangePage { layout, seen, desk, moving: verb == Verb::Move, longest: LONGEST_WORDS };
    Ok((status, Html(again.render()?)).into_response())
}

pub(super) async fn move_form(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<ChemistryId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    change(&viewer, layout, id, &app, Verb::Move).await
}

pub(super) async fn cancellation_form(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<ChemistryId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    change(&viewer, layout, id, &app, Verb::Cancellation).await
}

/// A handler for each form of the page.
macro_rules! verbs {
    ($($name:ident => $verb:ident;)+) => {
        $(pub(super) async fn $name(
            viewer: Viewer,
            layout: Layout,
            Path(id): Path<ChemistryId>,
            State(app): State<App>,
            Form(form): Form<ThreadForm>,
        ) -> Result<Response, PageError> {
            act(&viewer, layout, id, &app, form, Verb::$verb).await
        })+
    };
}

verbs! {
    confirmation => Confirmation;
    acceptance => Acceptance;
    question => Question;
    decline => Decline;
    answer => Reply;
    withdrawal => Withdrawal;
    booking => Booking;
    offers => Offers;
    move_meeting => Move;
    cancellation => Cancellation;
    attendance => Attendance;
    decision => Decision;
    reopening => Reopening;
}
