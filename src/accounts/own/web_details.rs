use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::model::{DetailsForm, Own};
use super::{actions, store};
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Routes, Who, page, see_other, unprocessable,
};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/account/details", Who::SignedIn, show).post("/account/details", Who::SignedIn, save)
}

#[derive(Template)]
#[template(path = "accounts/details.html")]
struct DetailsPage {
    layout: Layout,
    form: DetailsForm,
    errors: FormErrors,
    /// What is kept by now, when it changed while the form was open.
    kept: Option<Own>,
}

async fn show(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let form = DetailsForm::of(&store::own(&mut db, viewer.account_id).await?);
    page(&DetailsPage { layout, form, errors: FormErrors::none(), kept: None })
}

async fn save(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(mut form): Form<DetailsForm>,
) -> Result<Response, PageError> {
    let details = match form.parse() {
        Ok(details) => details,
        Err(errors) => {
            return unprocessable(&DetailsPage {
                layout: layout.with_errors(true),
                form,
                errors,
                kept: None,
            });
        }
    };
    let mut tx = app.begin(&viewer).await?;
    if !actions::change_details(&mut tx, &viewer, app.clock.now(), form.version, &details).await? {
        let own = store::own(&mut tx, viewer.account_id).await?;
        form.version = own.version;
        let answer = page(&DetailsPage { layout, form, errors: FormErrors::none(), kept: Some(own) })?;
        return Ok((StatusCode::CONFLICT, answer).into_response());
    }
    tx.commit().await?;
    Ok(see_other("/account", "Your details are saved."))
}
