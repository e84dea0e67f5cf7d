use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::cookies::{self, Cookie};
use super::privacy::{self, KEPT, Kept};
use super::reading::{Reading, reading};
use super::{decide, guides, search};
use crate::app::App;
use crate::platform::clock::Day;
use crate::platform::web::{Crumb, Layout, PageError, Routes, Who, filters, page};

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    Routes::new()
        .get("/", Who::Public, home)
        .get("/how-it-works", Who::Public, how_it_works)
        .get("/privacy", Who::Public, privacy_notice)
        .get("/cookies", Who::Public, cookie_list)
        .get("/accessibility", Who::Public, accessibility)
        .get("/guidance/reading", Who::Public, reading_list)
        .merge(decide::routes())
        .merge(search::routes())
        .merge(guides::routes())
}

#[derive(Template)]
#[template(path = "guidance/home.html")]
struct HomePage {
    layout: Layout,
}

async fn home(layout: Layout) -> Result<Response, PageError> {
    page(&HomePage { layout })
}

#[derive(Template)]
#[template(path = "guidance/how_it_works.html")]
struct HowItWorksPage {
    layout: Layout,
}

async fn how_it_works(layout: Layout) -> Result<Response, PageError> {
    page(&HowItWorksPage { layout })
}

#[derive(Template)]
#[template(path = "guidance/privacy.html")]
struct PrivacyPage {
    layout: Layout,
    operator: Option<String>,
    kept: &'static [Kept],
    dated: Day,
}

async fn privacy_notice(layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    page(&PrivacyPage {
        layout,
        operator: app.site.operator.clone(),
        kept: KEPT,
        dated: Day::new(privacy::DATED),
    })
}

#[derive(Template)]
#[template(path = "guidance/cookies.html")]
struct CookiesPage {
    layout: Layout,
    cookies: Vec<Cookie>,
}

async fn cookie_list(layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    let secure = app.site.base_url.starts_with("https://");
    page(&CookiesPage { layout, cookies: cookies::set(secure) })
}

#[derive(Template)]
#[template(path = "guidance/accessibility.html")]
struct AccessibilityPage {
    layout: Layout,
    checked: Day,
}

async fn accessibility(layout: Layout) -> Result<Response, PageError> {
    page(&AccessibilityPage { layout, checked: Day::new(privacy::DATED) })
}

#[derive(Template)]
#[template(path = "guidance/reading.html")]
struct ReadingPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    reading: &'static Reading,
}

async fn reading_list(layout: Layout) -> Result<Response, PageError> {
    let reading = reading().map_err(PageError::internal)?;
    page(&ReadingPage { layout, crumbs: vec![Crumb::new("Guidance", "/guidance")], reading })
}
