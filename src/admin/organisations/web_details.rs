use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;

use super::store::{self, Shown};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::Actor;
use crate::organisations::{self, Details, EditError, RegionCode, Stored, TypeCode, day_of};
use crate::platform::clock::Instant;
use crate::platform::ids::OrganisationId;
use crate::platform::web::filters;
use crate::platform::web::forms::{line, optional};
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Path, Routes, Who, page, see_other, unprocessable,
};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/admin/organisations/{id}", Who::Administrator, show)
        .get("/admin/organisations/{id}/details", Who::Administrator, show_edit)
        .post("/admin/organisations/{id}/details", Who::Administrator, edit)
        .post("/admin/organisations/{id}/listing", Who::Administrator, list)
}

#[derive(Template)]
#[template(path = "admin/organisation.html")]
pub(super) struct OrganisationPage {
    pub layout: Layout,
    pub shown: Shown,
    pub ended: bool,
    /// The mail domain being added, as it was typed.
    pub domain: String,
    pub now: Instant,
    pub errors: FormErrors,
}

async fn show(
    State(app): State<App>,
    layout: Layout,
    Path(id): Path<OrganisationId>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let shown =
        store::shown(&mut *app.db.acquire().await?, id, day_of(now)).await?.ok_or(PageError::NotFound)?;
    let ended = shown.has_ended(day_of(now));
    page(&OrganisationPage { layout, shown, ended, domain: String::new(), now, errors: FormErrors::none() })
}

#[derive(Default, Clone, Deserialize)]
#[serde(default)]
struct DetailsForm {
    name: String,
    town: String,
    kind: String,
    system: String,
    region: String,
    version: String,
}

impl DetailsForm {
    /// What is stored, with the system it belongs to today.
    fn of(stored: &Stored, system_today: Option<&str>) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            name: stored.name.clone(),
            town: text(&stored.town),
            kind: text(&stored.type_code),
            system: system_today.unwrap_or_default().to_owned(),
            region: text(&stored.region_code),
            version: stored.version.to_string(),
        }
    }

    fn parse(&self, systems: &[Choice]) -> Result<(i32, Details), FormErrors> {
        let mut errors = FormErrors::none();
        let name = errors.take("name", organisations::employer_name(&self.name));
        let town = errors.take("town", optional(&self.town, |raw| line(raw, "the town", 100)));
        let kind = errors.take("kind", optional(&self.kind, TypeCode::parse));
        let region = errors.take("region", optional(&self.region, RegionCode::parse));
        let system = errors.take("system", optional(&self.system, |raw| listed_system(raw, systems)));
        let version = self.version.parse().ok();
        match (name, town, kind, region, system, version) {
            (Some(name), Some(town), Some(kind), Some(region), Some(system), Some(version)) => {
                Ok((version, Details { name, town, kind, system, region }))
            }
            _ => Err(errors),
        }
    }
}

fn listed_system(raw: &str, systems: &[Choice]) -> Result<String, String> {
    systems
        .iter()
        .find(|choice| choice.value == raw)
        .map(|choice| choice.value.clone())
        .ok_or_else(|| "Select a system from the list".to_owned())
}

/// A field that somebody else saved differently.
struct Difference {
    label: &'static str,
    saved: String,
    typed: String,
}

#[derive(Template)]
#[template(path = "admin/organisation_details.html")]
struct DetailsPage {
    layout: Layout,
    id: OrganisationId,
    form: DetailsForm,
    kinds: Vec<Choice>,
    systems: Vec<Choice>,
    regions: Vec<Choice>,
    /// What changed while the form was open; empty otherwise.
    differences: Vec<Difference>,
    errors: FormErrors,
}

impl DetailsPage {
    fn new(layout: Layout, id: OrganisationId, form: DetailsForm, systems: Vec<Choice>) -> Self {
        Self {
            layout,
            id,
            form,
            kinds: organisations::options("Not known", organisations::types()),
            systems,
            regions: organisations::options("Not known", organisations::regions()),
            differences: Vec::new(),
            errors: FormErrors::none(),
        }
    }

    fn differences(&self, saved: &DetailsForm) -> Vec<Difference> {
        let label = |choices: &[Choice], value: &str| {
            choices
                .iter()
                .find(|choice| choice.value == value)
                .map_or_else(|| value.to_owned(), |choice| choice.label.clone())
        };
        [
            ("Name", saved.name.clone(), self.form.name.clone()),
            ("Town or city", saved.town.clone(), self.form.town.clone()),
            ("Kind", label(&self.kinds, &saved.kind), label(&self.kinds, &self.form.kind)),
            ("System", label(&self.systems, &saved.system), label(&self.systems, &self.form.system)),
            (
                "Region or nation",
                label(&self.regions, &saved.region),
                label(&self.regions, &self.form.region),
            ),
        ]
        .into_iter()
        .filter(|(_, saved, typed)| saved != typed)
        .map(|(label, saved, typed)| Difference { label, saved, typed })
        .collect()
    }
}

async fn show_edit(
    State(app): State<App>,
    layout: Layout,
    Path(id): Path<OrganisationId>,
) -> Result<Response, PageError> {
    let today = day_of(app.clock.now());
    let mut db = app.db.acquire().await?;
    let stored = organisations::get(&mut db, id).await?.ok_or(PageError::NotFound)?;
    let area = organisations::area_of(&mut db, &stored, today).await?;
    let systems = organisations::system_choices(&mut db, today).await?;
    drop(db);
    let form = DetailsForm::of(&stored, area.system_code.as_deref());
    page(&DetailsPage::new(layout, id, form, systems))
}

async fn edit(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Path(id): Path<OrganisationId>,
    Form(form): Form<DetailsForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let today = day_of(now);
    let mut tx = app.begin(&viewer).await?;
    let stored = organisations::get(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    let systems = organisations::system_choices(&mut tx, today).await?;
    let (version, mut details) = match form.parse(&systems) {
        Ok(parsed) => parsed,
        Err(errors) => {
            let shown =
                DetailsPage { errors, ..DetailsPage::new(layout.with_errors(true), id, form, systems) };
            return unprocessable(&shown);
        }
    };
    let area = organisations::area_of(&mut tx, &stored, today).await?;
    if area.system_code == details.system {
        // Chosen as it is: the code of the time stays, so that history does.
        details.system.clone_from(&stored.system_code);
    }
    match organisations::edit(&mut tx, Actor::Account(viewer.account_id), now, id, version, &details).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&format!("/admin/organisations/{id}"), "The details are saved."))
        }
        Err(EditError::Stale(saved)) => {
            let area = organisations::area_of(&mut tx, &saved, today).await?;
            let saved_form = DetailsForm::of(&saved, area.system_code.as_deref());
            let typed = DetailsForm { version: saved.version.to_string(), ..form };
            let mut shown = DetailsPage::new(layout, id, typed, systems);
            shown.differences = shown.differences(&saved_form);
            Ok((StatusCode::CONFLICT, page(&shown)?).into_response())
        }
        Err(EditError::NotThere) => Err(PageError::NotFound),
        Err(EditError::Database(error)) => Err(error.into()),
    }
}

async fn list(
    viewer: Viewer,
    State(app): State<App>,
    Path(id): Path<OrganisationId>,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    match organisations::list(&mut tx, Actor::Account(viewer.account_id), app.clock.now(), id).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(
                &format!("/admin/organisations/{id}"),
                "It is in the list now: people find it when they register.",
            ))
        }
        Err(EditError::NotThere | EditError::Stale(_)) => Err(PageError::NotFound),
        Err(EditError::Database(error)) => Err(error.into()),
    }
}
