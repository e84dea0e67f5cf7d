#![expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::web::filters;
use crate::platform::web::{Layout, PageError, page};
use crate::returns::minutes;
use crate::returns::month::Month;
use crate::returns::store::{self, Listed, OfKind};

#[derive(Template)]
#[template(path = "returns/list.html")]
struct ListPage {
    layout: Layout,
    month: Month,
    so_far: Vec<OfKind>,
    listed: Vec<Listed>,
}

impl ListPage {
    fn words(minutes: &i64) -> String {
        minutes::words(*minutes)
    }

    fn month_of(one: &Listed) -> Month {
        Month::of(one.month)
    }
}

pub(super) async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let so_far = store::month_so_far(&mut db, viewer.account_id, now).await?;
    let listed = store::list(&mut db, viewer.account_id).await?;
    page(&ListPage { layout, month: Month::now(now), so_far, listed })
}
