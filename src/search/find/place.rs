use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::about_me::bands;
use crate::app::App;
use crate::organisations::{self, ChoiceForm, Chooser, chooser};
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Query, Routes, Who, page, see_other, unprocessable,
};
use crate::search::Ground;
use crate::search::asker::Stated;
use crate::search::look::{Parameters, look};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/find/place", Who::Public, show).post("/find/place", Who::Public, save)
}

/// Where a visitor works, and at which band.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PlaceForm {
    /// Code of an area, for who does not name an employer.
    area: String,
    band: String,
    address: String,
    #[serde(flatten)]
    workplace: ChoiceForm,
}

#[derive(Template)]
#[template(path = "search/place.html")]
struct PlacePage {
    layout: Layout,
    form: PlaceForm,
    chooser: Chooser,
    areas: Vec<Choice>,
    bands: Vec<Choice>,
    errors: FormErrors,
}

/// The systems, then the nations without any.
fn areas(ground: &Ground) -> Vec<Choice> {
    let systems = ground
        .systems
        .iter()
        .map(|system| Choice::new(format!("system-{}", system.code), system.name.clone()));
    let nations = organisations::regions()
        .iter()
        .filter(|region| !ground.systems.iter().any(|system| system.region_code == region.code))
        .map(|region| Choice::new(format!("region-{}", region.code), region.label));
    std::iter::once(Choice::new("", "Choose an area")).chain(systems).chain(nations).collect()
}

async fn show(
    layout: Layout,
    jar: CookieJar,
    State(app): State<App>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, PageError> {
    let looked = look(&app, None, &jar, &parameters, false).await?;
    let address = if parameters.is_empty() { String::new() } else { looked.search.address(&looked.ground) };
    let stated = Stated::of(&jar);
    let area = match (&stated.system, &stated.region) {
        (Some(system), _) => format!("system-{system}"),
        (None, Some(region)) => format!("region-{region}"),
        (None, None) => String::new(),
    };
    let band = stated.seniority.map(|term| term.to_string()).unwrap_or_default();
    page(&PlacePage {
        layout,
        form: PlaceForm { area, band, address, workplace: ChoiceForm::default() },
        chooser: Chooser::empty(),
        areas: areas(&looked.ground),
        bands: bands(&looked.ground, looked.day),
        errors: FormErrors::none(),
    })
}

async fn save(
    layout: Layout,
    jar: CookieJar,
    State(app): State<App>,
    Form(form): Form<PlaceForm>,
) -> Result<Response, PageError> {
    let parameters: Parameters = url::form_urlencoded::parse(form.address.as_bytes()).into_owned().collect();
    let looked = look(&app, None, &jar, &parameters, false).await?;
    let now = app.clock.now();
    let ground = looked.ground;
    let mut db = app.db.acquire().await?;
    let again = async |form: PlaceForm, errors: FormErrors, db: &mut sqlx::PgConnection| {
        let chooser = chooser(db, &form.workplace, now).await?;
        let layout = layout.clone().with_errors(!errors.is_empty());
        let areas = areas(&ground);
        let bands = bands(&ground, looked.day);
        Ok::<_, PageError>(PlacePage { layout, form, chooser, areas, bands, errors })
    };
    if form.workplace.wants_search() {
        return page(&again(form, FormErrors::none(), &mut db).await?);
    }
    let mut stated = Stated {
        organisation: form.workplace.organisation.parse().ok(),
        seniority: form.band.parse().ok(),
        ..Stated::default()
    };
    if stated.organisation.is_none() {
        match form.area.split_once('-') {
            Some(("system", code)) if ground.system(code).is_some() => stated.system = Some(code.to_owned()),
            Some(("region", code)) if organisations::regions().iter().any(|known| known.code == code) => {
                stated.region = Some(code.to_owned());
            }
            _ => {}
        }
    }
    if !stated.has_place() {
        let errors = FormErrors::one("area", "Choose your employer, or the area you work in");
        return unprocessable(&again(form, errors, &mut db).await?);
    }
    let jar = CookieJar::new().add(stated.cookie(&app.site.base_url));
    let next = if form.address.is_empty() {
        "/find".to_owned()
    } else {
        format!("/find/results?{}", looked.search.address(&ground))
    };
    Ok((jar, see_other(&next, "Thank you. It stays in this browser.")).into_response())
}
