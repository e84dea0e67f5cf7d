use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::model::Passport;
use super::signing::{Key, Verdict};
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::web::filters;
use crate::platform::web::{Form, FormErrors, Layout, PageError, page, unprocessable};

/// What was pasted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct CheckForm {
    document: String,
}

#[derive(Template)]
#[template(path = "ledger/check.html")]
struct CheckPage {
    layout: Layout,
    form: CheckForm,
    errors: FormErrors,
}

#[derive(Template)]
#[template(path = "ledger/genuine.html")]
struct GenuinePage {
    layout: Layout,
    passport: Passport,
    issued_on: Day,
}

/// The public half of the key that signs passports.
pub(super) async fn key(State(app): State<App>) -> Result<Response, PageError> {
    let key = Key::of(&app.secret).map_err(PageError::internal)?;
    Ok(axum::Json(key.published()).into_response())
}

pub(super) async fn ask(layout: Layout) -> Result<Response, PageError> {
    page(&CheckPage { layout, form: CheckForm::default(), errors: FormErrors::none() })
}

pub(super) async fn check(
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<CheckForm>,
) -> Result<Response, PageError> {
    let key = Key::of(&app.secret).map_err(PageError::internal)?;
    let sentence = match key.check(&form.document) {
        Verdict::Genuine(passport) => {
            let issued_on = day_of(passport.issued_at);
            return page(&GenuinePage { layout, passport: *passport, issued_on });
        }
        Verdict::Unreadable if form.document.trim().is_empty() => "Paste the whole passport",
        Verdict::Unreadable => {
            "This is not a whole passport. Open the file you were sent and paste all of it, from the first bracket to the last"
        }
        Verdict::OtherKey => {
            "This hub did not sign it with the key it has now. Check it at the hub that gave it, or ask for a new one"
        }
        Verdict::Altered => {
            "This is not genuine: it is not as this hub signed it. Ask for a new one, and rely on nothing in this one"
        }
    };
    let errors = FormErrors::one("document", sentence);
    unprocessable(&CheckPage { layout: layout.with_errors(true), form, errors })
}
