use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::{require, submission};
use crate::accounts::Viewer;
use crate::accounts::employment::{self, ProveError};
use crate::app::App;
use crate::events::Actor;
use crate::memberships::Status;
use crate::memberships::list_store::{self, Member};
use crate::organisations::{self, ChoiceForm, Chooser, chooser, day_of, resolve};
use crate::platform::ids::{MembershipId, PoolId, SubmissionId};
use crate::platform::web::{Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable};
use crate::pools;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct EmployerForm {
    submission: String,
    #[serde(flatten)]
    workplace: ChoiceForm,
}

#[derive(Template)]
#[template(path = "memberships/employer.html")]
struct EmployerPage {
    layout: Layout,
    name: String,
    here: String,
    submission: String,
    chooser: Chooser,
    errors: FormErrors,
}

async fn load(app: &App, viewer: &Viewer, pool: PoolId, id: MembershipId) -> Result<Member, PageError> {
    require(viewer, pool)?;
    let mut db = app.db.acquire().await?;
    let member = list_store::member(&mut db, pool, id).await?.ok_or(PageError::NotFound)?;
    if member.closed || member.membership.status == Status::Left {
        return Err(PageError::NotFound);
    }
    Ok(member)
}

fn here(pool: PoolId, id: MembershipId) -> String {
    format!("/pools/{pool}/members/{id}")
}

pub async fn ask(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((pool, id)): Path<(PoolId, MembershipId)>,
) -> Result<Response, PageError> {
    let member = load(&app, &viewer, pool, id).await?;
    let submission = SubmissionId::new(app.clock.now()).to_string();
    let errors = FormErrors::none();
    let here = here(pool, id);
    page(&EmployerPage { layout, name: member.name, here, submission, chooser: Chooser::empty(), errors })
}

pub async fn save(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path((pool, id)): Path<(PoolId, MembershipId)>,
    Form(form): Form<EmployerForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let member = load(&app, &viewer, pool, id).await?;
    let here = here(pool, id);
    let mut tx = app.begin(&viewer).await?;
    let EmployerForm { submission: sent, workplace } = form;
    let name = member.name.clone();
    if workplace.wants_search() {
        let chooser = chooser(&mut tx, &workplace, now).await?;
        let errors = FormErrors::none();
        return page(&EmployerPage { layout, name, here, submission: sent, chooser, errors });
    }
    let mut errors = FormErrors::none();
    let Some(choice) = resolve(&mut tx, &workplace, now, &mut errors).await? else {
        let chooser = chooser(&mut tx, &workplace, now).await?;
        let layout = layout.with_errors(true);
        return unprocessable(&EmployerPage { layout, name, here, submission: sent, chooser, errors });
    };
    let by = Actor::Account(viewer.account_id);
    let organisation = organisations::settle(&mut tx, by, now, submission(&sent, now), &choice).await?;
    let known = !pools::covered(&mut tx, &[pool], &[organisation], day_of(now)).await?.is_empty();
    let account = member.membership.account_id;
    match employment::record(&mut tx, viewer.account_id, now, account, organisation, known).await {
        Ok(()) => {}
        Err(ProveError::NotThere) => return Err(PageError::NotFound),
        Err(error @ ProveError::Oneself) => return Err(PageError::Conflict(format!("{error}."))),
        Err(ProveError::Database(error)) => return Err(error.into()),
    }
    tx.commit().await?;
    let sentence = if known {
        "Recorded, and confirmed by you."
    } else {
        "Recorded. It is outside your pool’s area, so somebody there has to confirm it."
    };
    Ok(see_other(&here, sentence))
}
