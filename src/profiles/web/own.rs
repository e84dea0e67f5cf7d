use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::web::{Layout, PageError, Routes, Who, page};
use crate::platform::words;
use crate::profiles::{Advice, Shown, Standing, advice, shown};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/profile", Who::SignedIn, show).get("/profile/preview", Who::SignedIn, preview)
}

#[derive(Template)]
#[template(path = "profiles/own.html")]
struct OwnPage {
    layout: Layout,
    shown: Shown,
    advice: Vec<Advice>,
}

impl OwnPage {
    fn done(&self) -> usize {
        self.advice.iter().filter(|one| one.done).count()
    }
}

/// A value, or that there is none.
pub(super) fn given(value: impl AsRef<str>) -> String {
    let value = value.as_ref();
    if value.is_empty() { "Not given".to_owned() } else { value.to_owned() }
}

/// The start of a long text.
pub(super) fn beginning(text: impl AsRef<str>) -> String {
    const LONGEST: usize = 160;
    let text = text.as_ref();
    let start: String = text.chars().take(LONGEST).collect();
    if start.len() < text.len() { format!("{}…", start.trim_end()) } else { given(text) }
}

pub(super) fn times(shown: &Shown) -> String {
    match (shown.windows, shown.outline.as_str()) {
        (0, outline) => given(outline),
        (windows, "") => words::count(windows, "time a week", "times a week"),
        (windows, outline) => format!("{}: {outline}", words::count(windows, "time a week", "times a week")),
    }
}

async fn show(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let shown = own(&viewer, &app).await?;
    let advice = advice(&shown);
    page(&OwnPage { layout, shown, advice })
}

#[derive(Template)]
#[template(path = "profiles/preview.html")]
struct PreviewPage {
    layout: Layout,
    shown: Shown,
}

/// As a mentee whose employment is proven sees it, through the pools in which it is active.
async fn preview(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let mut shown = own(&viewer, &app).await?;
    shown.standing.retain(Standing::is_active);
    page(&PreviewPage { layout, shown })
}

async fn own(viewer: &Viewer, app: &App) -> Result<Shown, PageError> {
    let today = day_of(app.clock.now());
    shown(&mut *app.db.acquire().await?, viewer.account_id, viewer, today).await?.ok_or(PageError::NotFound)
}
