use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::ToSpan;
use serde::Deserialize;

use super::actions;
use crate::accounts::Viewer;
use crate::app::App;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::ids::RelationshipId;
use crate::platform::web::{
    Choice, DateBoxes, Form, FormErrors, Layout, PageError, Path, Routes, Who, filters, page, see_other,
    see_other_noting, unprocessable,
};
use crate::platform::words;
use crate::relationships::error::ActError;
use crate::relationships::model::Status;
use crate::relationships::reading::{self, Seen};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/relationships/{id}/ending", Who::SignedIn, show)
        .post("/relationships/{id}/ending", Who::SignedIn, end)
        .post("/relationships/{id}/pause", Who::SignedIn, pause)
        .post("/relationships/{id}/resumption", Who::SignedIn, resume)
        .post("/relationships/{id}/continuation", Who::SignedIn, carry_on)
        .post("/relationships/{id}/in-touch", Who::SignedIn, in_touch)
        .post("/relationships/{id}/withdrawal", Who::SignedIn, withdraw)
}

/// An end or a pause, as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct EndingForm {
    when: String,
    #[serde(rename = "on-day")]
    day: String,
    #[serde(rename = "on-month")]
    month: String,
    #[serde(rename = "on-year")]
    year: String,
    weeks: String,
}

impl EndingForm {
    /// The day that is planned, to be changed.
    fn planned(on: Day) -> Self {
        let date = on.date();
        Self {
            when: "planned".to_owned(),
            day: date.day().to_string(),
            month: date.month().to_string(),
            year: date.year().to_string(),
            weeks: String::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "relationships/ending.html")]
struct EndingPage {
    layout: Layout,
    seen: Seen,
    form: EndingForm,
    errors: FormErrors,
    today: Day,
}

impl EndingPage {
    fn may_pause(&self) -> bool {
        matches!(self.seen.status, Status::Active | Status::ReviewDue)
    }

    /// What the page is about: only what can be done.
    fn title(&self) -> &'static str {
        match self.seen.status {
            Status::Active | Status::ReviewDue => "Take a break, or end it",
            Status::Ending => "Change the day it ends, or go on",
            _ => "End it",
        }
    }

    fn is_paused(&self) -> bool {
        self.seen.status == Status::Paused
    }

    fn whens(&self) -> Vec<Choice> {
        let mut whens = vec![
            Choice::new("now", "Now").hint("Sessions to come are cancelled, and the place is free at once"),
        ];
        if !self.is_paused() {
            whens.insert(
                0,
                Choice::new("planned", "On a day to come")
                    .hint("There is time for a last session, to look back and say goodbye. Sessions after that day are cancelled"),
            );
        }
        whens
    }

    /// How long a pause may last: two weeks to twelve.
    fn pauses(&self) -> Vec<Choice> {
        [2, 4, 6, 8, 12]
            .into_iter()
            .map(|weeks| {
                let until = Day::new(self.today.date().saturating_add(weeks.weeks()));
                Choice::new(
                    weeks.to_string(),
                    format!(
                        "{} weeks, until {}",
                        words::capitalised(&words::number(weeks)),
                        words::date(until)
                    ),
                )
            })
            .collect()
    }
}

async fn build(
    app: &App,
    viewer: &Viewer,
    layout: Layout,
    id: RelationshipId,
    form: EndingForm,
    errors: FormErrors,
) -> Result<EndingPage, PageError> {
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    let seen = reading::seen(&mut db, viewer.account_id, Some(id), now).await?;
    let seen = seen.into_iter().next().ok_or(PageError::NotFound)?;
    Ok(EndingPage { layout: layout.with_errors(!errors.is_empty()), seen, form, errors, today: day_of(now) })
}

async fn show(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut shown = build(&app, &viewer, layout, id, EndingForm::default(), FormErrors::none()).await?;
    if let Some(on) = shown.seen.ending_on {
        shown.form = EndingForm::planned(on);
    } else if shown.is_paused() {
        "now".clone_into(&mut shown.form.when);
    }
    if !shown.seen.status.is_live() {
        let said = "You do not work together now, so there is nothing to end.";
        return Ok(see_other_noting(&shown.seen.path(), said));
    }
    page(&shown)
}

