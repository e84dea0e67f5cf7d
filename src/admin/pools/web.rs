use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use crate::accounts::Viewer;
use crate::admin::submission;
use crate::app::App;
use crate::events::Actor;
use crate::organisations::{self, RegionCode, Stored, day_of};
use crate::platform::clock::Instant;
use crate::platform::ids::{OrganisationId, SubmissionId};
use crate::platform::web::filters;
use crate::platform::web::forms::line;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Query, Routes, Who, page, see_other, unprocessable,
};
use crate::pools::{self, CreateError, Listed, NewPool, Place};

pub fn routes() -> Routes<App> {
    Routes::new()
        .get("/admin/pools", Who::Administrator, show)
        .get("/admin/pools/new", Who::Administrator, show_new)
        .post("/admin/pools", Who::Administrator, create)
}

#[derive(Template)]
#[template(path = "admin/pools.html")]
struct PoolsPage {
    layout: Layout,
    pools: Vec<Listed>,
}

async fn show(State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let pools = pools::all(&mut *app.db.acquire().await?, day_of(app.clock.now())).await?;
    page(&PoolsPage { layout, pools })
}

#[derive(Default, Clone, Deserialize)]
#[serde(default)]
struct PoolForm {
    submission: String,
    name: String,
    level: String,
    region: String,
    system: String,
    /// The id of the organisation that runs it; empty for other levels.
    organisation: String,
}

impl PoolForm {
    fn parse(&self, organisation: Option<&Stored>, systems: &[Choice]) -> Result<NewPool, FormErrors> {
        let mut errors = FormErrors::none();
        let name = errors.take("name", line(&self.name, "a name for the pool", 200));
        let name = name.filter(|name| {
            let long_enough = name.chars().count() >= 2;
            if !long_enough {
                errors.add("name", "Enter a name of at least 2 characters");
            }
            long_enough
        });
        let place = match (organisation, self.level.as_str()) {
            (Some(organisation), _) => Some(Place::Organisation(organisation.organisation_id)),
            (None, "national") => Some(Place::National),
            (None, "region") => errors.take("region", RegionCode::parse(&self.region)).map(Place::Region),
            (None, "system") => {
                let chosen =
                    systems.iter().find(|choice| !choice.value.is_empty() && choice.value == self.system);
                if chosen.is_none() {
                    errors.add("system", "Select a system from the list");
                }
                chosen.map(|choice| Place::System(choice.value.clone()))
            }
            (None, _) => {
                errors.add("level", "Choose whom the pool serves");
                None
            }
        };
        match (name, place) {
            (Some(name), Some(place)) => Ok(NewPool { name, place }),
            _ => Err(errors),
        }
    }
}

#[derive(Template)]
#[template(path = "admin/pool_new.html")]
struct NewPoolPage {
    layout: Layout,
    form: PoolForm,
    organisation: Option<Stored>,
    systems: Vec<Choice>,
    regions: Vec<Choice>,
    errors: FormErrors,
}

/// The organisation a form names, with the lists its page needs.
async fn load(app: &App, form: &PoolForm, now: Instant) -> Result<(Option<Stored>, Vec<Choice>), PageError> {
    let today = day_of(now);
    let mut db = app.db.acquire().await?;
    let systems = organisations::system_choices(&mut db, today).await?;
    if form.organisation.is_empty() {
        return Ok((None, systems));
    }
    let id: OrganisationId = form.organisation.parse().map_err(|_| PageError::NotFound)?;
    let organisation = organisations::get(&mut db, id).await?.ok_or(PageError::NotFound)?;
    if organisation.has_ended(today) || organisation.provisional {
        return Err(PageError::Conflict(
            "Only an organisation in the list, and still there, can run a pool.".to_owned(),
        ));
    }
    Ok((Some(organisation), systems))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ForOrganisation {
    organisation: String,
}

async fn show_new(
    State(app): State<App>,
    layout: Layout,
    Query(query): Query<ForOrganisation>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let submission = SubmissionId::new(now).to_string();
    let form = PoolForm { submission, organisation: query.organisation, ..PoolForm::default() };
    let (organisation, systems) = load(&app, &form, now).await?;
    page(&new_page(layout, form, organisation, systems, FormErrors::none()))
}

async fn create(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<PoolForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let (organisation, systems) = load(&app, &form, now).await?;
    let refused = |layout: Layout, form, organisation, systems, errors| {
        unprocessable(&new_page(layout.with_errors(true), form, organisation, systems, errors))
    };
    let new = match form.parse(organisation.as_ref(), &systems) {
        Ok(new) => new,
        Err(errors) => return refused(layout, form, organisation, systems, errors),
    };
    let mut tx = app.begin(&viewer).await?;
    let by = Actor::Account(viewer.account_id);
    match pools::create(&mut tx, by, now, submission(&form.submission, now), &new).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(see_other(
                "/admin/pools",
                "The pool is started. Give it a coordinator next, under people and roles.",
            ))
        }
        Err(taken @ CreateError::NameTaken) => {
            let errors = FormErrors::one("name", taken.to_string());
            refused(layout, form, organisation, systems, errors)
        }
        Err(CreateError::Database(error)) => Err(error.into()),
    }
}

fn new_page(
    layout: Layout,
    form: PoolForm,
    organisation: Option<Stored>,
    systems: Vec<Choice>,
    errors: FormErrors,
) -> NewPoolPage {
    let regions = organisations::options("Choose one", organisations::regions());
    NewPoolPage { layout, form, organisation, systems, regions, errors }
}
