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
    /// `national`, or `region:` or `system:` and a code.
    place: String,
    /// The id of the organisation that runs it; empty for other levels.
    organisation: String,
}

impl PoolForm {
    fn parse(&self, organisation: Option<&Stored>, places: &[Choice]) -> Result<NewPool, FormErrors> {
        let mut errors = FormErrors::none();
        let name = errors.take("name", pool_name(&self.name));
        let place = match organisation {
            Some(organisation) => Some(Place::Organisation(organisation.organisation_id)),
            None => errors.take("place", place(&self.place, places)),
        };
        match (name, place) {
            (Some(name), Some(place)) => Ok(NewPool { name, place }),
            _ => Err(errors),
        }
    }
}

fn pool_name(raw: &str) -> Result<String, String> {
    let name = line(raw, "a name for the pool", 200)?;
    if name.chars().count() < 2 { Err("Enter a name of at least 2 characters".to_owned()) } else { Ok(name) }
}

/// One of the places offered.
fn place(raw: &str, places: &[Choice]) -> Result<Place, String> {
    let missing = || "Select whom the pool serves".to_owned();
    if raw.is_empty() || !places.iter().any(|choice| choice.value == raw) {
        return Err(missing());
    }
    match raw.split_once(':') {
        None => Ok(Place::National),
        Some(("region", code)) => RegionCode::parse(code).map(Place::Region),
        Some(("system", code)) => Ok(Place::System(code.to_owned())),
        Some(_) => Err(missing()),
    }
}

/// Everybody, then regions and nations, then systems.
fn places(systems: Vec<Choice>) -> Vec<Choice> {
    let mut places = vec![Choice::new("", "Choose one"), Choice::new("national", "Everybody")];
    let region = |region: &organisations::Labelled| {
        Choice::new(format!("region:{}", region.code), format!("{} (region or nation)", region.label))
    };
    places.extend(organisations::regions().iter().map(region));
    let systems = systems.into_iter().filter(|system| !system.value.is_empty());
    places.extend(systems.map(|system| Choice::new(format!("system:{}", system.value), system.label)));
    places
}

#[derive(Template)]
#[template(path = "admin/pool_new.html")]
struct NewPoolPage {
    layout: Layout,
    form: PoolForm,
    organisation: Option<Stored>,
    places: Vec<Choice>,
    errors: FormErrors,
}

/// The organisation a form names, with the places its page offers.
async fn load(app: &App, form: &PoolForm, now: Instant) -> Result<(Option<Stored>, Vec<Choice>), PageError> {
    let today = day_of(now);
    let mut db = app.db.acquire().await?;
    let places = places(organisations::system_choices(&mut db, today).await?);
    if form.organisation.is_empty() {
        return Ok((None, places));
    }
    let id: OrganisationId = form.organisation.parse().map_err(|_| PageError::NotFound)?;
    let organisation = organisations::get(&mut db, id).await?.ok_or(PageError::NotFound)?;
    if organisation.has_ended(today) || organisation.provisional {
        return Err(PageError::Conflict(
            "Only an organisation in the list, and still there, can run a pool.".to_owned(),
        ));
    }
    Ok((Some(organisation), places))
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
    let (organisation, places) = load(&app, &form, now).await?;
    page(&NewPoolPage { layout, form, organisation, places, errors: FormErrors::none() })
}

async fn create(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<PoolForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let (organisation, places) = load(&app, &form, now).await?;
    let refused = |layout: Layout, form, organisation, places, errors| {
        unprocessable(&NewPoolPage { layout: layout.with_errors(true), form, organisation, places, errors })
    };
    let new = match form.parse(organisation.as_ref(), &places) {
        Ok(new) => new,
        Err(errors) => return refused(layout, form, organisation, places, errors),
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
            refused(layout, form, organisation, places, errors)
        }
        Err(CreateError::Database(error)) => Err(error.into()),
    }
}
