use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::ToSpan;
use serde::Deserialize;
use sqlx::PgConnection;

use crate::accounts::Viewer;
use crate::app::App;
use crate::availability::off_duty::{self, Shift};
use crate::availability::zone_of;
use crate::platform::clock::Day;
use crate::platform::ids::AccountId;
use crate::platform::web::{Choice, Form, FormErrors, Layout, PageError, page, see_other, unprocessable};
use crate::platform::words;

pub(super) const PAGE: &str = "/availability/off-duty";
/// Days to tick.
const AHEAD: usize = 28;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PasteForm {
    pasted: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct DaysForm {
    day: Vec<String>,
    shift: Vec<String>,
}

/// A day to tick, and what is said of it.
struct Tick {
    day: Day,
    shift: Option<Shift>,
}

impl Tick {
    /// "Wednesday 2 December": the year is clear for a few weeks, and the line is short enough for a phone.
    fn in_words(&self) -> String {
        self.day.date().strftime("%A %-d %B").to_string()
    }

    fn code(&self) -> &'static str {
        self.shift.map_or("", Shift::code)
    }
}

#[derive(Template)]
#[template(path = "availability/off_duty.html")]
struct OffDutyPage {
    layout: Layout,
    ticks: Vec<Tick>,
    shifts: Vec<Choice>,
    /// How many days are known.
    known: usize,
    pasted: String,
    errors: FormErrors,
}

async fn load(
    db: &mut PgConnection,
    app: &App,
    own: AccountId,
    layout: Layout,
) -> Result<OffDutyPage, PageError> {
    let today = today(db, app, own).await?;
    let said = off_duty::days(db, own).await?;
    let ticks = today
        .date()
        .series(1.day())
        .take(AHEAD)
        .map(|date| Tick { day: Day::new(date), shift: said.get(&Day::new(date)).copied() })
        .collect();
    let none = Choice::new("", "Not said");
    let shifts = Shift::ALL.into_iter().map(|shift| Choice::new(shift.code(), shift.label()));
    Ok(OffDutyPage {
        layout,
        ticks,
        shifts: std::iter::once(none).chain(shifts).collect(),
        known: said.range(today..).count(),
        pasted: String::new(),
        errors: FormErrors::none(),
    })
}

async fn today(db: &mut PgConnection, app: &App, own: AccountId) -> Result<Day, sqlx::Error> {
    let zone = zone_of(db, own).await?;
    Ok(Day::new(app.clock.now().in_zone(&zone).date()))
}

pub(super) async fn show(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
) -> Result<Response, PageError> {
    page(&load(&mut *app.db.acquire().await?, &app, viewer.account_id, layout).await?)
}

pub(super) async fn paste(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<PasteForm>,
) -> Result<Response, PageError> {
    let own = viewer.account_id;
    let mut tx = app.begin(&viewer).await?;
    let day = today(&mut tx, &app, own).await?;
    let read = if form.pasted.chars().count() > 6_000 {
        Err("Paste at most 6,000 characters".to_owned())
    } else {
        off_duty::read(&form.pasted, day)
    };
    match read {
        Ok(days) => {
            let many = off_duty::save(&mut tx, own, day, &days).await?;
            tx.commit().await?;
            let count = words::count(i64::try_from(many).unwrap_or(0), "day is", "days are");
            Ok(see_other(PAGE, &format!("{} saved. Check them below.", words::capitalised(&count))))
        }
        Err(sentence) => {
            let mut shown = load(&mut tx, &app, own, layout.with_errors(true)).await?;
            shown.pasted = form.pasted;
            shown.errors = FormErrors::one("pasted", sentence);
            unprocessable(&shown)
        }
    }
}

pub(super) async fn tick(
    viewer: Viewer,
    State(app): State<App>,
    Form(form): Form<DaysForm>,
) -> Result<Response, PageError> {
    let own = viewer.account_id;
    let mut tx = app.begin(&viewer).await?;
    let first = today(&mut tx, &app, own).await?;
    let mut days = BTreeMap::new();
    let mut cleared = Vec::new();
    for (day, shift) in form.day.iter().zip(&form.shift).take(AHEAD) {
        let Ok(date) = day.parse() else { continue };
        match Shift::from_code(shift) {
            Some(shift) => {
                days.insert(Day::new(date), shift);
            }
            None => cleared.push(Day::new(date)),
        }
    }
    off_duty::save(&mut tx, own, first, &days).await?;
    off_duty::clear(&mut tx, own, &cleared).await?;
    tx.commit().await?;
    Ok(see_other(PAGE, "Your off-duty is saved."))
}
