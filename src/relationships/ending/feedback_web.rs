use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::feedback::{ENOUGH, tenths};
use super::feedback_store::{self as store, Read};
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::web::{Layout, PageError, Routes, Who, page};
use crate::vocabulary::{self, List};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/relationships/feedback", Who::SignedIn, show)
}

/// What mentees said of the reader, in a form that says of nobody what they said.
#[derive(Template)]
#[template(path = "relationships/feedback.html")]
struct FeedbackPage {
    layout: Layout,
    read: Read,
    /// Skills in words, with how many named them.
    skills: Vec<(String, usize)>,
    enough: usize,
}

impl FeedbackPage {
    /// "4.3"
    fn fit(&self) -> String {
        tenths(self.read.feedback.fit)
    }

    fn recommend(&self) -> String {
        tenths(self.read.feedback.recommend)
    }
}

async fn show(viewer: Viewer, layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let read = store::of_practitioner(&mut db, &app.secret, app.clock.now(), viewer.account_id).await?;
    let terms = vocabulary::terms(&mut db, &[List::Skill]).await?;
    let skills = read
        .feedback
        .skills
        .iter()
        .filter_map(|(code, many)| Some((terms.iter().find(|term| term.code == *code)?.label.clone(), *many)))
        .collect();
    page(&FeedbackPage { layout, read, skills, enough: ENOUGH })
}
