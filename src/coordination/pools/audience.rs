use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::{crumbs, require};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::Actor;
use crate::organisations::{self, Found, RegionCode, day_of};
use crate::platform::ids::{OrganisationId, PoolId};
use crate::platform::web::{
    Choice, Crumb, Form, FormErrors, Layout, PageError, Path, Query, page, see_other, unprocessable,
};
use crate::pools::setup::{self, Audience, Opened};
use crate::pools::{self, Shown};

/// How many organisations a search offers.
const OFFERED: usize = 10;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AudienceForm {
    /// `region:` or `system:` and a code.
    area: String,
    organisation: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SearchForm {
    q: String,
}

#[derive(Template)]
#[template(path = "coordination/pools/audience.html")]
struct AudiencePage {
    layout: Layout,
    crumbs: Vec<Crumb>,
    pool: Shown,
    opened: Vec<Opened>,
    areas: Vec<Choice>,
    form: AudienceForm,
    q: String,
    found: Vec<Found>,
    errors: FormErrors,
}

async fn build(
    app: &App,
    viewer: &Viewer,
    id: PoolId,
    layout: Layout,
    q: String,
    form: AudienceForm,
    errors: FormErrors,
) -> Result<AudiencePage, PageError> {
    require(viewer, id)?;
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let pool = pools::find(&mut db, id).await?.ok_or(PageError::NotFound)?;
    let opened = setup::audience(&mut db, id).await?;
    let systems = organisations::system_choices(&mut db, day_of(now)).await?;
    let found = if q.trim().is_empty() {
        Vec::new()
    } else {
        organisations::search(&mut db, &q, now, OFFERED).await?
    };
    let mut areas = vec![Choice::new("", "Choose one")];
    areas.extend(organisations::regions().iter().map(|region| {
        Choice::new(format!("region:{}", region.code), format!("{} (region or nation)", region.label))
    }));
    areas.extend(
        systems
            .into_iter()
            .filter(|system| !system.value.is_empty())
            .map(|system| Choice::new(format!("system:{}", system.value), system.label)),
    );
    Ok(AudiencePage {
        layout: layout.with_errors(!errors.is_empty()),
        crumbs: crumbs(id, &pool.name),
        pool,
        opened,
        areas,
        form,
        q,
        found,
        errors,
    })
}

pub(super) async fn show(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
    Query(search): Query<SearchForm>,
) -> Result<Response, PageError> {
    let form = AudienceForm::default();
    page(&build(&app, &viewer, id, layout, search.q, form, FormErrors::none()).await?)
}

pub(super) async fn add(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<AudienceForm>,
) -> Result<Response, PageError> {
    let empty =
        build(&app, &viewer, id, layout, String::new(), AudienceForm::default(), FormErrors::none()).await?;
    let offered = empty.areas.iter().any(|area| area.value == form.area);
    let mut tx = app.begin(&viewer).await?;
    let chosen = match form.area.split_once(':').filter(|_| offered) {
        Some(("region", code)) => RegionCode::parse(code).ok().map(Audience::Region),
        Some((_, code)) => Some(Audience::System(code.to_owned())),
        None => match form.organisation.parse::<OrganisationId>() {
            Ok(id) => organisations::get(&mut tx, id)
                .await?
                .filter(|found| !found.has_ended(day_of(app.clock.now())))
                .map(|found| Audience::Organisation(found.organisation_id)),
            Err(_) => None,
        },
    };
    let Some(audience) = chosen else {
        let errors = FormErrors::one("area", "Choose an area, or search for an organisation");
        let layout = empty.layout.with_errors(true);
        return unprocessable(&AudiencePage { layout, form, errors, ..empty });
    };
    setup::open_to(&mut tx, Actor::Account(viewer.account_id), app.clock.now(), id, &audience).await?;
    tx.commit().await?;
    Ok(see_other(&format!("/pools/{id}/setup/audience"), "Their people may look in the pool now."))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct RemovalForm {
    audience: Uuid,
}

pub(super) async fn remove(
    viewer: Viewer,
    Path(id): Path<PoolId>,
    State(app): State<App>,
    Form(form): Form<RemovalForm>,
) -> Result<Response, PageError> {
    require(&viewer, id)?;
    let mut tx = app.begin(&viewer).await?;
    pools::find(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    setup::close_to(&mut tx, Actor::Account(viewer.account_id), app.clock.now(), id, form.audience).await?;
    tx.commit().await?;
    Ok(see_other(
        &format!("/pools/{id}/setup/audience"),
        "They no longer look in the pool. What they arranged before goes on.",
    ))
}
