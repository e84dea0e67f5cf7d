use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use tower_sessions::Session;

use super::super::store::{self as accounts, Own};
use super::super::{changed, proof};
use super::{actions, store};
use crate::accounts::limits::{self, MailedLink};
use crate::accounts::{Viewer, throttle};
use crate::app::App;
use crate::platform::mail::EmailAddress;
use crate::platform::tokens::Token;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Routes, Who, page, see_other, unprocessable,
};

const PATH: &str = "/account/security/email";

pub(in crate::accounts::security) fn routes() -> Routes<App> {
    Routes::new()
        .get(PATH, Who::Fresh, show)
        .post(PATH, Who::Fresh, request)
        .get("/email-change/{token}", Who::Public, show_link)
        .post("/email-change/{token}", Who::Public, confirm)
        .get("/email-change/undo/{token}", Who::Public, show_undo)
        .post("/email-change/undo/{token}", Who::Public, undo)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct EmailForm {
    email: String,
    current_password: String,
}

#[derive(Template)]
#[template(path = "accounts/security/email.html")]
struct EmailPage {
    layout: Layout,
    errors: FormErrors,
    email: String,
    own: Own,
}

async fn show(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let own = accounts::own(&mut db, now, viewer.account_id).await?;
    if let Some(elsewhere) = proof::first(&viewer, &own, now, PATH) {
        return Ok(elsewhere);
    }
    page(&EmailPage { layout, errors: FormErrors::none(), email: String::new(), own })
}

async fn request(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<EmailForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let own = accounts::own(&mut db, now, viewer.account_id).await?;
    drop(db);
    if let Some(elsewhere) = proof::first(&viewer, &own, now, PATH) {
        return Ok(elsewhere);
    }
    let mut errors = FormErrors::none();
    let new = errors.take("email", EmailAddress::parse(&form.email));
    if new.as_ref().is_some_and(|new| new.as_str().eq_ignore_ascii_case(own.email.as_str())) {
        errors.add("email", "That is your email address already");
    }
    proof::check(&app, &viewer, &own, &form.current_password, &mut errors).await?;
    if let Some(new) = new.as_ref().filter(|_| errors.is_empty()) {
        let mut buckets = limits::mailed_link(MailedLink::Change, new);
        buckets.extend(limits::mailed_link(MailedLink::Change, &own.email));
        if !throttle::take(&app.db, now, &buckets).await?.is_allowed() {
            errors.add("email", limits::SEVERAL_LETTERS);
        }
    }
    let Some(new) = new.filter(|_| errors.is_empty()) else {
        return unprocessable(&EmailPage {
            layout: layout.with_errors(true),
            errors,
            email: form.email,
            own,
        });
    };
    let mut tx = app.begin(&viewer).await?;
    actions::request(&app, &mut tx, &viewer, &own, &new).await?;
    tx.commit().await?;
    Ok(see_other(
        "/account/security",
        &format!("We have sent a link to {new}. Your address changes once you follow it."),
    ))
}

/// What a link leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leads {
    /// To a button.
    Somewhere,
    /// It ran out, was used, or never was.
    Nowhere,
    /// Another account has the address.
    Taken,
}

#[derive(Template)]
#[template(path = "accounts/security/email_link.html")]
struct LinkPage {
    layout: Layout,
    leads: Leads,
    new: String,
}

/// Shows a button and changes nothing, so that a mail scanner that opens the link does not act (S7).
async fn show_link(
    Path(token): Path<String>,
    State(app): State<App>,
    layout: Layout,
) -> Result<Response, PageError> {
    let mut tx = app.db.begin().await?;
    let change = match Token::parse(&token) {
        Some(token) => store::lock_waiting(&mut tx, app.clock.now(), &token.hash()).await?,
        None => None,
    };
    page(&match change {
        Some(change) => LinkPage { layout, leads: Leads::Somewhere, new: change.new_email.to_string() },
        None => LinkPage { layout, leads: Leads::Nowhere, new: String::new() },
    })
}

async fn confirm(
    viewer: Option<Viewer>,
    Path(token): Path<String>,
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    layout: Layout,
) -> Result<Response, PageError> {
    let mut tx = app.db.begin().await?;
    let change = match Token::parse(&token) {
        Some(token) => store::lock_waiting(&mut tx, app.clock.now(), &token.hash()).await?,
        None => None,
    };
    let Some(change) = change else {
        return unprocessable(&LinkPage { layout, leads: Leads::Nowhere, new: String::new() });
    };
    let here = viewer.as_ref().filter(|viewer| viewer.account_id == change.account_id);
    let Some(epoch) = actions::confirm(&app, &mut tx, here, &change).await? else {
        return unprocessable(&LinkPage { layout, leads: Leads::Taken, new: change.new_email.to_string() });
    };
    tx.commit().await?;
    if here.is_some() {
        changed::renew_session(&app, &session, &headers, epoch).await?;
        return Ok(see_other("/account/security", "Your email address is changed."));
    }
    Ok(see_other("/sign-in", "Your email address is changed. Sign in with it."))
}

#[derive(Template)]
#[template(path = "accounts/security/email_undo.html")]
struct UndoPage {
    layout: Layout,
    leads: Leads,
    old: String,
    new: String,
}

async fn show_undo(
    Path(token): Path<String>,
    State(app): State<App>,
    layout: Layout,
) -> Result<Response, PageError> {
    let mut tx = app.db.begin().await?;
    let change = match Token::parse(&token) {
        Some(token) => store::lock_undoable(&mut tx, app.clock.now(), &token.hash()).await?,
        None => None,
    };
    page(&match change {
        Some(change) => undo_page(layout, Leads::Somewhere, &change),
        None => nothing_to_undo(layout),
    })
}

fn undo_page(layout: Layout, leads: Leads, change: &store::Change) -> UndoPage {
    UndoPage { layout, leads, old: change.old_email.to_string(), new: change.new_email.to_string() }
}

fn nothing_to_undo(layout: Layout) -> UndoPage {
    UndoPage { layout, leads: Leads::Nowhere, old: String::new(), new: String::new() }
}

async fn undo(
    Path(token): Path<String>,
    State(app): State<App>,
    layout: Layout,
) -> Result<Response, PageError> {
    let mut tx = app.db.begin().await?;
    let change = match Token::parse(&token) {
        Some(token) => store::lock_undoable(&mut tx, app.clock.now(), &token.hash()).await?,
        None => None,
    };
    let Some(change) = change else { return unprocessable(&nothing_to_undo(layout)) };
    if !actions::undo(&app, &mut tx, &change).await? {
        return unprocessable(&undo_page(layout, Leads::Taken, &change));
    }
    tx.commit().await?;
    Ok(see_other(
        "/sign-in/codes",
        "Your email address is what it was before, and your password no longer works. Sign in with a code by email, then choose a new password.",
    ))
}
