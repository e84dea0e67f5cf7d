use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::store::{self, InMonth};
use super::{last_day, year_of};
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
use crate::pools::Offering;

/// Coaching or mentoring of one month.
struct GivenIn {
    month: i32,
    offering: Offering,
    sessions: i64,
    minutes: i64,
}

/// What was learned in the year, of one kind.
struct Sum {
    kind: Kind,
    entries: i64,
    minutes: i64,
}

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
    /// With how many people in the whole year.
    people: i64,
    given: Vec<GivenIn>,
    sums: Vec<Sum>,
}

impl YearPage {
    fn first_name(&self) -> &str {
        crate::accounts::first_name(&self.name)
    }

    fn sessions(&self) -> i64 {
        self.given.iter().map(|month| month.sessions).sum()
    }

    fn time_given(&self) -> String {
        hours::in_words(self.given.iter().map(|month| month.minutes).sum())
    }

    /// "5 sessions with two people, "; nothing where no session is recorded here.
    fn met(&self) -> String {
        if self.sessions() == 0 {
            return String::new();
        }
        format!(
            "{} with {}, ",
            words::count(self.sessions(), "session", "sessions"),
            words::count(self.people, "person", "people")
        )
    }

    /// "Five people had 14 hours of your attention in 2026, in 12 sessions of coaching and mentoring".
    fn thanks(&self) -> String {
        let mut offerings: Vec<&str> = self.given.iter().map(|month| month.offering.label()).collect();
        offerings.sort_unstable();
        offerings.dedup();
        let (so_far, time) = (if self.over { "" } else { " so far" }, self.time_given());
        if self.sessions() == 0 {
            return format!("You gave {time} of {} in {}{so_far}", words::list(&offerings), self.year);
        }
        format!(
            "{} {} had {time} of your attention in {}{so_far}, in {} of {}",
            words::capitalised(&words::number(self.people)),
            if self.people == 1 { "person" } else { "people" },
            self.year,
            words::count(self.sessions(), "session", "sessions"),
            words::list(&offerings)
        )
    }

    fn given_rows(&self) -> Vec<Row> {
        let row = |month: &GivenIn| Row {
            label: format!("{}, {}", words::month_name(month.month), month.offering.label()),
            times: match month.sessions {
                0 => "as stated".to_owned(),
                some => words::count(some, "session", "sessions"),
            },
            minutes: month.minutes,
        };
        self.given.iter().map(row).collect()
    }

    fn sum_rows(&self) -> Vec<Row> {
        let row = |sum: &Sum| Row {
            label: Kind::heading(sum.kind).to_owned(),
            times: match sum.entries {
                0 => "as stated".to_owned(),
                some => words::count(some, "entry", "entries"),
            },
            minutes: sum.minutes,
        };
        self.sums.iter().map(row).collect()
    }
}

/// The sum of each kind of the ledger, in the order of their codes.
fn sums(all: &[InMonth]) -> Vec<Sum> {
    let mut kinds: Vec<Kind> = Kind::ALL.to_vec();
    kinds.sort_unstable_by_key(|kind| kind.code());
    let of = |kind: Kind| {
        let found: Vec<&InMonth> = all.iter().filter(|one| one.kind == kind.code()).collect();
        (!found.is_empty()).then(|| Sum {
            kind,
            entries: found.iter().map(|one| one.times).sum(),
            minutes: found.iter().map(|one| one.minutes).sum(),
        })
    };
    kinds.into_iter().filter_map(of).collect()
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
    let pools = store::pools_of_year(&mut db, viewer.account_id, year).await?;
    let all = store::of_year(&mut db, viewer.account_id, year).await?;
    drop(db);
    let given = |one: &InMonth| {
        let offering = Offering::parse(&one.kind).ok()?;
        Some(GivenIn { month: one.month, offering, sessions: one.times, minutes: one.minutes })
    };
    page(&YearPage {
        layout,
        year,
        until: last_day(year, today),
        over: year < today.date().year(),
        pools,
        people: all.first().map_or(0, |one| one.people_in_year),
        given: all.iter().filter_map(given).collect(),
        sums: sums(&all),
        name: viewer.name,
    })
}
