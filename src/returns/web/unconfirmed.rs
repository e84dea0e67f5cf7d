use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::ids::PoolId;
use crate::platform::web::filters;
use crate::platform::web::{Crumb, Layout, PageError, Path, page};
use crate::pools;
use crate::returns::store::{self, Unconfirmed};

#[derive(Template)]
#[template(path = "returns/unconfirmed.html")]
struct UnconfirmedPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool_id: PoolId,
    name: String,
    listed: Vec<Unconfirmed>,
}

/// Whose months nobody confirmed, for the coordinators of a pool: that it is so, not what they did.
pub(super) async fn show(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    if !viewer.coordinates(id) {
        return Err(PageError::NotFound);
    }
    let mut db = app.db.acquire().await?;
    let name = pools::name(&mut db, id).await?;
    let listed = store::unconfirmed(&mut db, id, day_of(app.clock.now())).await?;
    page(&UnconfirmedPage {
        layout,
        crumbs: vec![
            Crumb::new(&name, format!("/pools/{id}")),
            Crumb::new("Activity", format!("/pools/{id}/activity")),
        ],
        pool_id: id,
        name,
        listed,
    })
}
