use axum::extract::State;
use axum::response::Response;
use jiff::ToSpan;
use serde::Deserialize;

use super::{PAGE, load, refused};
use crate::accounts::Viewer;
use crate::app::App;
use crate::availability::{Because, actions};
use crate::events::Actor;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::web::{DateBoxes, Form, FormErrors, Layout, PageError, see_other};
use crate::platform::words;

/// Whether somebody takes requests.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RequestsForm {
    /// `yes`, `month`, `until` or `no`.
    pub requests: String,
    #[serde(rename = "until-day")]
    pub until_day: String,
    #[serde(rename = "until-month")]
    pub until_month: String,
    #[serde(rename = "until-year")]
    pub until_year: String,
}

enum Wish {
    Open,
    Closed(Option<Day>),
}

impl RequestsForm {
    fn parse(&self, today: Day) -> Result<Wish, FormErrors> {
        match self.requests.as_str() {
            "yes" => Ok(Wish::Open),
            "no" => Ok(Wish::Closed(None)),
            "month" => {
                let next = today.date().first_of_month().saturating_add(1.month());
                Ok(Wish::Closed(Some(Day::new(next))))
            }
            "until" => {
                let boxes = DateBoxes {
                    name: "until",
                    day: &self.until_day,
                    month: &self.until_month,
                    year: &self.until_year,
                };
                let mut errors = FormErrors::none();
                let day = boxes.parse("the day you take requests again", &mut errors);
                match day {
                    Some(day) if day <= today => errors.add("until-day", "Choose a day after today"),
                    Some(day) if day.date() > today.date().saturating_add(1.year()) => {
                        errors.add("until-day", "Choose a day within a year");
                    }
                    None if errors.is_empty() => {
                        errors.add("until-day", "Enter the day you take requests again");
                    }
                    _ => {}
                }
                match day {
                    Some(day) if errors.is_empty() => Ok(Wish::Closed(Some(day))),
                    _ => Err(errors),
                }
            }
            _ => Err(FormErrors::one("requests", "Select whether people may ask you")),
        }
    }
}

pub(super) async fn save(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<RequestsForm>,
) -> Result<Response, PageError> {
    let (own, now) = (viewer.account_id, app.clock.now());
    let mut tx = app.begin(&viewer).await?;
    let wish = match form.parse(day_of(now)) {
        Ok(wish) => wish,
        Err(errors) => {
            let mut shown = load(&mut tx, &app, own, layout).await?;
            shown.requests = form;
            return refused(shown, errors);
        }
    };
    let by = Actor::Account(own);
    let sentence = match wish {
        Wish::Open => {
            actions::reopen(&mut tx, by, now, own).await?;
            "People can ask you again, as far as you have places.".to_owned()
        }
        Wish::Closed(until) => {
            actions::close(&mut tx, by, now, own, until, Because::OwnWish).await?;
            match until {
                Some(day) => format!("Nobody new can ask you until {}.", words::date(day)),
                None => "Nobody new can ask you until you say so.".to_owned(),
            }
        }
    };
    tx.commit().await?;
    Ok(see_other(PAGE, &sentence))
}
