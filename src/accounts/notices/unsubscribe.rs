//! The link in a weekly mail that stops it. Opening it acts on nothing: mail scanners open links too (S7). One click
//! in a mail program posts to it and stops every weekly mail (RFC 8058).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::event::Unsubscribed;
use crate::app::App;
use crate::events::{self, Actor};
use crate::platform::ids::AccountId;
use crate::platform::mail::{Topic, stops};
use crate::platform::tokens::Token;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, Routes, Who, page, see_other, unprocessable,
};

const PATH: &str = "/unsubscribe/{token}";

pub(super) fn routes() -> Routes<App> {
    Routes::new().get(PATH, Who::Public, ask).post_one_click(PATH, stop)
}

/// What a mail program or the page sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct StopForm {
    #[serde(rename = "List-Unsubscribe")]
    one_click: String,
    which: String,
}

const ONLY_THIS: &str = "this";
const EVERYTHING: &str = "all";

#[derive(Template)]
#[template(path = "accounts/unsubscribe.html")]
struct StopPage {
    layout: Layout,
    /// What this mail was about, to follow "about".
    about: &'static str,
    /// Nothing is left to stop.
    all_stopped: bool,
    this_stopped: bool,
    options: Vec<Choice>,
    which: String,
    errors: FormErrors,
}

struct Link {
    account_id: AccountId,
    topic: Topic,
}

async fn link(db: &mut PgConnection, token: &str) -> Result<Link, PageError> {
    let token = Token::parse(token).ok_or(PageError::NotFound)?;
    let (account_id, topic) = stops::by_link(db, &token).await?.ok_or(PageError::NotFound)?;
    Ok(Link { account_id, topic })
}

async fn stop_page(
    db: &mut PgConnection,
    layout: Layout,
    link: &Link,
    which: &str,
    errors: FormErrors,
) -> Result<StopPage, PageError> {
    let stopped = stops::stopped(db, link.account_id).await?;
    Ok(StopPage {
        layout,
        about: link.topic.label(),
        all_stopped: Topic::ALL.iter().all(|topic| stopped.contains(topic)),
        this_stopped: stopped.contains(&link.topic),
        options: vec![
            Choice::new(ONLY_THIS, format!("Only emails about {}", link.topic.label())),
            Choice::new(EVERYTHING, "All weekly emails"),
        ],
        which: which.to_owned(),
        errors,
    })
}

async fn ask(
    layout: Layout,
    Path(token): Path<String>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let link = link(&mut db, &token).await?;
    page(&stop_page(&mut db, layout, &link, "", FormErrors::none()).await?)
}

async fn stop(
    layout: Layout,
    Path(token): Path<String>,
    State(app): State<App>,
    Form(form): Form<StopForm>,
) -> Result<Response, PageError> {
    let mut tx = app.db.begin().await?;
    let link = link(&mut tx, &token).await?;
    let one_click = form.one_click == "One-Click";
    let topics = match form.which.as_str() {
        _ if one_click => Topic::ALL.to_vec(),
        EVERYTHING => Topic::ALL.to_vec(),
        ONLY_THIS => vec![link.topic],
        // Nothing is left to choose from.
        _ if stops::stopped(&mut tx, link.account_id).await?.len() == Topic::ALL.len() => {
            return page(&stop_page(&mut tx, layout, &link, "", FormErrors::none()).await?);
        }
        _ => {
            let errors = FormErrors::one("which", "Choose which emails to stop");
            let again = stop_page(&mut tx, layout.with_errors(true), &link, &form.which, errors).await?;
            return unprocessable(&again);
        }
    };
    let now = app.clock.now();
    stops::stop(&mut tx, now, link.account_id, &topics).await?;
    let event = Unsubscribed { account_id: link.account_id, stopped: &topics };
    events::record(&mut tx, Actor::Visitor, now, &event).await?;
    tx.commit().await?;
    if one_click {
        // A mail program follows no redirect and shows no page.
        return Ok("You get no more weekly emails from Rapport.\n".into_response());
    }
    let sentence = if topics.len() == 1 {
        "Stopped. You get no more emails about this."
    } else {
        "Stopped. You get no more weekly emails."
    };
    Ok(see_other(&format!("/unsubscribe/{token}"), sentence))
}
