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
use crate::platform::clock::Day;
use crate::platform::web::{Choice, Form, FormErrors, Layout, PageError, page, see_other, unprocessable};
use crate::platform::words;

pub(super) const PAGE: &str = "/availability/off-duty";
/// Days to tick: four weeks, and as many as are known after them.
const AHEAD: i32 = 28;
const MOST_AHEAD: i32 = 366;

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
    /// What each day said when the form was made. A day that still says it is left alone, so that nothing is undone that
    /// was pasted meanwhile.
    was: Vec<String>,
}

impl DaysForm {
    /// The days that were changed, with what is worked on them now; None: nothing is said any more.
    fn changed(&self, today: Day) -> BTreeMap<Day, Option<Shift>> {
        let last = Day::new(today.date().saturating_add(MOST_AHEAD.days()));
        let rows = self.day.iter().zip(&self.shift).enumerate();
        rows.filter(|(row, (_, shift))| self.was.get(*row) != Some(*shift))
            .filter_map(|(_, (day, shift))| Some((Day::new(day.parse().ok()?), Shift::from_code(shift))))
            .filter(|(day, _)| (today..=last).contains(day))
            .collect()
    }
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
    viewer: &Viewer,
    layout: Layout,
) -> Result<OffDutyPage, PageError> {
    let today = today(app, viewer);
    let said = off_duty::days(db, viewer.account_id).await?;
    let last = said.last_key_value().map_or(today, |(day, _)| *day);
    let last = last.date().max(today.date().saturating_add((AHEAD - 1).days()));
    let ticks = today
        .date()
        .series(1.day())
        .take_while(|date| *date <= last)
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

fn today(app: &App, viewer: &Viewer) -> Day {
    Day::new(app.clock.now().in_zone(&viewer.zone()).date())
}

pub(super) async fn show(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
) -> Result<Response, PageError> {
    page(&load(&mut *app.db.acquire().await?, &app, &viewer, layout).await?)
}

pub(super) async fn paste(
    viewer: Viewer,
    State(app): State<App>,
    layout: Layout,
    Form(form): Form<PasteForm>,
) -> Result<Response, PageError> {
    let own = viewer.account_id;
    let mut tx = app.begin(&viewer).await?;
    let day = today(&app, &viewer);
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
            let mut shown = load(&mut tx, &app, &viewer, layout.with_errors(true)).await?;
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
    let first = today(&app, &viewer);
    let changed = form.changed(first);
    let said = changed.iter().filter_map(|(day, shift)| Some((*day, (*shift)?))).collect();
    let unsaid: Vec<Day> = changed.iter().filter(|(_, shift)| shift.is_none()).map(|(day, _)| *day).collect();
    off_duty::save(&mut tx, own, first, &said).await?;
    off_duty::clear(&mut tx, own, &unsaid).await?;
    tx.commit().await?;
    let sentence = if changed.is_empty() { "Nothing was changed." } else { "Your off-duty is saved." };
    Ok(see_other(PAGE, sentence))
}
