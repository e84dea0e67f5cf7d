use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::store::{self, InMonth, Sum};
use super::{last_day, month_name, year_of};
use crate::accounts::Viewer;
use crate::app::App;
use crate::ledger::model::Kind;
use crate::ledger::passport::Row;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::hours;
use crate::platform::web::filters;
use crate::platform::web::{Layout, PageError, Path, page};
use crate::platform::words;

#[derive(Template)]
#[template(path = "ledger/year.html")]
struct YearPage {
    layout: Layout,
    name: String,
    year: i16,
    /// The last day it speaks of.
    until: Day,
    over: bool,
    pools: Vec<String>,
    given: Vec<InMonth>,
    sums: Vec<Sum>,
}

impl YearPage {
    fn first_name(&self) -> &str {
        crate::accounts::first_name(&self.name)
    }

    fn sessions(&self) -> i64 {
        self.given.iter().map(|month| month.sessions).sum()
    }

    fn people(&self) -> i64 {
        self.given.first().map_or(0, |month| month.people_in_year)
    }

    fn time_given(&self) -> String {
        hours::in_words(self.given.iter().map(|month| month.minutes).sum())
    }

    /// "Five people had 14 hours of your attention in 2026, in 12 sessions of coaching and mentoring".
    fn thanks(&self) -> String {
        let mut offerings: Vec<&str> = self.given.iter().map(|month| month.offering.label()).collect();
        offerings.sort_unstable();
        offerings.dedup();
        let people = self.people();
        format!(
            "{} {} had {} of your attention in {}{}, in {} of {}",
            words::capitalised(&words::number(people)),
            if people == 1 { "person" } else { "people" },
            self.time_given(),
            self.year,
            if self.over { "" } else { " so far" },
            words::count(self.sessions(), "session", "sessions"),
            words::list(&offerings)
        )
    }

    fn given_rows(&self) -> Vec<Row> {
        let row = |month: &InMonth| Row {
            label: format!("{}, {}", month_name(month.month), month.offering.label()),
            times: words::count(month.sessions, "session", "sessions"),
            minutes: month.minutes,
        };
        self.given.iter().map(row).collect()
    }

    fn sum_rows(&self) -> Vec<Row> {
        let row = |sum: &Sum| Row {
            label: Kind::heading(sum.kind).to_owned(),
            times: words::count(sum.entries, "entry", "entries"),
            minutes: sum.minutes,
        };
        self.sums.iter().map(row).collect()
    }
}

pub(super) async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Path(year): Path<String>,
) -> Result<Response, PageError> {
    let today = day_of(app.clock.now());
    let year = year_of(&year, today).ok_or(PageError::NotFound)?;
    let mut db = app.db.acquire().await?;
    page(&YearPage {
        layout,
        year,
        until: last_day(year, today),
        over: year < today.date().year(),
        pools: store::pools_of_year(&mut db, viewer.account_id, year).await?,
        given: store::given(&mut db, viewer.account_id, year).await?,
        sums: store::sums(&mut db, viewer.account_id, year).await?,
        name: viewer.name,
    })
}
