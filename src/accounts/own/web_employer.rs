use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Deserialize;

use super::actions;
use crate::accounts::throttle::{self, Taken};
use crate::accounts::{Viewer, limits};
use crate::app::App;
use crate::organisations::{ChoiceForm, Chooser, chooser, resolve};
use crate::platform::ids::SubmissionId;
use crate::platform::web::{
    Form, FormErrors, Layout, PageError, Routes, Who, page, see_other, unprocessable,
};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/account/employer", Who::SignedIn, show)
        .post("/account/employer", Who::SignedIn, change)
        .get("/account/join-code", Who::SignedIn, show_code)
        .post("/account/join-code", Who::SignedIn, redeem)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct EmployerForm {
    submission: String,
    #[serde(flatten)]
    workplace: ChoiceForm,
}

#[derive(Template)]
#[template(path = "accounts/employer.html")]
struct EmployerPage {
    layout: Layout,
    submission: String,
    chooser: Chooser,
    errors: FormErrors,
}

async fn show(State(app): State<App>, layout: Layout) -> Result<Response, PageError> {
    let submission = SubmissionId::new(app.clock.now()).to_string();
    page(&EmployerPage { layout, submission, chooser: Chooser::empty(), errors: FormErrors::none() })
}

async fn change(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<EmployerForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    let mut tx = app.begin(&viewer).await?;
    let EmployerForm { submission, workplace } = form;
    if workplace.wants_search() {
        let chooser = chooser(&mut tx, &workplace, now).await?;
        return page(&EmployerPage { layout, submission, chooser, errors: FormErrors::none() });
    }
    let mut errors = FormErrors::none();
    let Some(choice) = resolve(&mut tx, &workplace, now, &mut errors).await? else {
        let chooser = chooser(&mut tx, &workplace, now).await?;
        return unprocessable(&EmployerPage {
            layout: layout.with_errors(true),
            submission,
            chooser,
            errors,
        });
    };
    let submission = submission.parse().unwrap_or_else(|_| SubmissionId::new(now));
    actions::change_employer(&mut tx, &viewer, now, submission, &choice).await?;
    tx.commit().await?;
    Ok(see_other("/account", "Your employer is changed. Anything you arranged before goes on."))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct JoinCodeForm {
    join_code: String,
}

#[derive(Template)]
#[template(path = "accounts/join_code.html")]
struct JoinCodePage {
    layout: Layout,
    form: JoinCodeForm,
    errors: FormErrors,
}

async fn show_code(layout: Layout) -> Result<Response, PageError> {
    page(&JoinCodePage { layout, form: JoinCodeForm::default(), errors: FormErrors::none() })
}

async fn redeem(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<JoinCodeForm>,
) -> Result<Response, PageError> {
    let now = app.clock.now();
    if form.join_code.trim().is_empty() {
        return refused(layout, form, "Enter the join code");
    }
    let buckets = limits::join_code(viewer.account_id);
    if let Taken::Wait { .. } = throttle::take(&app.db, now, &buckets).await? {
        let answer =
            refused(layout, form, "There were too many tries. Wait a quarter of an hour, then try again")?;
        return Ok((StatusCode::TOO_MANY_REQUESTS, answer).into_response());
    }
    let mut tx = app.begin(&viewer).await?;
    if !actions::redeem_join_code(&mut tx, &viewer, now, &form.join_code).await? {
        return refused(
            layout,
            form,
            "That join code does not work. Check it with the person who gave it to you",
        );
    }
    tx.commit().await?;
    throttle::give_back_all(&app.db, &buckets).await?;
    Ok(see_other("/account", "Thank you. It is confirmed where you work."))
}

fn refused(layout: Layout, form: JoinCodeForm, why: &str) -> Result<Response, PageError> {
    let errors = FormErrors::one("join_code", why);
    unprocessable(&JoinCodePage { layout: layout.with_errors(true), form, errors })
}
