//! The pages where somebody says how many people they see, when, and when not.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;
use sqlx::PgConnection;

use super::forms::{PlaceForm, SettingsForm, WindowForm};
use super::slots::zone_named;
use super::{Place, Preset, SaveError, Settings, Weekday, Window, WindowError, actions, slots_of, store};
use crate::accounts::Viewer;
use crate::app::App;
use crate::events::Actor;
use crate::organisations::day_of;
use crate::platform::ids::AccountId;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Routes, Who, page, see_other, unprocessable,
};
use crate::platform::{words, zones};
use crate::vocabulary::{self, List, Term, current};

mod days;
mod off_duty;
mod reach;
mod requests;

use requests::RequestsForm;

const PAGE: &str = "/availability";
/// Times shown as others would be offered them.
const SHOWN: usize = 8;

/// The routes of this slice.
#[must_use]
pub fn routes() -> Routes<App> {
    Routes::new()
        .get(PAGE, Who::SignedIn, show)
        .get("/profile/availability", Who::SignedIn, moved)
        .post("/availability/requests", Who::SignedIn, requests::save)
        .get(days::PAGE, Who::SignedIn, days::show)
        .post("/availability/days/away", Who::SignedIn, days::add_away)
        .post("/availability/days/once", Who::SignedIn, days::add_once)
        .post("/availability/days/removals", Who::SignedIn, days::remove)
        .get(off_duty::PAGE, Who::SignedIn, off_duty::show)
        .post("/availability/off-duty/paste", Who::SignedIn, off_duty::paste)
        .post("/availability/off-duty/days", Who::SignedIn, off_duty::tick)
        .post("/availability/places", Who::SignedIn, save_place)
        .post("/availability/windows", Who::SignedIn, add_window)
        .post("/availability/presets", Who::SignedIn, add_preset)
        .post("/availability/window-removals", Who::SignedIn, remove_window)
        .post("/availability/settings", Who::SignedIn, save_settings)
}

#[derive(Template)]
#[template(path = "availability/own.html")]
struct AvailabilityPage {
    layout: Layout,
    place: Place,
    windows: Vec<Window>,
    delivery: Vec<Term>,
    weekdays: Vec<Choice>,
    place_form: PlaceForm,
    window: WindowForm,
    settings: SettingsForm,
    requests: RequestsForm,
    /// The next times of a first conversation, in their own zone.
    next: Vec<String>,
    /// The zone that is kept, whatever was typed.
    zone: String,
    day: crate::platform::clock::Day,
    /// Changed while the form was open.
    stale: bool,
    errors: FormErrors,
}

impl AvailabilityPage {
    fn deliveries(&self) -> Vec<Choice> {
        let any = Choice::new("", "However we agree");
        let offered = current(&self.delivery, List::Delivery, self.day);
        let offered = offered.map(|term| Choice::new(term.term_id.to_string(), term.label.clone()));
        std::iter::once(any).chain(offered).collect()
    }

    fn zones(&self) -> Vec<Choice> {
        let choices = zones::choices();
        let kept = &self.zone;
        let unlisted = !choices.iter().any(|choice| choice.value == *kept);
        choices.into_iter().chain(unlisted.then(|| Choice::new(kept.clone(), kept.clone()))).collect()
    }

    /// What is said of a window beside its time.
    fn details(&self, window: &Window) -> String {
        let delivery = window
            .delivery_id
            .and_then(|id| self.delivery.iter().find(|term| term.term_id == id))
            .map(|term| term.label.clone());
        delivery.into_iter().chain(window.place.clone()).collect::<Vec<_>>().join(", ")
    }

    fn left(&self) -> String {
        words::count(self.place.left(), "place", "places")
    }

    /// Whether people may ask, in words.
    fn requests_now(&self) -> String {
        match (self.place.accepting, self.place.resumes_on) {
            (true, _) if self.place.left() == 0 => {
                "All your places are taken, so nobody new can ask you. They can again when one is free."
                    .to_owned()
            }
            (true, _) => "People can ask you for a first conversation.".to_owned(),
            (false, Some(day)) => format!("Nobody new can ask you until {}.", words::date(day)),
            (false, None) => "Nobody new can ask you at the moment.".to_owned(),
        }
    }

    fn taken(&self) -> i16 {
        self.place.active + self.place.held
    }
}

/// "Kolkata": whose clock the times of a page go by, where it is not London's.
fn elsewhere(zone: &str) -> Option<String> {
    let place = words::zone_place(zone);
    (zone != zones::FIRST[0].0).then_some(place)
}

fn weekdays() -> Vec<Choice> {
    let none = Choice::new("", "Choose a day");
    let days = Weekday::ALL.iter().map(|day| Choice::new(day.number().to_string(), day.label()));
    std::iter::once(none).chain(days).collect()
}

async fn load(
    db: &mut PgConnection,
    app: &App,
    own: AccountId,
    layout: Layout,
) -> Result<AvailabilityPage, PageError> {
    let (place, settings) = store::own(db, own).await?;
    let place = place.unwrap_or(Place::NEW);
    let settings = settings.unwrap_or_else(Settings::new);
    let now = app.clock.now();
    let zone = zone_named(&settings.zone);
    let next = slots_of(db, own, now, i64::from(settings.chemistry_minutes), None)
        .await?
        .iter()
        .take(SHOWN)
        .map(|slot| words::date_time_in(slot.span.starts(), &zone))
        .collect();
    Ok(AvailabilityPage {
        layout,
        requests: RequestsForm::default(),
        next,
        windows: store::windows(db, own).await?,
        delivery: vocabulary::terms(db, &[List::Delivery]).await?,
        weekdays: weekdays(),
        place_form: PlaceForm::of(&place, &settings.outline),
        window: WindowForm::default(),
        zone: settings.zone.clone(),
        settings: SettingsForm::of(&settings),
        place,
        day: day_of(now),
        stale: false,
        errors: FormErrors::none(),
    })
}

