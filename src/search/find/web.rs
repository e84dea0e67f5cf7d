use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde_json::json;

use super::about_me;
use super::form::{self, Form, Section};
use super::private::PrivateForm;
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::web::{Choice, FormErrors, Layout, PageError, Query, Routes, Who, page};
use crate::pools::Offering;
use crate::search::address::Group;
use crate::search::asker::Asking;
use crate::search::look::{Looked, Parameters, look};
use crate::search::results::{self, WANTS_COOKIE};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/find", Who::Public, show).get("/find/count", Who::Public, count)
}

#[derive(Template)]
#[template(path = "search/find.html")]
pub(super) struct FindPage {
    layout: Layout,
    offering: Offering,
    offerings: Vec<Choice>,
    weights: Vec<Choice>,
    areas: Section,
    seniority: Section,
    place: Section,
    organisation: Section,
    delivery: Section,
    days: Section,
    parts: Section,
    language: Section,
    profession: Section,
    organisation_type: Section,
    approach: Section,
    qualification: Section,
    private: PrivateForm,
    private_areas: Vec<Choice>,
    /// Other things the private draft asks, in words.
    draft: Option<String>,
    asking: Asking,
    signed_in: bool,
    level_known: bool,
    total: u32,
    full: u32,
    notes: Notes,
    errors: FormErrors,
}

/// What the page says about the address it was given.
#[derive(Default)]
struct Notes {
    unknown: bool,
    sensitive: bool,
    /// The wants of before registering were taken up again.
    taken_up: bool,
}

impl FindPage {
    pub(super) async fn of(
        app: &App,
        layout: Layout,
        looked: Looked,
        signed_in: bool,
        errors: FormErrors,
    ) -> Result<Self, PageError> {
        let (total, full) = results::count(app, &looked).await?;
        let Looked { search, unknown, sensitive, asking, ground, day, .. } = looked;
        let form = Form::new(&search, &ground, &asking, day);
        let section = |group| form.section(group);
        Ok(Self {
            layout: layout.with_errors(!errors.is_empty()),
            offering: search.offering,
            offerings: form::offerings(),
            weights: form::weights(),
            areas: section(Group::Area),
            seniority: section(Group::Seniority),
            place: section(Group::Where),
            organisation: section(Group::Organisation),
            delivery: section(Group::Delivery),
            days: form.days(),
            parts: form.parts(),
            language: section(Group::Language),
            profession: section(Group::Profession),
            organisation_type: section(Group::OrganisationType),
            approach: section(Group::Approach),
            qualification: section(Group::Qualification),
            private: PrivateForm::of(asking.draft.as_ref().map(|(_, private)| private)),
            private_areas: super::private::areas(&ground, day),
            draft: search.draft.map(|draft| draft.to_string()),
            signed_in,
            level_known: asking.asker.level.is_some(),
            asking,
            total,
            full,
            notes: Notes { unknown, sensitive, taken_up: false },
            errors,
        })
    }

    pub(super) fn with_private(mut self, form: PrivateForm) -> Self {
        self.private = form;
        self
    }

    fn person(&self) -> &'static str {
        self.offering.person()
    }

    fn people(&self) -> String {
        let plural = results::plural(self.offering);
        crate::platform::words::count(self.total, self.person(), plural)
    }

    /// What the reader needs not say again.
    fn known(&self) -> String {
        let place = self.asking.organisation.as_deref().or(self.asking.system.as_deref());
        place.map(str::to_owned).unwrap_or_default()
    }
}

async fn show(
    viewer: Option<Viewer>,
    layout: Layout,
    jar: CookieJar,
    State(app): State<App>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, PageError> {
    let kept = kept_wants(viewer.as_ref(), &jar, &parameters);
    let taken_up = kept.is_some();
    let looked = look(&app, viewer.as_ref(), &jar, &kept.unwrap_or(parameters), false).await?;
    if viewer.is_some() && looked.asking.seniority.is_none() && !about_me::put_off(&jar) {
        let address = looked.search.address(&looked.ground);
        let questions = Redirect::to(&format!("/find/about-me?{address}"));
        return Ok(without_wants(taken_up, &app, questions.into_response()));
    }
    let mut shown = FindPage::of(&app, layout, looked, viewer.is_some(), FormErrors::none()).await?;
    shown.notes.taken_up = taken_up;
    Ok(without_wants(taken_up, &app, page(&shown)?))
}

/// The answer that takes the kept wants away, once they were taken up.
fn without_wants(taken_up: bool, app: &App, answer: Response) -> Response {
    if !taken_up {
        return answer;
    }
    let away = results::wants_cookie(None, &app.site.base_url);
    (CookieJar::new().add(away), answer).into_response()
}

/// What somebody chose as a visitor, on their first look after registering.
fn kept_wants(viewer: Option<&Viewer>, jar: &CookieJar, parameters: &Parameters) -> Option<Parameters> {
    if viewer.is_none() || !parameters.is_empty() {
        return None;
    }
    let kept = jar.get(WANTS_COOKIE)?.value().to_owned();
    Some(url::form_urlencoded::parse(kept.as_bytes()).into_owned().collect())
}

/// How many people the choices so far would find, for the page to say while one chooses.
async fn count(
    viewer: Option<Viewer>,
    jar: CookieJar,
    State(app): State<App>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, PageError> {
    let looked = look(&app, viewer.as_ref(), &jar, &parameters, false).await?;
    let (total, full) = results::count(&app, &looked).await?;
    let offering = looked.search.offering;
    let plural = results::plural(offering);
    let people = crate::platform::words::count(total, offering.person(), plural);
    let address = looked.search.address(&looked.ground);
    // Before it is known where somebody works, nobody is open to them, and a number would say nothing.
    let people = (viewer.is_some() || looked.asking.has_place()).then_some(people);
    Ok(axum::Json(json!({ "total": total, "full": full, "people": people, "address": address }))
        .into_response())
}
