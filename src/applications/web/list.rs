#![expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use crate::accounts::Viewer;
use crate::app::App;
use crate::applications::list::{self, Counts, Listed, Which};
use crate::applications::model::{Wait, wait};
use crate::platform::clock::Instant;
use crate::platform::ids::PoolId;
use crate::platform::web::filters;
use crate::platform::web::{Crumb, Layout, PageError, Pages, Path, Query, page};

const PER_PAGE: u32 = 50;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    show: String,
    page: u32,
}

#[derive(Template)]
#[template(path = "applications/list.html")]
struct ListPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool_id: PoolId,
    now: Instant,
    counts: Counts,
    which: Which,
    lines: Vec<Listed>,
    pages: Pages,
}

impl ListPage {
    fn is_current(&self, which: &Which) -> bool {
        self.which == *which
    }

    fn counted_of(&self, which: &Which) -> i64 {
        self.counts.of(*which)
    }

    fn wait(&self, line: &Listed) -> Wait {
        match (line.overdue_at, line.due_at) {
            (Some(overdue), Some(due)) => wait(self.now, overdue, due),
            _ => Wait::InTime,
        }
    }
}

pub(super) async fn show(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
    Query(query): Query<ListQuery>,
) -> Result<Response, PageError> {
    if !viewer.coordinates(id) {
        return Err(PageError::NotFound);
    }
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let counts = list::counts(&mut db, id, now).await?.ok_or(PageError::NotFound)?;
    let which = Which::from_code(&query.show);
    let stem = format!("/pools/{id}/applications?show={}&page=", which.code());
    let total = u64::try_from(counts.of(which)).unwrap_or(0);
    let pages = Pages::new(query.page, total, PER_PAGE, stem);
    let offset = i64::from(pages.current - 1) * i64::from(PER_PAGE);
    let lines = list::page(&mut db, id, which, offset, i64::from(PER_PAGE)).await?;
    let crumbs = vec![Crumb::new(&counts.pool, format!("/pools/{id}"))];
    page(&ListPage { layout, crumbs, pool_id: id, now, counts, which, lines, pages })
}
