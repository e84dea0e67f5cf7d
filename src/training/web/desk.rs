use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use jiff::SignedDuration;
use sqlx::PgConnection;

use crate::accounts::Viewer;
use crate::app::App;
use crate::events::Actor;
use crate::platform::clock::Instant;
use crate::platform::ids::{PoolId, SubmissionId};
use crate::platform::web::{
    Choice, Crumb, Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable,
};
use crate::pools;
use crate::training::actions::{self, ChangeError};
use crate::training::form::EventForm;
use crate::training::model::{Audience, Kind, TrainingEventId};
use crate::training::store::{self, Listed};

/// How far back a coordinator sees what was.
const BACK: SignedDuration = SignedDuration::from_hours(24 * 366);

/// The name of a pool that the viewer coordinates.
async fn require(db: &mut PgConnection, viewer: &Viewer, pool: PoolId) -> Result<String, PageError> {
    if !viewer.coordinates(pool) {
        return Err(PageError::NotFound);
    }
    Ok(pools::find(db, pool).await?.ok_or(PageError::NotFound)?.name)
}

fn desk_path(pool: PoolId) -> String {
    format!("/pools/{pool}/events")
}

#[derive(Template)]
#[template(path = "training/desk.html")]
struct DeskPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool_id: PoolId,
    events: Vec<Listed>,
    now: Instant,
}

impl DeskPage {
    fn is_over(&self, event: &Listed) -> bool {
        event.ends_at <= self.now
    }
}

pub(super) async fn list(
    viewer: Viewer,
    Path(pool_id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let name = require(&mut db, &viewer, pool_id).await?;
    let events = store::events(&mut db, Some(pool_id), None, Some(now.minus(BACK))).await?;
    let crumbs = vec![Crumb::new(name, format!("/pools/{pool_id}"))];
    page(&DeskPage { layout, crumbs, pool_id, events, now })
}

#[derive(Template)]
#[template(path = "training/edit.html")]
struct EditPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool_id: PoolId,
    /// None for one that is not there yet.
    event: Option<TrainingEventId>,
    form: EventForm,
    kinds: Vec<Choice>,
    audiences: Vec<Choice>,
    /// Somebody else changed it while this was typed.
    overtaken: bool,
    errors: FormErrors,
}

impl EditPage {
    fn new(
        layout: Layout,
        pool_id: PoolId,
        pool: String,
        event: Option<TrainingEventId>,
        form: EventForm,
    ) -> Self {
        Self {
            layout,
            crumbs: vec![
                Crumb::new(pool, format!("/pools/{pool_id}")),
                Crumb::new("Events", desk_path(pool_id)),
            ],
            pool_id,
            event,
            form,
            kinds: Kind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.label())).collect(),
            audiences: Audience::ALL.iter().map(|one| Choice::new(one.code(), one.label())).collect(),
            overtaken: false,
            errors: FormErrors::none(),
        }
    }

    fn action(&self) -> String {
        let desk = desk_path(self.pool_id);
        self.event.map_or_else(|| desk.clone(), |event| format!("{desk}/{event}"))
    }

    fn refused(mut self, errors: FormErrors) -> Result<Response, PageError> {
        self.layout = self.layout.with_errors(true);
        self.errors = errors;
        unprocessable(&self)
    }

    fn overtaken(mut self, version: i32) -> Result<Response, PageError> {
        self.overtaken = true;
        self.form.version = version.to_string();
        Ok((StatusCode::CONFLICT, Html(self.render()?)).into_response())
    }
}

pub(super) async fn ask(
    viewer: Viewer,
    Path(pool_id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let pool = require(&mut *app.db.acquire().await?, &viewer, pool_id).await?;
    let submission = SubmissionId::new(app.clock.now()).to_string();
    page(&EditPage::new(layout, pool_id, pool, None, EventForm { submission, ..EventForm::default() }))
}

pub(super) async fn add(
    viewer: Viewer,
    Path(pool_id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<EventForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let pool = require(&mut tx, &viewer, pool_id).await?;
    let submission: SubmissionId = form
        .submission
        .parse()
        .map_err(|_| PageError::BadRequest("the form came without its number".to_owned()))?;
    let new = match form.parse(now) {
        Ok(new) => new,
        Err(errors) => return EditPage::new(layout, pool_id, pool, None, form).refused(errors),
    };
    actions::add(&mut tx, Actor::Account(viewer.account_id), now, pool_id, submission, &new).await?;
    tx.commit().await?;
    Ok(see_other(&desk_path(pool_id), "The event is announced."))
}

/// An event of this pool that was not cancelled.
async fn announced(db: &mut PgConnection, pool: PoolId, event: TrainingEventId) -> Result<Listed, PageError> {
    let found = store::events(db, Some(pool), Some(event), None).await?.pop();
    found.filter(|event| event.cancelled_at.is_none()).ok_or(PageError::NotFound)
}

pub(super) async fn edit(
    viewer: Viewer,
    Path((pool_id, event)): Path<(PoolId, TrainingEventId)>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let pool = require(&mut db, &viewer, pool_id).await?;
    let form = EventForm::of(&announced(&mut db, pool_id, event).await?);
    page(&EditPage::new(layout, pool_id, pool, Some(event), form))
}

pub(super) async fn save(
    viewer: Viewer,
    Path((pool_id, event)): Path<(PoolId, TrainingEventId)>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<EventForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let pool = require(&mut tx, &viewer, pool_id).await?;
    let before = announced(&mut tx, pool_id, event).await?;
    let version: i32 = form
        .version
        .parse()
        .map_err(|_| PageError::BadRequest("the form came without its version".to_owned()))?;
    let new = match form.parse(now) {
        Ok(new) => new,
        Err(errors) => return EditPage::new(layout, pool_id, pool, Some(event), form).refused(errors),
    };
    let by = Actor::Account(viewer.account_id);
    match actions::change(&mut tx, by, now, (event, pool_id), version, &new).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&desk_path(pool_id), "The announcement says so from now on."))
        }
        Err(ChangeError::Database(error)) => Err(error.into()),
        Err(ChangeError::Overtaken) => {
            EditPage::new(layout, pool_id, pool, Some(event), form).overtaken(before.version)
        }
    }
}

pub(super) async fn cancel(
    viewer: Viewer,
    Path((pool_id, event)): Path<(PoolId, TrainingEventId)>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    require(&mut tx, &viewer, pool_id).await?;
    store::events(&mut tx, Some(pool_id), Some(event), None).await?.pop().ok_or(PageError::NotFound)?;
    actions::cancel(&mut tx, Actor::Account(viewer.account_id), app.clock.now(), (event, pool_id)).await?;
    tx.commit().await?;
    Ok(see_other(
        &desk_path(pool_id),
        "The event is cancelled. Its page says so; tell the people who booked, because the hub does not know them.",
    ))
}
