use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::cookies::{self, Cookie};
use super::differences::{DIFFERENCES, Difference, NOT_THESE, NotThis};
use super::guides;
use super::privacy::{self, KEPT, Kept};
use crate::app::App;
use crate::platform::clock::Day;
use crate::platform::web::{Layout, PageError, Routes, Who, filters, page};

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    Routes::new()
        .get("/", Who::Public, home)
        .get("/coaching-or-mentoring", Who::Public, coaching_or_mentoring)
        .get("/how-it-works", Who::Public, how_it_works)
        .get("/privacy", Who::Public, privacy_notice)
        .get("/cookies", Who::Public, cookie_list)
        .get("/accessibility", Who::Public, accessibility)
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
#[template(path = "guidance/coaching_or_mentoring.html")]
struct CoachingOrMentoringPage {
    layout: Layout,
    rows: &'static [Difference],
    not_these: &'static [NotThis],
}

async fn coaching_or_mentoring(layout: Layout) -> Result<Response, PageError> {
    page(&CoachingOrMentoringPage { layout, rows: DIFFERENCES, not_these: NOT_THESE })
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
