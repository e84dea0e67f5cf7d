use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use tower_sessions::Session;
use uuid::Uuid;

use super::links::{Piece, pieces};
use super::people::people;
use super::store;
use crate::accounts::local_path;
use crate::accounts::sign_in::{FirstStep, finish, login_epoch};
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::mail::{KeptMail, kept, kept_one};
use crate::platform::web::flash::{Flash, FlashKind};
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, Query, Routes, Who, filters, page,
};

/// The routes of the demonstration. Declared only where the hub is one.
#[must_use]
pub fn routes() -> Routes<App> {
    Routes::new()
        .get("/demo/mail", Who::Public, mailbox)
        .get("/demo/mail/{mail_id}", Who::Public, letter)
        .post("/demo/sign-in", Who::Public, sign_in)
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

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PersonForm {
    person: String,
    /// Where they were going.
    next: String,
}

/// Signs in as one of the made-up people. The click stands for every step, the second factor too.
async fn sign_in(
    session: Session,
    headers: HeaderMap,
    State(app): State<App>,
    Form(form): Form<PersonForm>,
) -> Result<Response, PageError> {
    let person = people().iter().find(|person| person.key == form.person).ok_or(PageError::NotFound)?;
    let mut db = app.db.acquire().await?;
    if !store::is_open(&mut db, person.account_id()).await? {
        let text = format!("{}’s account is closed. Choose somebody else.", person.first_name());
        let flash = Flash { kind: FlashKind::Notice, text };
        return Ok((CookieJar::new().add(flash.cookie()), Redirect::to("/sign-in")).into_response());
    }
    let account_id = person.account_id();
    let login_epoch = login_epoch(&mut db, account_id).await?;
    drop(db);
    let step = FirstStep { account_id, login_epoch, own_phone: false, next: local_path(&form.next) };
    finish(&app, &session, &headers, step, true).await
}
