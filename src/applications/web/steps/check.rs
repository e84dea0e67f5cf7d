use askama::Template;
use axum::response::Response;

use super::{Hub, Id, crumbs, editable};
use crate::accounts::Viewer;
use crate::app::App;
use crate::applications::actions::{self, SubmitError};
use crate::applications::completeness::{self, Gap};
use crate::applications::store::Application;
use crate::applications::web::review::{self, Loaded};
use crate::platform::ids::ApplicationId;
use crate::platform::web::filters;
use crate::platform::web::{Crumb, FormErrors, Layout, PageError, page, see_other, unprocessable};
use crate::pools;

#[derive(Template)]
#[template(path = "applications/steps/check.html")]
struct CheckPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    loaded: Loaded,
    gaps: Vec<Gap>,
    answer_wd: i16,
    errors: FormErrors,
}

async fn build(
    app: &App,
    layout: Layout,
    application: Application,
    tried: bool,
) -> Result<CheckPage, PageError> {
    let mut db = app.db.acquire().await?;
    let asked = pools::requirements(&mut db, application.pool_id).await?;
    let facts = completeness::facts(&mut db, application.account_id).await?;
    let settings = pools::settings(&mut db, application.pool_id).await?;
    let pool = pools::find(&mut db, application.pool_id).await?.ok_or(PageError::NotFound)?;
    drop(db);
    let gaps = completeness::gaps(&application, &asked, &facts, pool.terms_version);
    let mut errors = FormErrors::none();
    if tried {
        for gap in &gaps {
            errors.add(&format!("gap-{}", gap.field), gap.sentence);
        }
    }
    let crumbs = crumbs(&application);
    let loaded = review::load(app, application).await?;
    let layout = layout.with_errors(!errors.is_empty());
    Ok(CheckPage { layout, crumbs, loaded, gaps, answer_wd: settings.application_answer_wd, errors })
}

pub(super) async fn show(viewer: Viewer, id: Id, layout: Layout, app: Hub) -> Result<Response, PageError> {
    let application = editable(&app, &viewer, id.0).await?;
    page(&build(&app, layout, application, false).await?)
}

/// Where somebody lands after sending.
pub(super) fn sent(id: ApplicationId) -> Response {
    see_other(&format!("/applications/{id}"), "Your application is sent. Thank you for offering your time.")
}

pub(super) async fn send(viewer: Viewer, id: Id, layout: Layout, app: Hub) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    match actions::submit(&mut tx, &app, &viewer, id.0).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(sent(id.0))
        }
        Err(SubmitError::Gaps(_)) => {
            drop(tx);
            let application = editable(&app, &viewer, id.0).await?;
            unprocessable(&build(&app, layout, application, true).await?)
        }
        Err(SubmitError::Move(error)) => Err(error.into()),
    }
}
