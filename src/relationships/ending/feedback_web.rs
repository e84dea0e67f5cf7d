use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::evaluation_store::{self as store, ENOUGH, Feedback};
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
    feedback: Feedback,
    /// Skills in words, with how many named them.
    skills: Vec<(String, i64)>,
    enough: i64,
}

impl FeedbackPage {
    /// "4.3"
    fn fit(&self) -> String {
        tenths(self.feedback.fit)
    }

    fn recommend(&self) -> String {
        tenths(self.feedback.recommend)
    }
}

fn tenths(number: i64) -> String {
    format!("{}.{}", number / 10, number % 10)
}

async fn show(viewer: Viewer, layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let feedback = store::feedback(&mut db, &app.secret, viewer.account_id).await?;
    let terms = vocabulary::terms(&mut db, &[List::Skill]).await?;
    let skills = feedback
        .skills
        .iter()
        .filter_map(|(code, many)| Some((terms.iter().find(|term| term.code == *code)?.label.clone(), *many)))
        .collect();
    page(&FeedbackPage { layout, feedback, skills, enough: ENOUGH })
}
