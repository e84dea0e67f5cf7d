use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use sqlx::PgConnection;

use crate::accounts::Viewer;
use crate::app::App;
use crate::events::Actor;
use crate::platform::ids::{PoolId, SubmissionId};
use crate::platform::web::{
    Choice, Crumb, Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable,
};
use crate::pools;
use crate::schemes::actions::{self, SchemeError};
use crate::schemes::form::SchemeForm;
use crate::schemes::model::{Kind, SchemeId};
use crate::schemes::store::{self, Scheme};

/// The name of a pool that the viewer coordinates.
async fn require(db: &mut PgConnection, viewer: &Viewer, pool: PoolId) -> Result<String, PageError> {
    if !viewer.coordinates(pool) {
        return Err(PageError::NotFound);
    }
    Ok(pools::find(db, pool).await?.ok_or(PageError::NotFound)?.name)
}

fn desk_path(pool: PoolId) -> String {
    format!("/pools/{pool}/schemes")
}

#[derive(Template)]
#[template(path = "schemes/desk.html")]
struct DeskPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool_id: PoolId,
    schemes: Vec<Scheme>,
}

pub(super) async fn list(
    viewer: Viewer,
    Path(pool_id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let name = require(&mut db, &viewer, pool_id).await?;
    let schemes = store::schemes(&mut db, Some(pool_id), None).await?;
    page(&DeskPage { layout, crumbs: vec![Crumb::new(name, format!("/pools/{pool_id}"))], pool_id, schemes })
}

#[derive(Template)]
#[template(path = "schemes/edit.html")]
struct EditPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool_id: PoolId,
    /// None for one that is not there yet.
    scheme: Option<SchemeId>,
    form: SchemeForm,
    kinds: Vec<Choice>,
    /// Somebody else changed it while this was typed.
    overtaken: bool,
    errors: FormErrors,
}

impl EditPage {
    fn new(
        layout: Layout,
        pool_id: PoolId,
        pool: String,
        scheme: Option<SchemeId>,
        form: SchemeForm,
    ) -> Self {
        Self {
            layout,
            crumbs: vec![
                Crumb::new(pool, format!("/pools/{pool_id}")),
                Crumb::new("Schemes", desk_path(pool_id)),
            ],
            pool_id,
            scheme,
            form,
            kinds: Kind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.label())).collect(),
            overtaken: false,
            errors: FormErrors::none(),
        }
    }

    fn action(&self) -> String {
        let desk = desk_path(self.pool_id);
        self.scheme.map_or_else(|| desk.clone(), |scheme| format!("{desk}/{scheme}"))
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
    let form = SchemeForm { submission, ..SchemeForm::default() };
    page(&EditPage::new(layout, pool_id, pool, None, form))
}

pub(super) async fn add(
    viewer: Viewer,
    Path(pool_id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<SchemeForm>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    let pool = require(&mut tx, &viewer, pool_id).await?;
    let submission: SubmissionId = form
        .submission
        .parse()
        .map_err(|_| PageError::BadRequest("the form came without its number".to_owned()))?;
    let new = match form.parse() {
        Ok(new) => new,
        Err(errors) => return EditPage::new(layout, pool_id, pool, None, form).refused(errors),
    };
    let by = Actor::Account(viewer.account_id);
    match actions::add(&mut tx, by, app.clock.now(), pool_id, submission, &new).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(see_other(&desk_path(pool_id), "The scheme is in the directory now."))
        }
        Err(SchemeError::Database(error)) => Err(error.into()),
        Err(taken) => EditPage::new(layout, pool_id, pool, None, form)
            .refused(FormErrors::one("name", taken.to_string())),
    }
}

/// A scheme of this pool that runs.
async fn running(db: &mut PgConnection, pool: PoolId, scheme: SchemeId) -> Result<Scheme, PageError> {
    let found = store::schemes(db, Some(pool), Some(scheme)).await?.pop();
    found.filter(|scheme| scheme.ended_at.is_none()).ok_or(PageError::NotFound)
}

pub(super) async fn edit(
    viewer: Viewer,
    Path((pool_id, scheme)): Path<(PoolId, SchemeId)>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let pool = require(&mut db, &viewer, pool_id).await?;
    let form = SchemeForm::of(&running(&mut db, pool_id, scheme).await?);
    page(&EditPage::new(layout, pool_id, pool, Some(scheme), form))
}

pub(super) async fn save(
    viewer: Viewer,
    Path((pool_id, scheme)): Path<(PoolId, SchemeId)>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<SchemeForm>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    let pool = require(&mut tx, &viewer, pool_id).await?;
    let before = running(&mut tx, pool_id, scheme).await?;
    let version: i32 = form
        .version
        .parse()
        .map_err(|_| PageError::BadRequest("the form came without its version".to_owned()))?;
    let new = match form.parse() {
        Ok(new) => new,
        Err(errors) => return EditPage::new(layout, pool_id, pool, Some(scheme), form).refused(errors),
    };
    let by = Actor::Account(viewer.account_id);
    match actions::change(&mut tx, by, app.clock.now(), (scheme, pool_id), version, &new).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&desk_path(pool_id), "The directory says so from now on."))
        }
        Err(SchemeError::Database(error)) => Err(error.into()),
        Err(SchemeError::Overtaken) => {
            EditPage::new(layout, pool_id, pool, Some(scheme), form).overtaken(before.version)
        }
        Err(taken @ SchemeError::NameTaken) => EditPage::new(layout, pool_id, pool, Some(scheme), form)
            .refused(FormErrors::one("name", taken.to_string())),
    }
}

pub(super) async fn end(
    viewer: Viewer,
    Path((pool_id, scheme)): Path<(PoolId, SchemeId)>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    require(&mut tx, &viewer, pool_id).await?;
    store::schemes(&mut tx, Some(pool_id), Some(scheme)).await?.pop().ok_or(PageError::NotFound)?;
    actions::end(&mut tx, Actor::Account(viewer.account_id), app.clock.now(), (scheme, pool_id)).await?;
    tx.commit().await?;
    Ok(see_other(
        &desk_path(pool_id),
        "The scheme has ended. Its page says so, and the directory leaves it out.",
    ))
}
