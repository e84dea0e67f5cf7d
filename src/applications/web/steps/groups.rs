//! The steps that are groups of the profile, and places.

use askama::Template;
use axum::response::Response;
use sqlx::PgConnection;

use super::{Hub, Id, caption, crumbs, editable, hold, not_saved, onward, places_not_saved};
use crate::accounts::Viewer;
use crate::app::App;
use crate::applications::model::Step;
use crate::applications::store::{self, Application};
use crate::availability::{self, forms::PlaceForm};
use crate::events::Actor;
use crate::organisations::day_of;
use crate::platform::web::{Crumb, Form, FormErrors, Layout, PageError, page, unprocessable};
use crate::pools;
use crate::profiles::forms::{AboutForm, HelpForm, Options, WaysForm, WorkForm};
use crate::profiles::{self, Profile};
use crate::vocabulary::{self, List};

/// The frame of a step's page.
struct Frame {
    layout: Layout,
    crumbs: Vec<Crumb>,
    caption: String,
    application: Application,
}

impl Frame {
    fn new(layout: Layout, application: Application, step: Step, errors: &FormErrors) -> Self {
        Self {
            layout: layout.with_errors(!errors.is_empty()),
            crumbs: crumbs(&application),
            caption: caption(step),
            application,
        }
    }
}

/// A step's page: its form inside its frame.
macro_rules! step_page {
    ($name:ident, $path:literal, $form:ty, $options:ty) => {
        #[derive(Template)]
        #[template(path = $path)]
        struct $name {
            layout: Layout,
            crumbs: Vec<Crumb>,
            caption: String,
            application: Application,
            form: $form,
            #[allow(dead_code, reason = "two steps offer nothing to choose from")]
            options: $options,
            errors: FormErrors,
        }

        impl $name {
            fn new(frame: Frame, form: $form, options: $options, errors: FormErrors) -> Self {
                let Frame { layout, crumbs, caption, application } = frame;
                Self { layout, crumbs, caption, application, form, options, errors }
            }
        }
    };
}

step_page!(AboutPage, "applications/steps/about.html", AboutForm, ());
step_page!(RolePage, "applications/steps/role.html", WorkForm, Options);
step_page!(HelpPage, "applications/steps/help.html", HelpForm, Options);
step_page!(ApproachPage, "applications/steps/approach.html", WaysForm, Options);
step_page!(AvailabilityPage, "applications/steps/availability.html", PlaceForm, ());

/// The profile as it is, or an empty one.
async fn profile(db: &mut PgConnection, viewer: &Viewer) -> Result<Profile, sqlx::Error> {
    let found = profiles::load(db, viewer.account_id).await?;
    Ok(found.unwrap_or_else(|| Profile {
        account_id: viewer.account_id,
        about: profiles::About::default(),
        seniority: None,
        terms: Vec::new(),
        version: 1,
    }))
}

pub(super) async fn load(
    app: &App,
    viewer: &Viewer,
    lists: &[List],
) -> Result<(Profile, Options), PageError> {
    let mut db = app.db.acquire().await?;
    let profile = profile(&mut db, viewer).await?;
    let terms = vocabulary::terms(&mut db, lists).await?;
    let options = Options::of(terms, day_of(app.clock.now()), &profile);
    Ok((profile, options))
}

const WORK: [List; 3] = [List::Profession, List::Specialty, List::Seniority];
const WAYS: [List; 4] = [List::Approach, List::Skill, List::Delivery, List::Language];

pub(super) async fn about(viewer: Viewer, id: Id, layout: Layout, app: Hub) -> Result<Response, PageError> {
    let application = editable(&app, &viewer, id.0).await?;
    let (profile, _) = load(&app, &viewer, &[]).await?;
    let errors = FormErrors::none();
    let frame = Frame::new(layout, application, Step::About, &errors);
    page(&AboutPage::new(frame, AboutForm::of(&profile), (), errors))
}

