use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::{crumbs, require};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::Actor;
use crate::platform::ids::PoolId;
use crate::platform::web::forms::paragraphs;
use crate::platform::web::{
    Crumb, Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable,
};
use crate::pools::setup::{self, SetupError};
use crate::pools::{self, Shown};

const LONGEST: usize = 8000;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct TermsForm {
    version: i32,
    wording: String,
}

#[derive(Template)]
#[template(path = "coordination/pools/terms.html")]
struct TermsPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool: Shown,
    form: TermsForm,
    longest: usize,
    errors: FormErrors,
}

impl TermsPage {
    fn new(layout: Layout, pool: Shown, form: TermsForm, errors: FormErrors) -> Self {
        let crumbs = crumbs(pool.pool_id, &pool.name);
        let layout = layout.with_errors(!errors.is_empty());
        Self { layout, crumbs, pool, form, longest: LONGEST, errors }
    }
}

async fn load(app: &App, viewer: &Viewer, id: PoolId) -> Result<Shown, PageError> {
    require(viewer, id)?;
    pools::find(&mut *app.db.acquire().await?, id).await?.ok_or(PageError::NotFound)
}

pub(super) async fn show(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let pool = load(&app, &viewer, id).await?;
    let form = TermsForm { version: pool.terms_version, wording: pool.wording.clone() };
    page(&TermsPage::new(layout, pool, form, FormErrors::none()))
}

pub(super) async fn save(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<TermsForm>,
) -> Result<Response, PageError> {
    let pool = load(&app, &viewer, id).await?;
    let wording = match paragraphs(&form.wording, "what members agree to", LONGEST) {
        Ok(wording) => wording,
        Err(message) => {
            return unprocessable(&TermsPage::new(layout, pool, form, FormErrors::one("wording", message)));
        }
    };
    let mut tx = app.begin(&viewer).await?;
    let by = Actor::Account(viewer.account_id);
    match setup::publish_terms(&mut tx, by, app.clock.now(), id, form.version, &wording).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&format!("/pools/{id}/setup"), "New members agree to this from now on."))
        }
        Err(SetupError::Overtaken) => {
            drop(tx);
            let pool = load(&app, &viewer, id).await?;
            let form = TermsForm { version: pool.terms_version, ..form };
            let sentence = "Somebody else changed the terms meanwhile: they are shown above. Yours are kept below; publish them to put them in their place";
            unprocessable(&TermsPage::new(layout, pool, form, FormErrors::one("wording", sentence)))
        }
        Err(error) => Err(error.into()),
    }
}
