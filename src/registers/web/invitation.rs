use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::web::{Choice, Form, FormErrors, Layout, PageError, Path, filters, page, unprocessable};
use crate::pools::{self, Offering};
use crate::registers::columns::Field;
use crate::registers::gather;
use crate::registers::guarded::{self, COLUMNS};
use crate::registers::invitations::{self, AnswerError, UNANSWERED, Yes};
use crate::registers::person::Person;
use crate::registers::store::{self, Invited};
use crate::registers::values::PartialDate;

/// What somebody answers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    answer: String,
    offering: Vec<String>,
    shown: String,
}

#[derive(Template)]
#[template(path = "registers/invitation.html")]
struct InvitationPage {
    layout: Layout,
    invited: Invited,
    /// What the register says, under its headings.
    facts: Vec<(&'static str, String)>,
    erased_on: Day,
    asks_offering: bool,
    asks_shown: bool,
    /// Where they ask to join instead, when they coordinate the pool.
    apply: Option<String>,
    offerings: Vec<Choice>,
    form: AnswerForm,
    errors: FormErrors,
}

#[derive(Template)]
#[template(path = "registers/invitation_gone.html")]
struct GonePage {
    layout: Layout,
}

async fn load(
    app: &App,
    token: &str,
    layout: Layout,
    form: AnswerForm,
    errors: FormErrors,
) -> Result<Option<InvitationPage>, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let invited = match invitations::of_token(&mut db, now, token).await {
        Ok(invited) => invited,
        Err(AnswerError::Gone) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let coordinates = store::coordinates(&mut db, invited.pool_id, &invited.email).await?;
    let meanings = gather::labels(&mut db).await?;
    let person: Person = serde_json::from_value(invited.imported.clone()).unwrap_or_default();
    let facts = COLUMNS
        .into_iter()
        .filter(|column| *column != Field::Publish)
        .map(|column| {
            // A cell of a file has its date in digits; a person reads it in words.
            let date = match column {
                Field::DateQualified => person.date_qualified,
                Field::LastSupervision => person.last_supervision,
                Field::InsuredTo => person.insurance_expiry,
                _ => None,
            };
            let cell = date.map_or_else(|| guarded::cell(&person, column, &meanings), PartialDate::in_words);
            (column.label(), cell)
        })
        .filter(|(_, cell)| !cell.is_empty())
        .collect();
    Ok(Some(InvitationPage {
        layout: layout.with_errors(!errors.is_empty()),
        facts,
        erased_on: day_of(invited.created_at.plus(UNANSWERED)),
        asks_offering: person.offering.is_empty(),
        asks_shown: person.publish != Some(true),
        apply: coordinates.then(|| pools::apply_path(&invited.pool_id)),
        offerings: [Offering::Coaching, Offering::Mentoring]
            .map(|offering| {
                Choice::new(
                    offering.code(),
                    if offering == Offering::Coaching { "Coaching" } else { "Mentoring" },
                )
            })
            .to_vec(),
        invited,
        form,
        errors,
    }))
}

pub async fn show(
    Path(token): Path<String>,
    layout: Layout,
    State(app): State<App>,
) -> Result<Response, PageError> {
    match load(&app, &token, layout.clone(), AnswerForm::default(), FormErrors::none()).await? {
        Some(found) => page(&found),
        None => gone(layout),
    }
}

fn gone(layout: Layout) -> Result<Response, PageError> {
    let answer = page(&GonePage { layout })?;
    Ok((http::StatusCode::NOT_FOUND, answer).into_response())
}

pub async fn answer(
    Path(token): Path<String>,
    layout: Layout,
    State(app): State<App>,
    Form(form): Form<AnswerForm>,
) -> Result<Response, PageError> {
    let mut tx = app.db.begin().await?;
    let done = if form.answer == "remove" {
        invitations::decline(&mut tx, &app, &token).await.map(|()| "/register-invitations/removed")
    } else {
        let yes = Yes {
            offerings: form.offering.iter().filter_map(|code| Offering::parse(code).ok()).collect(),
            shown: form.shown == "yes",
        };
        invitations::confirm(&mut tx, &app, &token, &yes).await.map(|()| "/register-invitations/confirmed")
    };
    match done {
        Ok(path) => {
            tx.commit().await?;
            Ok(Redirect::to(path).into_response())
        }
        Err(AnswerError::Missing(sentence)) => {
            tx.rollback().await?;
            let field = if sentence.starts_with("Choose") { "offering" } else { "shown" };
            match load(&app, &token, layout.clone(), form, FormErrors::one(field, sentence)).await? {
                Some(found) => unprocessable(&found),
                None => gone(layout),
            }
        }
        Err(AnswerError::Coordinates) => {
            tx.rollback().await?;
            match load(&app, &token, layout.clone(), form, FormErrors::none()).await? {
                Some(found) => unprocessable(&found),
                None => gone(layout),
            }
        }
        Err(AnswerError::Gone) => gone(layout),
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "registers/confirmed.html")]
struct ConfirmedPage {
    layout: Layout,
}

pub async fn confirmed(layout: Layout) -> Result<Response, PageError> {
    page(&ConfirmedPage { layout })
}

#[derive(Template)]
#[template(path = "registers/removed.html")]
struct RemovedPage {
    layout: Layout,
}

pub async fn removed(layout: Layout) -> Result<Response, PageError> {
    page(&RemovedPage { layout })
}