/// Where these pages used to be.
async fn moved() -> Redirect {
    Redirect::permanent(PAGE)
}

async fn show(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    page(&load(&mut *app.db.acquire().await?, &app, viewer.account_id, layout).await?)
}

fn refused(mut shown: AvailabilityPage, errors: FormErrors) -> Result<Response, PageError> {
    shown.layout = shown.layout.with_errors(true);
    shown.errors = errors;
    unprocessable(&shown)
}

fn conflict(mut shown: AvailabilityPage) -> Result<Response, PageError> {
    shown.stale = true;
    Ok((StatusCode::CONFLICT, page(&shown)?).into_response())
}

async fn save_place(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(mut form): Form<PlaceForm>,
) -> Result<Response, PageError> {
    let own = viewer.account_id;
    let mut tx = app.begin(&viewer).await?;
    let (new, _) = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => {
            let shown = load(&mut tx, &app, own, layout).await?;
            return refused(AvailabilityPage { place_form: form, ..shown }, errors);
        }
    };
    let expected = Some(form.version.parse().unwrap_or(0));
    let (by, now) = (Actor::Account(own), app.clock.now());
    match actions::save_place(&mut tx, by, now, own, expected, &new).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(PAGE, "Your places are saved."))
        }
        Err(SaveError::Stale) => {
            let shown = load(&mut tx, &app, own, layout).await?;
            form.version.clone_from(&shown.place_form.version);
            conflict(AvailabilityPage { place_form: form, ..shown })
        }
        Err(SaveError::Database(error)) => Err(error.into()),
    }
}

async fn save_settings(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(mut form): Form<SettingsForm>,
) -> Result<Response, PageError> {
    let own = viewer.account_id;
    let mut tx = app.begin(&viewer).await?;
    let to = match form.parse() {
        Ok(to) => to,
        Err(errors) => {
            let shown = load(&mut tx, &app, own, layout).await?;
            return refused(AvailabilityPage { settings: form, ..shown }, errors);
        }
    };
    let expected = form.version.parse().unwrap_or(0);
    let (by, now) = (Actor::Account(own), app.clock.now());
    match actions::save_settings(&mut tx, by, now, own, expected, &to).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(PAGE, "How you meet is saved."))
        }
        Err(SaveError::Stale) => {
            let shown = load(&mut tx, &app, own, layout).await?;
            form.version.clone_from(&shown.settings.version);
            conflict(AvailabilityPage { settings: form, ..shown })
        }
        Err(SaveError::Database(error)) => Err(error.into()),
    }
}

async fn add_window(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<WindowForm>,
) -> Result<Response, PageError> {
    let own = viewer.account_id;
    let mut tx = app.begin(&viewer).await?;
    let shown = load(&mut tx, &app, own, layout).await?;
    let new = match form.parse(&shown.delivery, shown.day) {
        Ok(new) => new,
        Err(errors) => return refused(AvailabilityPage { window: form, ..shown }, errors),
    };
    let (by, now) = (Actor::Account(own), app.clock.now());
    match actions::add_windows(&mut tx, by, now, own, &[new]).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(see_other(PAGE, "The time is added."))
        }
        Err(WindowError::Database(error)) => Err(error.into()),
        Err(refusal) => {
            let errors = FormErrors::one("from", refusal.to_string());
            refused(AvailabilityPage { window: form, ..shown }, errors)
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PresetForm {
    preset: String,
}

async fn add_preset(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<PresetForm>,
) -> Result<Response, PageError> {
    let own = viewer.account_id;
    let mut tx = app.begin(&viewer).await?;
    let Some(preset) = Preset::from_code(&form.preset) else {
        let shown = load(&mut tx, &app, own, layout).await?;
        return refused(shown, FormErrors::one("weekday", "Choose lunchtimes, evenings or weekends"));
    };
    let (by, now) = (Actor::Account(own), app.clock.now());
    match actions::add_windows(&mut tx, by, now, own, &preset.windows()).await {
        Ok(0) => Ok(see_other(PAGE, "You offer these times already.")),
        Ok(_) => {
            tx.commit().await?;
            Ok(see_other(PAGE, "The times are added. Remove those you cannot do."))
        }
        Err(WindowError::Database(error)) => Err(error.into()),
        Err(refusal) => {
            let shown = load(&mut tx, &app, own, layout).await?;
            refused(shown, FormErrors::one("weekday", format!("None was added. {refusal}")))
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RemovalForm {
    window: String,
}

async fn remove_window(
    viewer: Viewer,
    State(app): State<App>,
    Form(form): Form<RemovalForm>,
) -> Result<Response, PageError> {
    let own = viewer.account_id;
    let window = form.window.parse().map_err(|_| PageError::BadRequest("no such time".to_owned()))?;
    let mut tx = app.begin(&viewer).await?;
    actions::remove_window(&mut tx, Actor::Account(own), app.clock.now(), own, window).await?;
    tx.commit().await?;
    Ok(see_other(PAGE, "The time is removed."))
}
