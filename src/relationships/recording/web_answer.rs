use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::actions::{self, Confirmed};
use super::model::{OPEN_FOR, Pairing, PairingId};
use super::store;
use super::web::RelatedPage;
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::tokens::Token;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Routes, Who, filters, page, see_other, unprocessable,
};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/pairings/{pairing}", Who::SignedIn, show)
        .post("/pairings/{pairing}/confirmation", Who::SignedIn, confirm)
        .post("/pairings/{pairing}/refusal", Who::SignedIn, refuse)
        .post("/pairings/{pairing}/withdrawal", Who::SignedIn, withdraw)
        .get("/pairing-invitations/{token}", Who::Public, invited)
}

/// What the other says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ConfirmForm {
    related: String,
}

#[derive(Template)]
#[template(path = "relationships/pairing.html")]
struct PairingPage {
    layout: Layout,
    pairing: Pairing,
    form: ConfirmForm,
    errors: FormErrors,
    now: Instant,
}

/// What a letter leads to: who asks, and how to answer.
#[derive(Template)]
#[template(path = "relationships/pairing_invitation.html")]
struct InvitedPage {
    layout: Layout,
    pairing: Pairing,
    signed_in: bool,
}

async fn load(app: &App, viewer: &Viewer, id: PairingId) -> Result<Pairing, PageError> {
    let mut db = app.db.acquire().await?;
    let found = store::of_account(&mut db, viewer.account_id, Some(id), app.clock.now()).await?;
    found.into_iter().next().ok_or(PageError::NotFound)
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<PairingId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let pairing = load(&app, &viewer, id).await?;
    let now = app.clock.now();
    page(&PairingPage { layout, pairing, form: ConfirmForm::default(), errors: FormErrors::none(), now })
}

async fn confirm(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<PairingId>,
    State(app): State<App>,
    Form(form): Form<ConfirmForm>,
) -> Result<Response, PageError> {
    let by = viewer.account_id;
    match form.related.as_str() {
        "no" => {}
        "yes" => {
            let asked = load(&app, &viewer, id).await.ok();
            let other = asked.map_or_else(|| "they".to_owned(), |pairing| pairing.first_name().to_owned());
            let mut tx = app.begin(&viewer).await?;
            match actions::declare(&mut tx, &app, by, id).await {
                Ok(()) => tx.commit().await?,
                Err(error) => return Err(error.page(by)),
            }
            return page(&RelatedPage { layout, other, declared: true });
        }
        _ => {
            let pairing = load(&app, &viewer, id).await?;
            if !pairing.asks_me {
                return Err(PageError::NotFound);
            }
            let sentence = "Select no, or yes if one of you manages, assesses or appraises the other";
            let (layout, errors) = (layout.with_errors(true), FormErrors::one("related", sentence));
            return unprocessable(&PairingPage { layout, pairing, form, errors, now: app.clock.now() });
        }
    }
    let mut tx = app.begin(&viewer).await?;
    let confirmed = match actions::confirm(&mut tx, &app, by, id).await {
        Ok(confirmed) => confirmed,
        Err(error) => return Err(error.page(by)),
    };
    tx.commit().await?;
    Ok(match confirmed {
        Confirmed::Agreeing(relationship) => see_other(
            &format!("{}/agreement", crate::relationships::path(relationship)),
            "Confirmed. Now both of you read and sign how you work together.",
        ),
        Confirmed::There => see_other("/relationships", "You work together here already."),
    })
}

async fn refuse(
    viewer: Viewer,
    Path(id): Path<PairingId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    match actions::refuse(&mut tx, &app, viewer.account_id, id).await {
        Ok(()) => tx.commit().await?,
        Err(error) => return Err(error.page(viewer.account_id)),
    }
    Ok(see_other(
        "/relationships",
        "Thank you. Nothing more happens, they are not told, and they cannot ask you this again for 90 days.",
    ))
}

async fn withdraw(
    viewer: Viewer,
    Path(id): Path<PairingId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    match actions::withdraw(&mut tx, &app, viewer.account_id, id).await {
        Ok(()) => tx.commit().await?,
        Err(error) => return Err(error.page(viewer.account_id)),
    }
    Ok(see_other("/relationships", "Taken back."))
}

/// Opening it changes nothing (S7): it says who asks, and to answer one signs in with the address it came to.
async fn invited(
    viewer: Option<Viewer>,
    layout: Layout,
    Path(token): Path<String>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let token = Token::parse(&token).ok_or(PageError::NotFound)?;
    let mut db = app.db.acquire().await?;
    let since = app.clock.now().minus(OPEN_FOR);
    let pairing = store::of_token(&mut db, &token.hash(), since).await?.ok_or(PageError::NotFound)?;
    page(&InvitedPage { layout, pairing, signed_in: viewer.is_some() })
}
