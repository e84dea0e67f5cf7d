use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use http::StatusCode;

use super::actions::{self, Closing};
use super::store;
use crate::accounts::{Viewer, sessions};
use crate::app::App;
use crate::platform::web::flash::{Flash, FlashKind};
use crate::platform::web::{Layout, PageError, Routes, Who, page};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/account/closure", Who::Fresh, show).post("/account/closure", Who::Fresh, close)
}

#[derive(Template)]
#[template(path = "accounts/closure.html")]
struct ClosurePage {
    layout: Layout,
    /// What somebody else has to take over first.
    duties: Vec<String>,
}

async fn show(viewer: Viewer, State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let mut db = app.db.acquire().await?;
    let duties = store::sole_duties(&mut db, viewer.account_id).await?;
    page(&ClosurePage { layout, duties })
}

async fn close(
    viewer: Viewer,
    State(app): State<App>,
    jar: CookieJar,
    layout: Layout,
) -> Result<Response, PageError> {
    let mut tx = app.begin(&viewer).await?;
    match actions::close(&mut tx, &app, &viewer, app.clock.now()).await? {
        Closing::StillNeeded(duties) => {
            Ok((StatusCode::CONFLICT, page(&ClosurePage { layout, duties })?).into_response())
        }
        Closing::Closed => {
            tx.commit().await?;
            let text = "Your account is closed and your details are erased. Thank you for having been here.";
            let said = Flash { kind: FlashKind::Success, text: text.to_owned() };
            let answer = (CookieJar::new().add(said.cookie()), Redirect::to("/"));
            sessions::signed_out(&app, &jar, answer).await
        }
    }
}
