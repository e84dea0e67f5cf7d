use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::SignedDuration;
use serde::Deserialize;

use super::model::Mentee;
use super::store;
use crate::accounts::Viewer;
use crate::accounts::throttle::{self, Bucket, Limit, Taken};
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::ids::PoolId;
use crate::platform::web::{
    Crumb, Form, FormErrors, Layout, PageError, Path, Routes, Who, forms, page, unprocessable,
};
use crate::pools;

/// Names a coordinator may look up: enough for a desk, too few to try a list.
const LOOK_UPS: Limit = Limit::new(30, SignedDuration::from_hours(1));

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/pools/{id}/matching", Who::Coordinator, ask).post(
        "/pools/{id}/matching",
        Who::Coordinator,
        look,
    )
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FindForm {
    who: String,
}

#[derive(Template)]
#[template(path = "coordination/matching_find.html")]
struct FindPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool: PoolId,
    name: String,
    form: FindForm,
    errors: FormErrors,
    /// None before anybody was looked for.
    found: Option<Vec<Mentee>>,
}

async fn of_pool(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: PoolId,
    form: FindForm,
    errors: FormErrors,
) -> Result<FindPage, PageError> {
    if !viewer.coordinates(id) {
        return Err(PageError::NotFound);
    }
    let mut db = app.db.acquire().await?;
    let pool = pools::find(&mut db, id).await?.ok_or(PageError::NotFound)?;
    let crumbs = vec![Crumb::new(&pool.name, format!("/pools/{id}"))];
    let layout = layout.with_errors(!errors.is_empty());
    Ok(FindPage { layout, crumbs, pool: id, name: pool.name, form, errors, found: None })
}

async fn ask(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<PoolId>,
) -> Result<Response, PageError> {
    page(&of_pool(&app, &viewer, layout, id, FindForm::default(), FormErrors::none()).await?)
}

/// Posted, so that a name or an address is in no address of a page and no log.
async fn look(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<PoolId>,
    Form(form): Form<FindForm>,
) -> Result<Response, PageError> {
    if !viewer.coordinates(id) {
        return Err(PageError::NotFound);
    }
    let who = match forms::line(&form.who, "their full name or email address", 254) {
        Ok(who) => who,
        Err(message) => {
            let errors = FormErrors::one("who", message);
            return unprocessable(&of_pool(&app, &viewer, layout, id, form, errors).await?);
        }
    };
    let now = app.clock.now();
    let buckets = [Bucket::new("matching-look-up", &[viewer.account_id.0.as_bytes()], LOOK_UPS)];
    if let Taken::Wait { seconds } = throttle::take(&app.db, now, &buckets).await? {
        return Err(PageError::TooMany { retry_after_seconds: seconds });
    }
    let mut shown = of_pool(&app, &viewer, layout, id, form, FormErrors::none()).await?;
    let mut db = app.db.acquire().await?;
    shown.found = Some(store::named(&mut db, id, &who, viewer.account_id, day_of(now)).await?);
    page(&shown)
}
