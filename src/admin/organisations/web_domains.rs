use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::store;
use super::web_details::OrganisationPage;
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::Actor;
use crate::organisations::{self, AddDomainError, MailDomain, day_of};
use crate::platform::ids::OrganisationId;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Routes, Who, see_other, unprocessable,
};

pub(super) fn routes() -> Routes<App> {
    Routes::new().post("/admin/organisations/{id}/domains", Who::Administrator, add).post(
        "/admin/organisations/{id}/domain-removals",
        Who::Administrator,
        remove,
    )
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DomainForm {
    domain: String,
}

async fn add(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Path(id): Path<OrganisationId>,
    Form(form): Form<DomainForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let shown = store::shown(&mut tx, id, day_of(now)).await?.ok_or(PageError::NotFound)?;
    let ended = shown.has_ended(day_of(now));
    if ended {
        return Err(PageError::Conflict(
            "This organisation has ended. Add the domain to its successor.".to_owned(),
        ));
    }
    let sentence = match MailDomain::parse(&form.domain) {
        Ok(domain) => {
            let by = Actor::Account(viewer.account_id);
            match organisations::add_domain(&mut tx, by, now, id, &domain).await {
                Ok(()) => {
                    tx.commit().await?;
                    let done =
                        format!("Addresses of {} now prove that somebody works here.", domain.as_str());
                    return Ok(see_other(&format!("/admin/organisations/{id}"), &done));
                }
                Err(AddDomainError::Database(error)) => return Err(error.into()),
                Err(taken @ AddDomainError::Taken { .. }) => taken.to_string(),
            }
        }
        Err(error) => error.to_string(),
    };
    let errors = FormErrors::one("domain", sentence);
    unprocessable(&OrganisationPage {
        layout: layout.with_errors(true),
        shown,
        ended,
        domain: form.domain,
        now,
        errors,
    })
}

async fn remove(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<OrganisationId>,
    Form(form): Form<DomainForm>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    organisations::get(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    let by = Actor::Account(viewer.account_id);
    organisations::remove_domain(&mut tx, by, app.clock.now(), id, &form.domain).await?;
    tx.commit().await?;
    Ok(see_other(
        &format!("/admin/organisations/{id}"),
        "The domain is removed. Who proved their employment by it keeps the proof.",
    ))
}
