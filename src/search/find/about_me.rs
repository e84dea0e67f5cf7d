use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;

use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::clock::Day;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Query, Routes, Who, page, see_other, unprocessable,
};
use crate::profiles;
use crate::search::Ground;
use crate::search::look::{Parameters, look};
use crate::vocabulary::{self, List, TermId};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/find/about-me", Who::SignedIn, show).post("/find/about-me", Who::SignedIn, save)
}

const LATER_COOKIE: &str = "rapport_later";

/// Asked once, and put off for now.
pub(super) fn put_off(jar: &CookieJar) -> bool {
    jar.get(LATER_COOKIE).is_some()
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AboutMeForm {
    profession: String,
    band: String,
    step: String,
    address: String,
}

#[derive(Template)]
#[template(path = "search/about_me.html")]
struct AboutMePage {
    layout: Layout,
    form: AboutMeForm,
    professions: Vec<Choice>,
    bands: Vec<Choice>,
    /// Whoever is a coach or mentor shows both.
    practitioner: bool,
    errors: FormErrors,
}

/// The rungs of the ladders, by the ids of their terms.
pub(super) fn bands(ground: &Ground, day: Day) -> Vec<Choice> {
    choices(ground, List::Seniority, day, "Choose your band or grade")
}

fn choices(ground: &Ground, list: List, day: Day, first: &str) -> Vec<Choice> {
    let terms = vocabulary::current(&ground.terms, list, day)
        .map(|term| Choice::new(term.term_id.to_string(), term.label.clone()));
    std::iter::once(Choice::new("", first)).chain(terms).collect()
}

fn chosen(raw: &str, ground: &Ground, list: List, day: Day) -> Option<TermId> {
    let id = raw.parse().ok()?;
    ground.term(id).filter(|term| term.list == list && term.is_current(day)).map(|term| term.term_id)
}

fn about_me(layout: Layout, form: AboutMeForm, ground: &Ground, day: Day, errors: FormErrors) -> AboutMePage {
    AboutMePage {
        practitioner: layout.reader.as_ref().is_some_and(|reader| reader.practitioner),
        layout: layout.with_errors(!errors.is_empty()),
        form,
        professions: choices(ground, List::Profession, day, "Choose the nearest"),
        bands: bands(ground, day),
        errors,
    }
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    jar: CookieJar,
    State(app): State<App>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, PageError> {
    let looked = look(&app, Some(&viewer), &jar, &parameters, false).await?;
    let text = |term: Option<TermId>| term.map(|term| term.to_string()).unwrap_or_default();
    let form = AboutMeForm {
        profession: text(looked.asking.professions.first().copied()),
        band: text(looked.asking.seniority),
        step: String::new(),
        address: looked.search.address(&looked.ground),
    };
    page(&about_me(layout, form, &looked.ground, looked.day, FormErrors::none()))
}

async fn save(
    viewer: Viewer,
    layout: Layout,
    jar: CookieJar,
    State(app): State<App>,
    Form(form): Form<AboutMeForm>,
) -> Result<Response, PageError> {
    let ground = app.live.ground()?;
    let now = app.clock.now();
    let day = crate::organisations::day_of(now);
    let next = format!(
        "/find?{}",
        crate::search::address::Search::parse_address(&form.address, &ground, day).search.address(&ground)
    );
    if form.step == "later" {
        let later = Cookie::build((LATER_COOKIE, "yes"))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(app.site.base_url.starts_with("https://"))
            .max_age(time::Duration::days(30))
            .build();
        return Ok((CookieJar::new().add(later), Redirect::to(&next)).into_response());
    }
    let mut errors = FormErrors::none();
    let profession = chosen(&form.profession, &ground, List::Profession, day);
    let band = chosen(&form.band, &ground, List::Seniority, day);
    if profession.is_none() {
        errors.add("profession", "Choose the staff group nearest to yours");
    }
    if band.is_none() {
        errors.add("band", "Choose your band or grade");
    }
    let (Some(profession), Some(band)) = (profession, band) else {
        return unprocessable(&about_me(layout, form, &ground, day, errors));
    };
    let known = look(&app, Some(&viewer), &jar, &Parameters::new(), false).await?.asking.professions;
    // The first is the one that was shown, and is being changed; a coach or mentor may have more.
    let others = known.into_iter().skip(1).filter(|other| *other != profession);
    let professions: Vec<TermId> = std::iter::once(profession).chain(others).collect();
    let mut tx = app.begin(&viewer).await?;
    profiles::introduce(&mut tx, now, viewer.account_id, &professions, band).await?;
    tx.commit().await?;
    Ok(see_other(&next, "Thank you. You are not asked again, and can change it at the end of this page."))
}
