use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::store::{self, Waiting};
use crate::app::App;
use crate::organisations::{self, Found};
use crate::platform::clock::Instant;
use crate::platform::web::filters;
use crate::platform::web::pages::Pages;
use crate::platform::web::{FormErrors, Layout, PageError, Query, Routes, Who, page};

/// Employers on one page of the list.
const ON_A_PAGE: u32 = 25;
/// Employers a search shows.
const FOUND: usize = 25;

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/admin/organisations", Who::Administrator, show)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ListForm {
    q: String,
    page: String,
}

#[derive(Template)]
#[template(path = "admin/organisations.html")]
struct ListPage {
    layout: Layout,
    q: String,
    found: Vec<Found>,
    waiting: Vec<Waiting>,
    total: i64,
    pages: Pages,
    now: Instant,
    errors: FormErrors,
}

async fn show(
    State(app): State<App>,
    layout: Layout,
    Query(form): Query<ListForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let asked: u32 = form.page.parse().ok().filter(|number| (1..=10_000).contains(number)).unwrap_or(1);
    let searches = !form.q.trim().is_empty();
    let mut db = app.db.acquire().await?;
    let found = organisations::search_all(&mut db, &form.q, now, FOUND).await?;
    let offset = i64::from((asked - 1) * ON_A_PAGE);
    let (waiting, total) = if searches {
        (Vec::new(), 0)
    } else {
        store::waiting(&mut db, i64::from(ON_A_PAGE), offset).await?
    };
    drop(db);
    let pages = Pages::new(asked, u64::try_from(total).unwrap_or(0), ON_A_PAGE, "/admin/organisations?page=");
    page(&ListPage { layout, q: form.q, found, waiting, total, pages, now, errors: FormErrors::none() })
}
