use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Weekday as CivilWeekday;
use serde::Deserialize;
use sqlx::PgConnection;

use super::elsewhere;
use super::reach::Reach;
use crate::accounts::Viewer;
use crate::app::App;
use crate::availability::WallTime;
use crate::availability::exceptions::{self, Exception, ExceptionError, ExceptionId, Extra, What};
use crate::events::Actor;
use crate::platform::clock::Day;
use crate::platform::ids::AccountId;
use crate::platform::web::{
    Choice, DateBoxes, Form, FormErrors, Layout, PageError, page, see_other, unprocessable,
};
use crate::platform::words;

pub(super) const PAGE: &str = "/availability/days";
/// Evenings and weekend mornings to choose from: of so many days, today among them.
const AHEAD: usize = 22;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct OnceForm {
    /// Days, of which the evening or the weekend's morning is offered.
    quick: Vec<String>,
    #[serde(rename = "on-day")]
    on_day: String,
    #[serde(rename = "on-month")]
    on_month: String,
    #[serde(rename = "on-year")]
    on_year: String,
    from: String,
    to: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct AwayForm {
    #[serde(rename = "first-day")]
    first_day: String,
    #[serde(rename = "first-month")]
    first_month: String,
    #[serde(rename = "first-year")]
    first_year: String,
    #[serde(rename = "last-day")]
    last_day: String,
    #[serde(rename = "last-month")]
    last_month: String,
    #[serde(rename = "last-year")]
    last_year: String,
}

#[derive(Template)]
#[template(path = "availability/days.html")]
struct DaysPage {
    layout: Layout,
    reach: Reach,
    exceptions: Vec<Exception>,
    quick: Vec<Choice>,
    once: OnceForm,
    away: AwayForm,
    errors: FormErrors,
}

impl DaysPage {
    fn away(&self) -> impl Iterator<Item = &Exception> {
        self.exceptions.iter().filter(|one| one.is_away())
    }

    fn extra(&self) -> impl Iterator<Item = &Exception> {
        self.exceptions.iter().filter(|one| !one.is_away())
    }

    /// What is to be said of one of the times beside it.
    fn note(&self, one: &Exception) -> Option<String> {
        match &one.what {
            What::Extra(extra) => self.reach.why_not(*extra, &self.exceptions),
            What::Away(..) => None,
        }
    }

    /// Whose clock the times go by, where it is not London's.
    fn elsewhere(&self) -> Option<String> {
        elsewhere(&self.reach.settings.zone)
    }
}

/// The evening of a weekday, or the morning of a weekend's day.
fn quick_of(day: Day) -> Option<Extra> {
    let weekend = matches!(day.date().weekday(), CivilWeekday::Saturday | CivilWeekday::Sunday);
    let (from, to) = if weekend { (9, 13) } else { (18, 21) };
    let hour = |hour: i32| WallTime::from_minutes(hour * 60);
    Some(Extra { day, from: hour(from)?, to: hour(to)? })
}

/// The evenings and weekend mornings of the next weeks that can still be booked.
fn quick_choices(reach: &Reach) -> Vec<Choice> {
    let days = reach.today.date().series(1.day()).take(AHEAD).map(Day::new);
    days.filter_map(quick_of)
        .filter(|extra| !reach.is_too_soon(*extra) && !reach.is_too_far(*extra))
        .map(|extra| Choice::new(extra.day.date().to_string(), extra.in_words()))
        .collect()
}

impl OnceForm {
    fn parse(&self, reach: &Reach) -> Result<Vec<Extra>, FormErrors> {
        let offered = quick_choices(reach);
        let mut extra = Vec::new();
        let mut errors = FormErrors::none();
        for code in &self.quick {
            let known = offered.iter().any(|choice| choice.value == *code);
            match code.parse().ok().filter(|_| known).and_then(|date| quick_of(Day::new(date))) {
                Some(one) => extra.push(one),
                None => errors.add("quick", "One of the days you chose is too near by now. Choose again"),
            }
        }
        let boxes = DateBoxes { name: "on", day: &self.on_day, month: &self.on_month, year: &self.on_year };
        let day = boxes.parse("the day", &mut errors);
        if day.is_some() || !self.from.trim().is_empty() || !self.to.trim().is_empty() {
            let from = errors.take("from", WallTime::parse(&self.from));
            let to = errors.take("to", WallTime::parse(&self.to));
            let to = to.map(|to| if to.minutes() == 0 { WallTime::END_OF_DAY } else { to });
            if day.is_none() && errors.is_empty() {
                errors.add("on-day", "Enter the day");
            }
            if let (Some(day), Some(from), Some(to)) = (day, from, to) {
                let one = Extra { day, from, to };
                if to <= from {
                    errors.add("to", "The end must be after the start. For times past midnight add two.");
                } else if day == reach.today && reach.has_passed(one) {
                    errors.add("to", "This time has passed today");
                }
                extra.push(one);
            }
        }
        if extra.is_empty() && errors.is_empty() {
            errors.add("quick", "Choose a day, or enter a time below");
        }
        if errors.is_empty() { Ok(extra) } else { Err(errors) }
    }
}

impl AwayForm {
    fn parse(&self) -> Result<(Day, Day), FormErrors> {
        let mut errors = FormErrors::none();
        let first = DateBoxes {
            name: "first",
            day: &self.first_day,
            month: &self.first_month,
            year: &self.first_year,
        }
        .parse("the first day", &mut errors);
        let last =
            DateBoxes { name: "last", day: &self.last_day, month: &self.last_month, year: &self.last_year }
                .parse("the last day", &mut errors);
        match (first, last) {
            (Some(first), last) if errors.is_empty() => Ok((first, last.unwrap_or(first))),
            _ => {
                if errors.is_empty() {
                    errors.add("first-day", "Enter the first day you are away");
                }
                Err(errors)
            }
        }
    }
}

async fn load(
    db: &mut PgConnection,
    app: &App,
    own: AccountId,
    layout: Layout,
) -> Result<DaysPage, PageError> {
    let reach = Reach::load(db, app, own).await?;
    Ok(DaysPage {
        layout,
        exceptions: exceptions::to_come(db, own, reach.today).await?,
        quick: quick_choices(&reach),
        reach,
        once: OnceForm::default(),
        away: AwayForm::default(),
        errors: FormErrors::none(),
    })
}

pub(super) async fn show(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
) -> Result<Response, PageError> {
    page(&load(&mut *app.db.acquire().await?, &app, viewer.account_id, layout).await?)
}

fn refused(mut shown: DaysPage, errors: FormErrors) -> Result<Response, PageError> {
    shown.layout = shown.layout.with_errors(true);
    shown.errors = errors;
    unprocessable(&shown)
}

pub(super) async fn add_once(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<OnceForm>,
) -> Result<Response, PageError> {
    let (own, now) = (viewer.account_id, app.clock.now());
    let mut tx = app.begin(&viewer).await?;
    let shown = load(&mut tx, &app, own, layout).await?;
    let extra = match form.parse(&shown.reach) {
        Ok(extra) => extra,
        Err(errors) => return refused(DaysPage { once: form, ..shown }, errors),
    };
    let today = shown.reach.today;
    match exceptions::add_extra(&mut tx, Actor::Account(own), now, own, today, &extra).await {
        Ok(0) => Ok(see_other(PAGE, "You offer these times already.")),
        Ok(new) => {
            tx.commit().await?;
            let added = words::count(i64::try_from(new).unwrap_or(0), "time is", "times are");
            let why_not = extra.iter().find_map(|one| {
                let why_not = shown.reach.why_not(*one, &shown.exceptions)?;
                Some(format!(" {}: {why_not}.", one.in_words()))
            });
            let sentence = format!("{} added.{}", words::capitalised(&added), why_not.unwrap_or_default());
            Ok(see_other(PAGE, &sentence))
        }
        Err(ExceptionError::Database(error)) => Err(error.into()),
        Err(refusal) => {
            refused(DaysPage { once: form, ..shown }, FormErrors::one("on-day", refusal.to_string()))
        }
    }
}

pub(super) async fn add_away(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<AwayForm>,
) -> Result<Response, PageError> {
    let (own, now) = (viewer.account_id, app.clock.now());
    let mut tx = app.begin(&viewer).await?;
    let shown = load(&mut tx, &app, own, layout).await?;
    let days = match form.parse() {
        Ok(days) => days,
        Err(errors) => return refused(DaysPage { away: form, ..shown }, errors),
    };
    let today = shown.reach.today;
    match exceptions::add_away(&mut tx, Actor::Account(own), now, own, today, days).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(PAGE, "Your days away are saved. Limits stand still while you are away."))
        }
        Err(ExceptionError::Database(error)) => Err(error.into()),
        Err(refusal) => {
            let field = if matches!(refusal, ExceptionError::Order) { "last-day" } else { "first-day" };
            refused(DaysPage { away: form, ..shown }, FormErrors::one(field, refusal.to_string()))
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct RemovalForm {
    exception: String,
}

pub(super) async fn remove(
    viewer: Viewer,
    State(app): State<App>,
    Form(form): Form<RemovalForm>,
) -> Result<Response, PageError> {
    let own = viewer.account_id;
    let id: ExceptionId =
        form.exception.parse().map_err(|_| PageError::BadRequest("no such day".to_owned()))?;
    let mut tx = app.begin(&viewer).await?;
    exceptions::remove(&mut tx, Actor::Account(own), app.clock.now(), own, id).await?;
    tx.commit().await?;
    Ok(see_other(PAGE, "It is removed."))
}
