use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::words::stems;
use super::{Found, Hit, index, marked};
use crate::accounts::Viewer;
use crate::app::App;
use crate::guidance::guides::Audience;
use crate::guidance::local;
use crate::guidance::markup::Markup;
use crate::platform::web::{Crumb, Layout, PageError, Query, Routes, Who, filters, page};
use crate::pools::local::Local;

/// What a question that speaks of distress or danger has in it: help is shown above whatever was found.
const HEAVY: [&str; 13] = [
    "suicide",
    "suicidal",
    "kill",
    "die",
    "dying",
    "self-harm",
    "depressed",
    "depression",
    "crisis",
    "burnout",
    "panic",
    "abuse",
    "overdose",
];

/// Of a longer question the beginning is read.
const LONGEST: usize = 200;

pub(in crate::guidance) fn routes() -> Routes<App> {
    Routes::new().get("/guidance/search", Who::Public, search)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
}

#[derive(Template)]
#[template(path = "guidance/search.html")]
struct SearchPage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    question: String,
    found: Found,
    heavy: bool,
    audiences: [Audience; 5],
    locals: Vec<Local>,
}

impl SearchPage {
    fn heading(&self) -> String {
        if self.question.is_empty() {
            "Search the guidance".to_owned()
        } else {
            format!("Guidance about “{}”", self.question)
        }
    }
}

impl Hit {
    fn marked(&self) -> Markup {
        marked(&self.excerpt)
    }
}

async fn search(
    viewer: Option<Viewer>,
    layout: Layout,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let whole = asked.q.split_whitespace().collect::<Vec<_>>().join(" ");
    let question: String = whole.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect();
    let found = index().map_err(PageError::internal)?.find(&question);
    let heavy = is_heavy(&question);
    let locals = if heavy { local::of(&app, viewer.as_ref()).await? } else { Vec::new() };
    let crumbs = vec![Crumb::new("Guidance", "/guidance")];
    page(&SearchPage { layout, crumbs, question, found, heavy, audiences: Audience::ALL, locals })
}

fn is_heavy(question: &str) -> bool {
    let asked = stems(question);
    HEAVY.iter().any(|word| {
        let heavy = stems(word);
        asked.windows(heavy.len()).any(|window| window == heavy)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_that_speaks_of_danger_is_known() {
        for question in ["I feel suicidal", "self harm", "burnout", "panic attacks at work"] {
            assert!(is_heavy(question), "{question}");
        }
        for question in ["goals", "", "how to end well"] {
            assert!(!is_heavy(question), "{question}");
        }
    }
}
