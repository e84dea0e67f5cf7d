use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::event::NoticesChanged;
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::mail::{Topic, stops};
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Routes, Who, page, see_other, unprocessable,
};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/account/notices", Who::SignedIn, show).post("/account/notices", Who::SignedIn, save)
}

/// What was ticked: codes of topics.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NoticesForm {
    topics: Vec<String>,
}

impl NoticesForm {
    fn without(stopped: &[Topic]) -> Self {
        let wanted = Topic::ALL.into_iter().filter(|topic| !stopped.contains(topic));
        Self { topics: wanted.map(|topic| topic.code().to_owned()).collect() }
    }

    /// The topics that were not ticked.
    fn parse(&self) -> Result<Vec<Topic>, FormErrors> {
        if self.topics.iter().any(|code| Topic::from_code(code).is_none()) {
            return Err(FormErrors::one("topics", "Choose from the emails listed here"));
        }
        Ok(Topic::ALL
            .into_iter()
            .filter(|topic| !self.topics.iter().any(|code| code == topic.code()))
            .collect())
    }
}

#[derive(Template)]
#[template(path = "accounts/notices.html")]
struct NoticesPage {
    layout: Layout,
    form: NoticesForm,
    options: Vec<Choice>,
    errors: FormErrors,
}

impl NoticesPage {
    fn new(layout: Layout, form: NoticesForm, errors: FormErrors) -> Self {
        let options = Topic::ALL.into_iter().map(|topic| {
            let (label, hint) = words(topic);
            Choice::new(topic.code(), label).hint(hint)
        });
        Self { layout, form, options: options.collect(), errors }
    }
}

/// How the page offers a topic.
const fn words(topic: Topic) -> (&'static str, &'static str) {
    match topic {
        Topic::SavedSearches => (
            "New people who match your saved searches",
            "When somebody joins who fits what you are looking for.",
        ),
        Topic::PoolNews => {
            ("News from your pool", "Events, training and changes, written by the people who run the pool.")
        }
        Topic::Tips => {
            ("Tips for getting started", "Short help with the next step, such as choosing what to look for.")
        }
        Topic::WorkingTogether => (
            "How it goes with the people you work with",
            "Whether you met, whether you are still in touch, and one question six months after the end.",
        ),
    }
}

async fn show(viewer: Viewer, layout: Layout, State(app): State<App>) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let stopped = stops::stopped(&mut db, viewer.account_id).await?;
    page(&NoticesPage::new(layout, NoticesForm::without(&stopped), FormErrors::none()))
}

async fn save(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<NoticesForm>,
) -> Result<Response, PageError> {
    let stopped = match form.parse() {
        Ok(stopped) => stopped,
        Err(errors) => return unprocessable(&NoticesPage::new(layout.with_errors(true), form, errors)),
    };
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    stops::set_stopped(&mut tx, now, viewer.account_id, &stopped).await?;
    let event = NoticesChanged { account_id: viewer.account_id, stopped: &stopped };
    events::record(&mut tx, Actor::Account(viewer.account_id), now, &event).await?;
    tx.commit().await?;
    let sentence = match stopped.len() {
        0 => "Saved. You get all weekly emails, at most one a week.",
        count if count == Topic::ALL.len() => "Saved. You get no weekly emails.",
        _ => "Saved. You get the weekly emails you chose, at most one a week.",
    };
    Ok(see_other("/account/notices", sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ticked_is_stopped() {
        let form = NoticesForm { topics: vec!["tips".into()] };
        assert_eq!(form.parse(), Ok(vec![Topic::WorkingTogether, Topic::SavedSearches, Topic::PoolNews]));
        assert_eq!(NoticesForm::default().parse(), Ok(Topic::ALL.to_vec()));
        assert_eq!(NoticesForm::without(&[]).parse(), Ok(Vec::new()));
        assert!(NoticesForm { topics: vec!["security".into()] }.parse().is_err());
    }
}
