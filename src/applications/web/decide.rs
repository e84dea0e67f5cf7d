use axum::extract::State;
use axum::response::Response;

use super::review::{DecisionForm, LONGEST, refused};
use crate::accounts::Viewer;
use crate::app::App;
use crate::applications::actions::{self, DecideError};
use crate::applications::decisions::{self, Approval};
use crate::applications::model::{Move, MoveError};
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::{ApplicationId, SubmissionId};
use crate::platform::web::forms::{optional, paragraphs};
use crate::platform::web::{DateBoxes, Form, FormErrors, Layout, PageError, Path, see_other};

impl DecisionForm {
    fn parse_approval(&self, today: Day) -> Result<Approval, FormErrors> {
        let mut errors = FormErrors::none();
        let note = errors.take("note", optional(&self.note, |raw| paragraphs(raw, "a note", LONGEST)));
        let boxes = DateBoxes {
            name: "contract",
            day: &self.contract_day,
            month: &self.contract_month,
            year: &self.contract_year,
        };
        let contract_ends = boxes.parse("the end of the contract", &mut errors);
        if contract_ends.is_some_and(|day| day < today) {
            errors.add("contract-day", "The contract must end today or later");
        }
        let hours_cap = errors.take("hours_cap", optional(&self.hours_cap, hours));
        match (note, hours_cap) {
            (Some(note), Some(hours_cap)) if errors.is_empty() => Ok(Approval {
                note: note.unwrap_or_default(),
                incomplete: self.incomplete == "yes",
                contract_ends,
                hours_cap,
            }),
            _ => Err(errors),
        }
    }
}

fn hours(raw: &str) -> Result<i16, String> {
    raw.trim()
        .parse()
        .ok()
        .filter(|hours| (1..=2000).contains(hours))
        .ok_or_else(|| "Enter hours a year from 1 to 2000, or leave it empty".to_owned())
}

/// Where a coordinator goes after deciding: the list, because others wait. Refused when there is nothing to decide,
/// unless they decided so themselves a moment ago.
async fn back(
    app: &App,
    viewer: &Viewer,
    id: ApplicationId,
    step: Move,
) -> Result<(String, bool), PageError> {
    let application = actions::visible(&mut *app.db.acquire().await?, viewer, id).await?;
    let repeat = actions::is_repeat(viewer, &application, step);
    if !repeat {
        actions::may(viewer, &application, step)?;
    }
    Ok((format!("/pools/{}/applications", application.pool_id), repeat))
}

const APPROVED: &str = "Approved. They are in the pool from now on, and get a mail.";
const DECLINED: &str = "Declined. They get a mail that sends them to your reason.";

pub(super) async fn request_changes(
    viewer: Viewer,
    Path(id): Path<ApplicationId>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<DecisionForm>,
) -> Result<Response, PageError> {
    let (list, _) = back(&app, &viewer, id, Move::RequestChanges).await?;
    let message = match paragraphs(&form.changes, "what you would like them to change", LONGEST) {
        Ok(message) => message,
        Err(why) => {
            return refused(&viewer, layout, &app, id, form, FormErrors::one("changes", why)).await;
        }
    };
    let now = app.clock.now();
    let submission = form.submission.parse().unwrap_or_else(|_| SubmissionId::new(now));
    let mut tx = app.begin(&viewer).await?;
    decisions::request_changes(&mut tx, &app, &viewer, id, &message, submission).await?;
    tx.commit().await?;
    Ok(see_other(&list, "You asked for changes. They get a mail, and nothing they wrote is lost."))
}

pub(super) async fn approve(
    viewer: Viewer,
    Path(id): Path<ApplicationId>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<DecisionForm>,
) -> Result<Response, PageError> {
    let (list, repeat) = back(&app, &viewer, id, Move::Approve).await?;
    if repeat {
        return Ok(see_other(&list, APPROVED));
    }
    let approval = match form.parse_approval(day_of(app.clock.now())) {
        Ok(approval) => approval,
        Err(errors) => return refused(&viewer, layout, &app, id, form, errors).await,
    };
    let mut tx = app.begin(&viewer).await?;
    match decisions::approve(&mut tx, &app, &viewer, id, &approval).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&list, APPROVED))
        }
        Err(DecideError::Incomplete) => {
            drop(tx);
            let sentence = "Something the pool asks for is missing. Tick this to let them join and add it within 90 days, or ask them for it";
            refused(&viewer, layout, &app, id, form, FormErrors::one("incomplete", sentence)).await
        }
        Err(DecideError::Refused(MoveError::NotFrom(_))) => {
            drop(tx);
            // Both posts of one double click may have passed the look before.
            back(&app, &viewer, id, Move::Approve).await?;
            Ok(see_other(&list, APPROVED))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn decline(
    viewer: Viewer,
    Path(id): Path<ApplicationId>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<DecisionForm>,
) -> Result<Response, PageError> {
    let (list, repeat) = back(&app, &viewer, id, Move::Decline).await?;
    if repeat {
        return Ok(see_other(&list, DECLINED));
    }
    let reason = match paragraphs(&form.reason, "the reason they will read", LONGEST) {
        Ok(reason) => reason,
        Err(why) => {
            return refused(&viewer, layout, &app, id, form, FormErrors::one("reason", why)).await;
        }
    };
    let mut tx = app.begin(&viewer).await?;
    match decisions::decline(&mut tx, &app, &viewer, id, &reason).await {
        Ok(()) => tx.commit().await?,
        Err(DecideError::Refused(MoveError::NotFrom(_))) => {
            drop(tx);
            back(&app, &viewer, id, Move::Decline).await?;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(see_other(&list, DECLINED))
}
