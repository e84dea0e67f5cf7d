use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::place_watch::{self, Refusal};
use super::{place_watch_store, web};
use crate::accounts::{Viewer, local_path};
use crate::app::App;
use crate::platform::ids::AccountId;
use crate::platform::web::{Form, PageError, Routes, Who, see_other};
use crate::pools::Offering;
use crate::search::asker::{self, Also, Reader};
use crate::search::cards::{self, Sight};

pub(super) fn routes() -> Routes<App> {
    Routes::new().post("/place-watches", Who::SignedIn, wait).post(
        "/place-watches/removals",
        Who::SignedIn,
        stop_waiting,
    )
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct WaitForm {
    practitioner: String,
    offering: String,
    /// Where to go afterwards: a local path.
    next: String,
}

impl WaitForm {
    fn person(&self) -> Result<AccountId, PageError> {
        self.practitioner.parse().map_err(|_| PageError::BadRequest("whom it is about".into()))
    }

    fn after(&self) -> String {
        if self.next.is_empty() { web::PAGE.to_owned() } else { local_path(&self.next) }
    }
}

async fn wait(
    viewer: Viewer,
    State(app): State<App>,
    Form(form): Form<WaitForm>,
) -> Result<Response, PageError> {
    let person = form.person()?;
    let offering = Offering::parse(&form.offering).unwrap_or(Offering::Mentoring);
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let reader = Reader::Account(&viewer);
    let asking = asker::load(&mut tx, &app.secret, reader, Also::default(), now).await?;
    let cards = cards::load(&mut tx, &asking, &[person], Sight::EvenApart).await?;
    let card = cards.first().ok_or(PageError::NotFound)?;
    if card.left > 0 {
        return Ok(see_other(&form.after(), "There is a place right now, so there is nothing to wait for."));
    }
    match place_watch::wait(&mut tx, now, viewer.account_id, person, offering).await {
        Ok(()) => tx.commit().await?,
        Err(Refusal::TooMany) => return Err(PageError::Conflict(Refusal::TooMany.to_string())),
        Err(Refusal::Database(error)) => return Err(error.into()),
    }
    Ok(see_other(&form.after(), "We will write to you once when there is a place. They are not told."))
}

async fn stop_waiting(
    viewer: Viewer,
    State(app): State<App>,
    Form(form): Form<WaitForm>,
) -> Result<Response, PageError> {
    let person = form.person()?;
    let mut tx = app.begin(&viewer).await?;
    place_watch_store::delete(&mut tx, viewer.account_id, person).await?;
    tx.commit().await?;
    Ok(see_other(&form.after(), "You are not waiting for them any more."))
}
