use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::held::{self, Held};
use crate::accounts::Viewer;
use crate::app::App;
use crate::memberships::Status;
use crate::platform::web::{Layout, PageError, filters, page};

#[derive(Template)]
#[template(path = "memberships/own.html")]
struct OwnPage {
    layout: Layout,
    current: Vec<Held>,
    left: Vec<Held>,
}

impl OwnPage {
    fn path(&self, held: &Held, page: &str) -> String {
        format!("{}/{}/{page}", self.layout.path, held.id())
    }
}

pub async fn list(viewer: Viewer, layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let held = held::all(&mut db, viewer.account_id, app.clock.now()).await?;
    let (left, current) = held.into_iter().partition(|held| held.membership.status == Status::Left);
    page(&OwnPage { layout, current, left })
}
