use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::held::{self, Held};
use crate::accounts::Viewer;
use crate::app::App;
use crate::memberships::{By, MembershipError, Status, Target, pause, resume};
use crate::platform::ids::MembershipId;
use crate::platform::web::{
    DateBoxes, Form, FormErrors, Layout, PageError, Path, page, see_other, unprocessable,
};
use crate::platform::words;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PauseForm {
    version: String,
    #[serde(rename = "until-day")]
    pub until_day: String,
    #[serde(rename = "until-month")]
    pub until_month: String,
    #[serde(rename = "until-year")]
    pub until_year: String,
}

impl PauseForm {
    pub fn boxes(&self) -> DateBoxes<'_> {
        DateBoxes { name: "until", day: &self.until_day, month: &self.until_month, year: &self.until_year }
    }

    pub fn version(&self) -> Option<i32> {
        self.version.parse().ok()
    }
}

#[derive(Template)]
#[template(path = "memberships/pause.html")]
struct PausePage {
    layout: Layout,
    held: Held,
    form: PauseForm,
    errors: FormErrors,
}

impl PausePage {
    fn hint(&self) -> String {
        format!("At most {} from today", words::count(self.held.asking.pause_months, "month", "months"))
    }
}

pub async fn ask(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<MembershipId>,
) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let held = held::one(&mut db, viewer.account_id, id, app.clock.now()).await?;
    if held.membership.status != Status::Active {
        return Ok(see_other("/memberships", "You can pause while you are active in a pool."));
    }
    let form = PauseForm { version: held.membership.version.to_string(), ..PauseForm::default() };
    page(&PausePage { layout, held, form, errors: FormErrors::none() })
}

pub async fn save(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<MembershipId>,
    Form(form): Form<PauseForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let held = held::one(&mut tx, viewer.account_id, id, now).await?;
    let mut errors = FormErrors::none();
    let until = form.boxes().parse("the day you come back", &mut errors);
    if let (None, true) = (until, errors.is_empty()) {
        errors.add("until-day", "Enter the last day of your pause");
    }
    if let Some(until) = until {
        let target = Target { pool: held.membership.pool_id, membership: id, version: form.version() };
        match pause(&mut tx, By::member(&viewer), now, target, until).await {
            Ok(()) => {
                tx.commit().await?;
                let sentence =
                    format!("You are paused until {}. Nothing runs out meanwhile.", words::date(until));
                return Ok(see_other("/memberships", &sentence));
            }
            Err(MembershipError::Limit(sentence)) => errors.add("until-day", sentence),
            Err(other) => return Err(other.into()),
        }
    }
    unprocessable(&PausePage { layout: layout.with_errors(true), held, form, errors })
}

pub async fn come_back(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<MembershipId>,
    Form(form): Form<PauseForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let held = held::one(&mut tx, viewer.account_id, id, now).await?;
    let target = Target { pool: held.membership.pool_id, membership: id, version: form.version() };
    resume(&mut tx, By::member(&viewer), now, target).await?;
    tx.commit().await?;
    Ok(see_other("/memberships", "Welcome back. Mentees find you again, as far as you have places."))
}
