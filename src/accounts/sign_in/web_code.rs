use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;
use uuid::Uuid;

use super::complete::{FirstStep, complete};
use super::{code, store};
use crate::accounts::limits::{self, MailedLink};
use crate::accounts::{next, sessions, throttle};
use crate::app::App;
use crate::platform::ids::uuid_v7;
use crate::platform::mail::{self, EmailAddress};
use crate::platform::tokens::Token;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Query, Routes, Who, page, unprocessable,
};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/sign-in/codes", Who::Public, show_request)
        .post("/sign-in/codes", Who::Public, request)
        .get("/sign-in/code", Who::Public, show_entry)
        .post("/sign-in/code", Who::Public, enter)
        .get("/sign-in/link/{token}", Who::Public, show_link)
        .post("/sign-in/link/{token}", Who::Public, follow_link)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RequestForm {
    email: String,
    own_phone: String,
    next: String,
}

#[derive(Template)]
#[template(path = "accounts/sign_in_code_request.html")]
struct RequestPage {
    layout: Layout,
    form: RequestForm,
    errors: FormErrors,
}

async fn show_request(Query(form): Query<RequestForm>, layout: Layout) -> Result<Response, PageError> {
    page(&RequestPage { layout, form, errors: FormErrors::none() })
}

/// Answers the same, and does the same work, whether or not anybody has the address (S6).
async fn request(
    State(app): State<App>,
    session: Session,
    layout: Layout,
    Form(form): Form<RequestForm>,
) -> Result<Response, PageError> {
    let email = match EmailAddress::parse(&form.email) {
        Ok(email) => email,
        Err(error) => {
            let errors = FormErrors::one("email", error.to_string());
            return unprocessable(&RequestPage { layout: layout.with_errors(true), form, errors });
        }
    };
    let now = app.clock.now();
    if !throttle::take(&app.db, now, &limits::mailed_link(MailedLink::SignIn, &email)).await?.is_allowed() {
        let errors = FormErrors::one("email", limits::SEVERAL_LETTERS);
        let answer = unprocessable(&RequestPage { layout: layout.with_errors(true), form, errors })?;
        return Ok((StatusCode::TOO_MANY_REQUESTS, answer).into_response());
    }
    let id = uuid_v7(now);
    let mut tx = app.db.begin().await?;
    store::insert_code(&mut tx, now, id, &email, !form.own_phone.is_empty(), &next::local(&form.next))
        .await?;
    mail::wake(&mut tx).await?;
    tx.commit().await?;
    sessions::remember_code(&session, id).await?;
    Ok(Redirect::to("/sign-in/code").into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CodeForm {
    code: String,
}

#[derive(Template)]
#[template(path = "accounts/sign_in_code.html")]
struct CodePage {
    layout: Layout,
    form: CodeForm,
    errors: FormErrors,
}

async fn show_entry(session: Session, layout: Layout) -> Result<Response, PageError> {
    if sessions::remembered_code(&session).await?.is_none() {
        return Ok(Redirect::to("/sign-in/codes").into_response());
    }
    page(&CodePage { layout, form: CodeForm::default(), errors: FormErrors::none() })
}

async fn enter(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    layout: Layout,
    Form(form): Form<CodeForm>,
) -> Result<Response, PageError> {
    let Some(asked) = sessions::remembered_code(&session).await? else {
        return Ok(Redirect::to("/sign-in/codes").into_response());
    };
    let refused = match code::parse(&form.code) {
        None => "Enter the 8 digits from the email",
        Some(typed) => match check(&app, asked, &typed).await? {
            Entry::Right(step) => return complete(&app, &session, &headers, step).await,
            Entry::Wrong => "That is not the code we sent last. Check the newest email from us",
            Entry::Over => "That code can no longer be used. Ask for a new one",
        },
    };
    let errors = FormErrors::one("code", refused);
    unprocessable(&CodePage { layout: layout.with_errors(true), form, errors })
}

enum Entry {
    Right(FirstStep),
    Wrong,
    Over,
}

async fn check(app: &App, asked: Uuid, typed: &str) -> Result<Entry, PageError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let Some(row) = store::lock_usable(&mut tx, now, asked, code::LASTS).await? else {
        return Ok(Entry::Over);
    };
    if row.tries >= code::TRIES {
        return Ok(Entry::Over);
    }
    let right =
        row.code_hash.as_deref().is_some_and(|stored| code::matches(&app.secret, asked, typed, stored));
    let entry = if let (true, Some(account_id)) = (right, row.account_id) {
        store::use_up(&mut tx, now, row.sign_in_code_id).await?;
        let login_epoch = store::login_epoch(&mut tx, account_id).await?;
        Entry::Right(FirstStep {
            account_id,
            login_epoch,
            own_phone: row.own_phone,
            next: next::local(&row.next),
        })
    } else {
        store::count_try(&mut tx, row.sign_in_code_id).await?;
        if row.tries + 1 >= code::TRIES { Entry::Over } else { Entry::Wrong }
    };
    tx.commit().await?;
    Ok(entry)
}

#[derive(Template)]
#[template(path = "accounts/sign_in_link.html")]
struct LinkPage {
    layout: Layout,
    usable: bool,
}

/// Shows a button and changes nothing, so that a mail scanner that opens the link does not use it up (S7).
async fn show_link(
    Path(token): Path<String>,
    State(app): State<App>,
    layout: Layout,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let usable = match Token::parse(&token) {
        Some(token) => store::by_token(&mut db, app.clock.now(), &token.hash(), code::LASTS).await?.is_some(),
        None => false,
    };
    page(&LinkPage { layout, usable })
}

async fn follow_link(
    Path(token): Path<String>,
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    layout: Layout,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let asked = match Token::parse(&token) {
        Some(token) => store::by_token(&mut tx, now, &token.hash(), code::LASTS).await?,
        None => None,
    };
    let row = match asked {
        Some(id) => store::lock_usable(&mut tx, now, id, code::LASTS).await?,
        None => None,
    };
    let Some((row, account_id)) = row.and_then(|row| row.account_id.map(|account_id| (row, account_id)))
    else {
        return unprocessable(&LinkPage { layout, usable: false });
    };
    store::use_up(&mut tx, now, row.sign_in_code_id).await?;
    let login_epoch = store::login_epoch(&mut tx, account_id).await?;
    tx.commit().await?;
    let step = FirstStep { account_id, login_epoch, own_phone: row.own_phone, next: next::local(&row.next) };
    complete(&app, &session, &headers, step).await
}
