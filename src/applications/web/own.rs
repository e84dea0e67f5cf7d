use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{review, steps};
use crate::accounts::Viewer;
use crate::app::App;
use crate::applications::actions;
use crate::applications::store::{self, Own};
use crate::platform::clock::Instant;
use crate::platform::ids::ApplicationId;
use crate::platform::web::filters;
use crate::platform::web::{Layout, PageError, Path, page, see_other};

#[derive(Template)]
#[template(path = "applications/own.html")]
struct OwnPage {
    layout: Layout,
    now: Instant,
    own: Vec<Own>,
}

pub(super) async fn list(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let own = store::own(&mut *app.db.acquire().await?, viewer.account_id).await?;
    page(&OwnPage { layout, now: app.clock.now(), own })
}

/// One's own while it can be changed: the form or its list of steps. Otherwise, and for coordinators, what was sent.
pub(super) async fn show(
    viewer: Viewer,
    Path(id): Path<ApplicationId>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let application = actions::visible(&mut *app.db.acquire().await?, &viewer, id).await?;
    if viewer.account_id == application.account_id && application.status.is_editable() {
        return steps::show(&viewer, layout, &app, application).await;
    }
    review::show(&viewer, layout, &app, application).await
}

pub(super) async fn withdraw(
    viewer: Viewer,
    Path(id): Path<ApplicationId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    actions::withdraw(&mut tx, &app, &viewer, id).await?;
    tx.commit().await?;
    Ok(see_other("/applications", "Your application is withdrawn. What you wrote in your profile is kept."))
}
