use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::{actions, store};
use crate::accounts::Viewer;
use crate::app::App;
use crate::platform::web::{
    Choice, Form, FormErrors, Layout, PageError, Routes, Who, page, see_other, unprocessable,
};
use crate::platform::zones;

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/account/zone", Who::SignedIn, show).post("/account/zone", Who::SignedIn, save)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ZoneForm {
    zone: String,
}

#[derive(Template)]
#[template(path = "accounts/zone.html")]
struct ZonePage {
    layout: Layout,
    form: ZoneForm,
    errors: FormErrors,
}

impl ZonePage {
    fn zones() -> Vec<Choice> {
        let none = Choice::new("", "Not given");
        std::iter::once(none).chain(zones::choices()).collect()
    }
}

async fn show(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let own = store::own(&mut *app.db.acquire().await?, viewer.account_id).await?;
    let form = ZoneForm { zone: own.zone.unwrap_or_default() };
    page(&ZonePage { layout, form, errors: FormErrors::none() })
}

async fn save(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<ZoneForm>,
) -> Result<Response, PageError> {
    let zone = match form.zone.trim() {
        "" => None,
        raw => match zones::parse(raw) {
            Ok(zone) => Some(zone),
            Err(sentence) => {
                let (layout, errors) = (layout.with_errors(true), FormErrors::one("zone", sentence));
                return unprocessable(&ZonePage { layout, form, errors });
            }
        },
    };
    let mut tx = app.begin(&viewer).await?;
    actions::change_zone(&mut tx, &viewer, app.clock.now(), zone.as_deref()).await?;
    tx.commit().await?;
    Ok(see_other("/account", "Your time zone is saved."))
}