pub(super) async fn save_about(
    viewer: Viewer,
    id: Id,
    layout: Layout,
    app: Hub,
    Form(form): Form<AboutForm>,
) -> Result<Response, PageError> {
    let application = editable(&app, &viewer, id.0).await?;
    let parsed = form.parse().and_then(|about| {
        let mut errors = FormErrors::none();
        if about.headline.is_empty() {
            errors.add("headline", "Say in one line what you can help with");
        }
        if about.job_title.is_empty() {
            errors.add("job_title", "Enter your job title");
        }
        if about.biography.is_empty() {
            errors.add("biography", "Write a few lines about yourself");
        }
        if errors.is_empty() { Ok(about) } else { Err(errors) }
    });
    let about = match parsed {
        Ok(about) => about,
        Err(errors) => {
            let frame = Frame::new(layout, application, Step::About, &errors);
            return unprocessable(&AboutPage::new(frame, form, (), errors));
        }
    };
    let now = app.clock.now();
    let by = Actor::Account(viewer.account_id);
    let mut tx = app.begin(&viewer).await?;
    let application = hold(&mut tx, &viewer, id.0).await?;
    profiles::save_about(&mut tx, by, now, viewer.account_id, None, &about).await.map_err(not_saved)?;
    store::mark_step(&mut tx, now, id.0, Step::About.code()).await?;
    tx.commit().await?;
    Ok(onward(&application, Step::About))
}

pub(super) async fn role(viewer: Viewer, id: Id, layout: Layout, app: Hub) -> Result<Response, PageError> {
    let application = editable(&app, &viewer, id.0).await?;
    let (profile, options) = load(&app, &viewer, &WORK).await?;
    let errors = FormErrors::none();
    let frame = Frame::new(layout, application, Step::Role, &errors);
    page(&RolePage::new(frame, WorkForm::of(&profile), options, errors))
}

pub(super) async fn save_role(
    viewer: Viewer,
    id: Id,
    layout: Layout,
    app: Hub,
    Form(form): Form<WorkForm>,
) -> Result<Response, PageError> {
    let application = editable(&app, &viewer, id.0).await?;
    let (_, options) = load(&app, &viewer, &WORK).await?;
    let parsed = form.parse(&options).and_then(|work| {
        let mut errors = FormErrors::none();
        if work.professions.is_empty() {
            errors.add("professions", "Select your profession or staff group");
        }
        if work.seniority.is_none() {
            errors.add("seniority", "Select your band or grade");
        }
        if errors.is_empty() { Ok(work) } else { Err(errors) }
    });
    let work = match parsed {
        Ok(work) => work,
        Err(errors) => {
            let frame = Frame::new(layout, application, Step::Role, &errors);
            return unprocessable(&RolePage::new(frame, form, options, errors));
        }
    };
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let application = hold(&mut tx, &viewer, id.0).await?;
    let account = viewer.account_id;
    profiles::set_terms(&mut tx, now, account, List::Profession, &work.professions).await?;
    profiles::set_terms(&mut tx, now, account, List::Specialty, &work.specialties).await?;
    profiles::set_seniority(&mut tx, now, account, work.seniority).await?;
    store::mark_step(&mut tx, now, id.0, Step::Role.code()).await?;
    tx.commit().await?;
    Ok(onward(&application, Step::Role))
}

pub(super) async fn help(viewer: Viewer, id: Id, layout: Layout, app: Hub) -> Result<Response, PageError> {
    let application = editable(&app, &viewer, id.0).await?;
    let (profile, options) = load(&app, &viewer, &[List::DevelopmentArea]).await?;
    let errors = FormErrors::none();
    let frame = Frame::new(layout, application, Step::Help, &errors);
    page(&HelpPage::new(frame, HelpForm::of(&profile), options, errors))
}

pub(super) async fn save_help(
    viewer: Viewer,
    id: Id,
    layout: Layout,
    app: Hub,
    Form(form): Form<HelpForm>,
) -> Result<Response, PageError> {
    let application = editable(&app, &viewer, id.0).await?;
    let (_, options) = load(&app, &viewer, &[List::DevelopmentArea]).await?;
    let parsed = form.parse(&options).and_then(|areas| {
        if areas.is_empty() {
            Err(FormErrors::one("areas", "Choose at least one thing you can help with"))
        } else {
            Ok(areas)
        }
    });
    let areas = match parsed {
        Ok(areas) => areas,
        Err(errors) => {
            let frame = Frame::new(layout, application, Step::Help, &errors);
            return unprocessable(&HelpPage::new(frame, form, options, errors));
        }
    };
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let application = hold(&mut tx, &viewer, id.0).await?;
    profiles::set_terms(&mut tx, now, viewer.account_id, List::DevelopmentArea, &areas).await?;
    store::mark_step(&mut tx, now, id.0, Step::Help.code()).await?;
    tx.commit().await?;
    Ok(onward(&application, Step::Help))
}

