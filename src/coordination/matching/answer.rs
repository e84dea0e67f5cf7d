use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::actions;
use super::model::{Proposal, Standing};
use super::store;
use crate::accounts::Viewer;
use crate::app::App;
use crate::coordination::ProposalId;
use crate::platform::web::{Layout, PageError, Path, Routes, Who, filters, page, see_other};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/proposals/{id}", Who::SignedIn, show)
        .post("/proposals/{id}/taking", Who::SignedIn, take)
        .post("/proposals/{id}/declining", Who::SignedIn, decline)
}

#[derive(Template)]
#[template(path = "coordination/proposal.html")]
struct ProposalPage {
    layout: Layout,
    proposal: Proposal,
    /// Names may be shown: the reader's employment is proven.
    names: bool,
}

impl ProposalPage {
    fn waits(&self) -> bool {
        self.proposal.status == Standing::Waiting
    }

    fn is_taken(&self) -> bool {
        self.proposal.status == Standing::Taken
    }
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<ProposalId>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    let found = store::find(&mut tx, id, viewer.account_id, app.clock.now()).await?;
    let proposal = found.ok_or(PageError::NotFound)?;
    page(&ProposalPage { layout, proposal, names: viewer.employment_proven })
}

async fn take(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<ProposalId>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    actions::take(&mut tx, &app, viewer.account_id, id).await?;
    tx.commit().await?;
    Ok(see_other("/shortlist", "They are on your shortlist. Nobody is asked unless you ask them."))
}

async fn decline(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<ProposalId>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    actions::decline(&mut tx, &app, viewer.account_id, id).await?;
    tx.commit().await?;
    Ok(see_other("/dashboard", "Thank you. Nothing else happens."))
}