async fn end(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
    Form(form): Form<EndingForm>,
) -> Result<Response, PageError> {
    let path = crate::relationships::path(id);
    let mut errors = FormErrors::none();
    let boxes = DateBoxes { name: "on", day: &form.day, month: &form.month, year: &form.year };
    let planned = match form.when.as_str() {
        "now" => None,
        "planned" => {
            let day = boxes.parse("the day", &mut errors);
            if boxes.is_blank() {
                errors.add("on-day", "Enter the day by which you would like to end");
            }
            day
        }
        _ => {
            errors.add("when", "Select when it ends");
            None
        }
    };
    if !errors.is_empty() {
        return unprocessable(&build(&app, &viewer, layout, id, form, errors).await?);
    }
    let mut tx = app.begin(&viewer).await?;
    let done = match planned {
        None => actions::end(&mut tx, &app, viewer.account_id, id).await.map(|()| 0),
        Some(on) => actions::plan(&mut tx, &app, viewer.account_id, id, on).await,
    };
    match (done, planned) {
        (Ok(_), None) => {
            tx.commit().await?;
            Ok(see_other(&format!("{path}/evaluation"), "It has ended. Thank you for the time you gave it."))
        }
        (Ok(cancelled), Some(on)) => {
            tx.commit().await?;
            let later = match cancelled {
                0 => "",
                1 => " The session you had arranged for later is cancelled.",
                _ => " The sessions you had arranged for later are cancelled.",
            };
            let said =
                format!("Your work together ends on {}. The other person is told.{later}", words::date(on));
            Ok(see_other(&path, &said))
        }
        (Err(ActError::Refused(refused)), Some(_)) => {
            tx.rollback().await?;
            let sentence = ActError::Refused(refused).sentence(viewer.account_id).unwrap_or_default();
            let errors = FormErrors::one("on-day", sentence);
            unprocessable(&build(&app, &viewer, layout, id, form, errors).await?)
        }
        (Err(error), _) => Err(error.page(viewer.account_id)),
    }
}

async fn pause(
    viewer: Viewer,
    layout: Layout,
    Path(id): Path<RelationshipId>,
    State(app): State<App>,
    Form(form): Form<EndingForm>,
) -> Result<Response, PageError> {
    let weeks = form.weeks.trim().parse::<i64>().ok().filter(|weeks| (1..=12).contains(weeks));
    let Some(weeks) = weeks else {
        let errors = FormErrors::one("weeks", "Select how long the break is");
        return unprocessable(&build(&app, &viewer, layout, id, form, errors).await?);
    };
    let to = Day::new(day_of(app.clock.now()).date().saturating_add(weeks.weeks()));
    let mut tx = app.begin(&viewer).await?;
    match actions::pause(&mut tx, &app, viewer.account_id, id, to).await {
        Ok(()) => tx.commit().await?,
        Err(error) => return Err(error.page(viewer.account_id)),
    }
    let said = format!("Paused until the end of {}. The other person is told.", words::date(to));
    Ok(see_other(&crate::relationships::path(id), &said))
}

/// A handler for each button that asks nothing.
macro_rules! buttons {
    ($($name:ident => $verb:ident, $said:literal;)+) => {
        $(async fn $name(
            viewer: Viewer,
            Path(id): Path<RelationshipId>,
            State(app): State<App>,
        ) -> Result<Response, PageError> {
            let mut tx = app.begin(&viewer).await?;
            match actions::$verb(&mut tx, &app, viewer.account_id, id).await {
                Ok(()) => tx.commit().await?,
                Err(error) => return Err(error.page(viewer.account_id)),
            }
            Ok(see_other(&crate::relationships::path(id), $said))
        })+
    };
}

buttons! {
    resume => resume, "You go on. Arrange the next session when it suits you.";
    carry_on => carry_on, "You go on. Nothing ends for now.";
    in_touch => still_in_touch, "Thank you. We do not ask again for now.";
    withdraw => call_off, "Taken back. Nothing more happens.";
}