pub(super) async fn approach(
    viewer: Viewer,
    id: Id,
    layout: Layout,
    app: Hub,
) -> Result<Response, PageError> {
    let application = editable(&app, &viewer, id.0).await?;
    let (profile, options) = load(&app, &viewer, &WAYS).await?;
    let errors = FormErrors::none();
    let frame = Frame::new(layout, application, Step::Approach, &errors);
    page(&ApproachPage::new(frame, WaysForm::of(&profile), options, errors))
}

pub(super) async fn save_approach(
    viewer: Viewer,
    id: Id,
    layout: Layout,
    app: Hub,
    Form(form): Form<WaysForm>,
) -> Result<Response, PageError> {
    let application = editable(&app, &viewer, id.0).await?;
    let (_, options) = load(&app, &viewer, &WAYS).await?;
    let parsed = form.parse(&options).and_then(|ways| {
        if ways.delivery.is_empty() {
            Err(FormErrors::one("delivery", "Choose at least one way to meet"))
        } else {
            Ok(ways)
        }
    });
    let ways = match parsed {
        Ok(ways) => ways,
        Err(errors) => {
            let frame = Frame::new(layout, application, Step::Approach, &errors);
            return unprocessable(&ApproachPage::new(frame, form, options, errors));
        }
    };
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let application = hold(&mut tx, &viewer, id.0).await?;
    let chosen = [
        (List::Approach, &ways.approaches),
        (List::Skill, &ways.skills),
        (List::Delivery, &ways.delivery),
        (List::Language, &ways.languages),
    ];
    for (list, terms) in chosen {
        profiles::set_terms(&mut tx, now, viewer.account_id, list, terms).await?;
    }
    store::mark_step(&mut tx, now, id.0, Step::Approach.code()).await?;
    tx.commit().await?;
    Ok(onward(&application, Step::Approach))
}

pub(super) async fn availability(
    viewer: Viewer,
    id: Id,
    layout: Layout,
    app: Hub,
) -> Result<Response, PageError> {
    let application = editable(&app, &viewer, id.0).await?;
    let mut db = app.db.acquire().await?;
    let form = place_form(&mut db, &viewer, &application).await?;
    let errors = FormErrors::none();
    let frame = Frame::new(layout, application, Step::Availability, &errors);
    page(&AvailabilityPage::new(frame, form, (), errors))
}

/// Places as they are, or what the pool suggests to somebody new.
pub(super) async fn place_form(
    db: &mut PgConnection,
    viewer: &Viewer,
    application: &Application,
) -> Result<PlaceForm, sqlx::Error> {
    let settings = availability::settings(db, viewer.account_id).await?;
    let outline = settings.map(|settings| settings.outline).unwrap_or_default();
    if let Some(place) = availability::place(db, viewer.account_id).await? {
        return Ok(PlaceForm::of(&place, &outline));
    }
    let suggested = pools::settings(db, application.pool_id).await?.default_capacity;
    Ok(PlaceForm { capacity: suggested.to_string(), outline, ..PlaceForm::default() })
}

pub(super) async fn save_availability(
    viewer: Viewer,
    id: Id,
    layout: Layout,
    app: Hub,
    Form(form): Form<PlaceForm>,
) -> Result<Response, PageError> {
    let application = editable(&app, &viewer, id.0).await?;
    let (place, outline) = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => {
            let frame = Frame::new(layout, application, Step::Availability, &errors);
            return unprocessable(&AvailabilityPage::new(frame, form, (), errors));
        }
    };
    let now = app.clock.now();
    let by = Actor::Account(viewer.account_id);
    let mut tx = app.begin(&viewer).await?;
    let application = hold(&mut tx, &viewer, id.0).await?;
    availability::save_place(&mut tx, by, now, viewer.account_id, None, &place)
        .await
        .map_err(places_not_saved)?;
    availability::save_outline(&mut tx, now, viewer.account_id, &outline).await?;
    store::mark_step(&mut tx, now, id.0, Step::Availability.code()).await?;
    tx.commit().await?;
    Ok(onward(&application, Step::Availability))
}
