use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::web::EmploymentPage;
use crate::accounts::Viewer;
use crate::admin::desk::Desk;
use crate::admin::submission;
use crate::app::App;
use crate::organisations::{self, CodeLife, JoinCode, JoinCodeId, Stored, day_of};
use crate::platform::ids::OrganisationId;
use crate::platform::web::{Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CodeForm {
    submission: String,
    life: String,
}

/// Shows a code, once; answered to the POST itself, because no cookie, address or row may hold its text.
#[derive(Template)]
#[template(path = "admin/join_code.html")]
struct CodePage {
    layout: Layout,
    desk: Desk,
    organisation: Stored,
    code: JoinCode,
    days: String,
}

pub(super) async fn create(
    desk: Desk,
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Path(id): Path<OrganisationId>,
    Form(form): Form<CodeForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    desk.require(&mut tx, id, now).await?;
    let organisation = organisations::get(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    if organisation.has_ended(day_of(now)) {
        return Err(PageError::Conflict(
            "This organisation has ended. Make a code for its successor.".to_owned(),
        ));
    }
    let life = match CodeLife::parse(&form.life) {
        Ok(life) => life,
        Err(sentence) => {
            drop(tx);
            let shown = EmploymentPage::load(&app, &viewer, layout, desk, organisation).await?;
            return unprocessable(&shown.with_errors(form.life, FormErrors::one("life", sentence)));
        }
    };
    let submission = submission(&form.submission, now);
    let made = organisations::create_join_code(&mut tx, viewer.account_id, now, submission, id, life).await?;
    tx.commit().await?;
    match made {
        Some(code) => page(&CodePage { layout, desk, organisation, code, days: form.life }),
        None => Ok(see_other(
            &desk.employment_of(&id),
            "That code was made and shown before. Nobody can show it again: make another if you did not note it.",
        )),
    }
}

pub(super) async fn revoke(
    desk: Desk,
    viewer: Viewer,
    State(app): State<App>,
    Path((id, code)): Path<(OrganisationId, JoinCodeId)>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    desk.require(&mut tx, id, now).await?;
    if !organisations::revoke_join_code(&mut tx, viewer.account_id, now, id, code).await? {
        return Err(PageError::NotFound);
    }
    tx.commit().await?;
    Ok(see_other(&desk.employment_of(&id), "The code no longer works. Who used it before keeps the proof."))
}
