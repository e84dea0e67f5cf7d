#![expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::require;
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::ids::PoolId;
use crate::platform::web::{Crumb, Layout, PageError, Path, page};
use crate::pools::{self, Offering, Requirements, Settings, Shown};

#[derive(Template)]
#[template(path = "coordination/pools/setup.html")]
struct SetupPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool: Shown,
    requirements: Vec<Requirements>,
    settings: Settings,
    /// The reader is a coordinator of it, not only an administrator.
    own: bool,
}

impl SetupPage {
    fn asked(&self, offering: &Offering) -> Option<&Requirements> {
        self.requirements.iter().find(|asked| asked.offering == *offering)
    }
}

pub(super) async fn show(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    require(&viewer, id)?;
    let mut db = app.db.acquire().await?;
    let pool = pools::find(&mut db, id).await?.ok_or(PageError::NotFound)?;
    let requirements = pools::requirements(&mut db, id).await?;
    let settings = pools::settings(&mut db, id).await?;
    let crumbs = vec![Crumb::new(&pool.name, format!("/pools/{id}"))];
    page(&SetupPage { layout, crumbs, pool, requirements, settings, own: viewer.coordinates(id) })
}
