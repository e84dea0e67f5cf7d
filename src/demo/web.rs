use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::links::{Piece, pieces};
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::mail::{KeptMail, kept, kept_one};
use crate::platform::web::page::page;
use crate::platform::web::{Choice, FormErrors, Layout, PageError, Routes, Who, filters};

/// The routes of the demonstration. Declared only where the hub is one.
#[must_use]
pub fn routes() -> Routes<App> {
    Routes::new().get("/demo/mail", Who::Public, mailbox).get("/demo/mail/{mail_id}", Who::Public, letter)
}

/// How far back the list looks, and how much of it is shown, in mails.
const LOOKED_AT: i64 = 1_000;
const SHOWN: usize = 100;

/// Everybody's mail.
const EVERYBODY: &str = "";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct MailboxFilter {
    to: String,
}

#[derive(Template)]
#[template(path = "demo/mailbox.html")]
struct MailboxPage {
    layout: Layout,
    now: Instant,
    to: String,
    recipients: Vec<Choice>,
    mails: Vec<KeptMail>,
    /// How many more there are than are shown.
    hidden: usize,
    errors: FormErrors,
}

async fn mailbox(
    layout: Layout,
    Query(filter): Query<MailboxFilter>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut mails = kept(&app.db, &app.secret, LOOKED_AT).await?;
    let mut addresses: Vec<String> = mails.iter().map(|mail| mail.body.to.as_str().to_lowercase()).collect();
    addresses.sort();
    addresses.dedup();
    let everybody = std::iter::once(Choice::new(EVERYBODY, "Everybody"));
    let recipients =
        everybody.chain(addresses.into_iter().map(|address| Choice::new(address.clone(), address)));
    let to = filter.to.trim().to_lowercase();
    if !to.is_empty() {
        mails.retain(|mail| mail.body.to.as_str().to_lowercase() == to);
    }
    let hidden = mails.len().saturating_sub(SHOWN);
    mails.truncate(SHOWN);
    page(&MailboxPage {
        layout,
        now: app.clock.now(),
        to,
        recipients: recipients.collect(),
        mails,
        hidden,
        errors: FormErrors::none(),
    })
}

#[derive(Template)]
#[template(path = "demo/letter.html")]
struct LetterPage {
    layout: Layout,
    mail: KeptMail,
    pieces: Vec<Piece>,
}

async fn letter(
    layout: Layout,
    Path(mail_id): Path<String>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mail_id: Uuid = mail_id.parse().map_err(|_| PageError::NotFound)?;
    let mail = kept_one(&app.db, &app.secret, mail_id).await?.ok_or(PageError::NotFound)?;
    let pieces = pieces(mail.body.text.trim(), &app.site.base_url);
    page(&LetterPage { layout, mail, pieces })
}
