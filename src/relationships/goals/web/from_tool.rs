use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::enter;
use super::form::Sent;
use super::new::NewPage;
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::ids::SubmissionId;
use crate::platform::web::{Form, FormErrors, Layout, PageError, page};
use crate::relationships::reading::{self, Seen};
use crate::tools::Typed;

/// A goal that was worked out with the tool, and those with whom it could be kept.
#[derive(Template)]
#[template(path = "relationships/goals/with_whom.html")]
struct WithWhomPage {
    layout: Layout,
    together: Vec<Seen>,
    typed: Typed,
}

/// The goal of the tool in the form of the one relationship the viewer has; where there are several, they choose.
pub async fn choose(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let typed = Sent::read(fields)?.typed.with("submission", SubmissionId::new(now).to_string());
    let mut together = {
        let mut db = app.db.acquire().await?;
        reading::seen(&mut db, viewer.account_id, None, now).await?
    };
    together.retain(|seen| seen.status.is_live());
    if let [only] = together.as_slice() {
        let (tx, pair) = enter(&app, &viewer, only.id).await?;
        tx.commit().await?;
        return page(&NewPage::new(layout, pair, typed, FormErrors::none()));
    }
    page(&WithWhomPage { layout, together, typed })
}
