use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::model::Own;
use super::store;
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::web::{Layout, PageError, Routes, Who, page};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/account", Who::SignedIn, show)
}

#[derive(Template)]
#[template(path = "accounts/account.html")]
struct AccountPage {
    layout: Layout,
    own: Own,
}

async fn show(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let own = store::own(&mut db, viewer.account_id).await?;
    page(&AccountPage { layout, own })
}
