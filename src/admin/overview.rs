use askama::Template;
use axum::response::Response;

use crate::app::App;
use crate::platform::web::{Layout, PageError, Routes, Who, page};

pub fn routes() -> Routes<App> {
    Routes::new().get("/admin", Who::Administrator, show)
}

#[derive(Template)]
#[template(path = "admin/overview.html")]
struct OverviewPage {
    layout: Layout,
}

async fn show(layout: Layout) -> Result<Response, PageError> {
    page(&OverviewPage { layout })
}
