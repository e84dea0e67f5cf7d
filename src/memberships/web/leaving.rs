use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::held::{self, Held};
use crate::accounts::Viewer;
use crate::app::{App, membership_ended};
use crate::memberships::{By, Leaving, Status, Target, drop_offering, leave};
use crate::platform::ids::MembershipId;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable,
};
use crate::pools::Offering;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LeavingForm {
    version: String,
    leaving: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OfferingForm {
    offering: String,
}

#[derive(Template)]
#[template(path = "memberships/leaving.html")]
struct LeavingPage {
    layout: Layout,
    held: Held,
    form: LeavingForm,
    reasons: Vec<Choice>,
    errors: FormErrors,
}

fn reasons() -> Vec<Choice> {
    let label = |leaving: Leaving| match leaving {
        Leaving::MovedOn => "I have moved to another employer",
        Leaving::Retired => "I have retired",
        _ => "I would rather stop",
    };
    Leaving::BY_MEMBER.map(|leaving| Choice::new(leaving.code(), label(leaving))).to_vec()
}

pub async fn ask(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<MembershipId>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let held = held::one(&mut db, viewer.account_id, id, app.clock.now()).await?;
    if held.membership.status == Status::Left {
        return Ok(see_other("/memberships", "You have left this pool already."));
    }
    let form = LeavingForm { version: held.membership.version.to_string(), ..LeavingForm::default() };
    page(&LeavingPage { layout, held, form, reasons: reasons(), errors: FormErrors::none() })
}

pub async fn save(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<MembershipId>,
    Form(form): Form<LeavingForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let held = held::one(&mut tx, viewer.account_id, id, now).await?;
    let Some(leaving) = Leaving::BY_MEMBER.into_iter().find(|one| one.code() == form.leaving) else {
        let errors = FormErrors::one("leaving", "Choose what fits best");
        let layout = layout.with_errors(true);
        return unprocessable(&LeavingPage { layout, held, form, reasons: reasons(), errors });
    };
    let version = form.version.parse().ok();
    let target = Target { pool: held.membership.pool_id, membership: id, version };
    leave(&mut tx, &app.outbox, By::member(&viewer), now, target, leaving).await?;
    membership_ended(&mut tx, &app, &viewer, viewer.account_id).await?;
    tx.commit().await?;
    let sentence = format!("You have left {}. Thank you for what you gave.", held.asking.name);
    Ok(see_other("/memberships", &sentence))
}

pub async fn drop_one(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<MembershipId>,
    Form(form): Form<OfferingForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let held = held::one(&mut tx, viewer.account_id, id, now).await?;
    let offering =
        Offering::parse(&form.offering).map_err(|sentence| PageError::BadRequest(format!("{sentence}.")))?;
    let target = Target { pool: held.membership.pool_id, membership: id, version: None };
    drop_offering(&mut tx, By::member(&viewer), now, target, offering).await?;
    tx.commit().await?;
    Ok(see_other("/memberships", &format!("You no longer offer {offering} in {}.", held.asking.name)))
}
