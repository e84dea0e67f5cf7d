use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;

use super::model::Own;
use super::store;
use crate::accounts::Viewer;
use crate::app::App;
use crate::calendar::joining::{self, JoiningError, LONGEST_JOINING};
use crate::calendar::model::Zone;
use crate::platform::clock::Instant;
use crate::platform::ids::MeetingId;
use crate::platform::web::forms::{optional, paragraphs};
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Path, Routes, Who, page, see_other, unprocessable,
};
use crate::platform::words;

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/calendar/meetings/{meeting_id}", Who::SignedIn, show).post(
        "/calendar/meetings/{meeting_id}/joining",
        Who::SignedIn,
        save,
    )
}

/// What was typed, and the version of the meeting it was typed over.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct JoiningForm {
    joining: String,
    version: String,
}

impl JoiningForm {
    fn of(own: &Own) -> Self {
        Self { joining: own.joining.clone(), version: own.version.to_string() }
    }

    fn parse(&self) -> Result<String, FormErrors> {
        optional(&self.joining, |raw| paragraphs(raw, "how to join", LONGEST_JOINING))
            .map(Option::unwrap_or_default)
            .map_err(|message| FormErrors::one("joining", message))
    }
}

#[derive(Template)]
#[template(path = "calendar/meeting.html")]
struct MeetingPage {
    layout: Layout,
    zone: Zone,
    own: Own,
    is_over: bool,
    form: JoiningForm,
    /// What the other said meanwhile.
    stale: Option<String>,
    errors: FormErrors,
}

impl MeetingPage {
    fn can_change(&self) -> bool {
        !self.is_over && !self.own.is_cancelled()
    }
}

async fn load(app: &App, viewer: &Viewer, id: MeetingId) -> Result<(Zone, Own), PageError> {
    let ever =
        (Instant::from_microsecond(0), app.clock.now().plus(jiff::SignedDuration::from_hours(24 * 3_650)));
    let mut tx = app.begin(viewer).await?;
    let found = store::between(&mut tx, viewer.account_id, ever.0, ever.1, Some(id)).await?;
    let own = found.into_iter().next().ok_or(PageError::NotFound)?;
    let zone = Zone::named(&viewer.zone);
    tx.commit().await?;
    Ok((zone, own))
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<MeetingId>,
) -> Result<Response, PageError> {
    let (zone, own) = load(&app, &viewer, id).await?;
    let is_over = own.span.ends() <= app.clock.now();
    let form = JoiningForm::of(&own);
    page(&MeetingPage { layout, zone, own, is_over, form, stale: None, errors: FormErrors::none() })
}

async fn save(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(id): Path<MeetingId>,
    Form(mut form): Form<JoiningForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let typed = match form.parse() {
        Ok(typed) => typed,
        Err(errors) => {
            let (zone, own) = load(&app, &viewer, id).await?;
            let (layout, is_over) = (layout.with_errors(true), own.span.ends() <= now);
            return unprocessable(&MeetingPage { layout, zone, own, is_over, form, stale: None, errors });
        }
    };
    let version = form.version.parse().unwrap_or(0);
    let mut tx = app.begin(&viewer).await?;
    match joining::set_joining(&mut tx, &app, now, viewer.account_id, id, version, &typed).await {
        Ok(()) => tx.commit().await?,
        Err(JoiningError::Stale) => {
            drop(tx);
            let (zone, own) = load(&app, &viewer, id).await?;
            form.version = own.version.to_string();
            let (stale, is_over) = (Some(own.joining.clone()), own.span.ends() <= now);
            let shown = MeetingPage { layout, zone, own, is_over, form, stale, errors: FormErrors::none() };
            return Ok((StatusCode::CONFLICT, page(&shown)?).into_response());
        }
        Err(JoiningError::TooMany { seconds }) => {
            drop(tx);
            let (zone, own) = load(&app, &viewer, id).await?;
            let (layout, is_over) = (layout.with_errors(true), own.span.ends() <= now);
            let minutes = words::count(seconds.div_ceil(60), "minute", "minutes");
            let sentence = format!(
                "This was changed many times in a short time, so it was not saved. It is still here: try again in {minutes}"
            );
            let errors = FormErrors::one("joining", sentence);
            let shown = MeetingPage { layout, zone, own, is_over, form, stale: None, errors };
            return Ok((StatusCode::TOO_MANY_REQUESTS, page(&shown)?).into_response());
        }
        Err(JoiningError::NotFound) => return Err(PageError::NotFound),
        Err(error @ (JoiningError::Cancelled | JoiningError::Over)) => {
            return Err(PageError::Conflict(error.to_string()));
        }
        Err(JoiningError::Database(error)) => return Err(error.into()),
        Err(JoiningError::Mail(error)) => return Err(error.into()),
    }
    Ok(see_other(
        &format!("/calendar/meetings/{id}"),
        "Saved. Both of you get it by email and in your calendars.",
    ))
}
