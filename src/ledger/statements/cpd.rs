use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::store::{self, Had, Sealed};
use super::{last_day, year_of};
use crate::accounts::Viewer;
use crate::app::App;
use crate::ledger::model::{Kind, Reflection};
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::hours;
use crate::platform::seal::Unsealable;
use crate::platform::web::filters;
use crate::platform::web::{Choice, FormErrors, Layout, PageError, Query, page};
use crate::platform::words;
use crate::relationships::sessions;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CpdQuery {
    year: String,
    /// How many years it covers, that one the last.
    span: String,
    names: String,
}

/// The most years of a statement: revalidation looks at three.
const MOST_YEARS: i16 = 3;

/// A session, and what its mentee wrote about it and wants to show.
struct HadOpened {
    had: Had,
    reflection: Reflection,
}

/// An entry, and what its owner wrote about it.
struct Opened {
    entry: Sealed,
    reflection: Reflection,
}

#[derive(Template)]
#[template(path = "ledger/cpd.html")]
struct CpdPage {
    layout: Layout,
    name: String,
    year: i16,
    /// The first year it covers.
    first: i16,
    until: Day,
    /// Whether coaches, mentors, supervisors and providers are named.
    names: bool,
    years: Vec<Choice>,
    spans: Vec<Choice>,
    had: Vec<HadOpened>,
    entries: Vec<Opened>,
    errors: FormErrors,
}

impl CpdPage {
    fn year_chosen(&self) -> String {
        self.year.to_string()
    }

    fn span_chosen(&self) -> String {
        (self.year - self.first + 1).to_string()
    }

    /// "2027", "2025 to 2027".
    fn period(&self) -> String {
        if self.first == self.year {
            self.year.to_string()
        } else {
            format!("{} to {}", self.first, self.year)
        }
    }

    /// "this year", "these years".
    fn these(&self) -> &'static str {
        if self.first == self.year { "this year" } else { "these years" }
    }

    fn total(&self) -> String {
        hours::in_words(self.minutes(|_| true))
    }

    /// What is surely learning with others: coaching, mentoring and supervision.
    fn with_others(&self) -> String {
        hours::in_words(self.minutes(|kind| kind == Kind::SupervisionReceived))
    }

    /// The minutes of sessions, and of the entries of these kinds.
    fn minutes(&self, of: impl Fn(Kind) -> bool) -> i64 {
        let had: i64 = self.had.iter().map(|one| i64::from(one.had.minutes)).sum();
        let entries = self.entries.iter().map(|one| &one.entry).filter(|entry| of(entry.kind));
        had + entries.map(|entry| i64::from(entry.minutes)).sum::<i64>()
    }

    /// How many reflective accounts are in it.
    fn reflections(&self) -> usize {
        let of_entries = self.entries.iter().map(|one| &one.reflection);
        of_entries.chain(self.had.iter().map(|one| &one.reflection)).filter(|one| !one.is_empty()).count()
    }

    fn had_length(one: &HadOpened) -> String {
        hours::in_words(i64::from(one.had.minutes))
    }

    fn length(one: &Opened) -> String {
        hours::in_words(i64::from(one.entry.minutes))
    }

    fn offered(one: &HadOpened) -> String {
        words::capitalised(one.had.offering.label())
    }

    fn day(one: &HadOpened) -> Day {
        day_of(one.had.starts_at)
    }

    /// Where its mentee writes about it.
    fn path(one: &HadOpened) -> String {
        format!("{}/reflection", sessions::path(one.had.relationship_id, one.had.session_id))
    }

    /// With whom an entry was, where names are wanted and one is known.
    fn with<'a>(&self, one: &'a Opened) -> Option<&'a str> {
        let typed = Some(one.entry.with_whom.as_str()).filter(|text| !text.is_empty());
        one.entry.supervisor.as_deref().or(typed).filter(|_| self.names)
    }
}

pub(super) async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Query(query): Query<CpdQuery>,
) -> Result<Response, PageError> {
    let today = day_of(app.clock.now());
    let this_year = today.date().year();
    let account = viewer.account_id;
    let year = year_of(&query.year, today).unwrap_or(this_year);
    let mut db = app.db.acquire().await?;
    let mut years: Vec<i32> = store::years(&mut db, account).await?;
    years.extend([i32::from(year), i32::from(this_year)]);
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    let span = query.span.parse().ok().filter(|span| (1..=MOST_YEARS).contains(span)).unwrap_or(1);
    let first = year - span + 1;
    let open_had = |had: Had| -> Result<HadOpened, Unsealable> {
        let sealed = had.reflection.as_deref();
        let reflection = Reflection::open_of_session(&app.secret, had.session_id, account, sealed)?;
        Ok(HadOpened { had, reflection })
    };
    let had = store::had(&mut db, account, (first, year))
        .await?
        .into_iter()
        .map(open_had)
        .collect::<Result<Vec<_>, _>>()
        .map_err(PageError::internal)?;
    let open = |entry: Sealed| -> Result<Opened, Unsealable> {
        let sealed = entry.reflection.as_deref();
        let reflection = Reflection::open(&app.secret, entry.ledger_entry_id, account, sealed)?;
        Ok(Opened { entry, reflection })
    };
    let entries = store::entries(&mut db, account, (first, year))
        .await?
        .into_iter()
        .map(open)
        .collect::<Result<Vec<_>, _>>()
        .map_err(PageError::internal)?;
    page(&CpdPage {
        layout,
        name: viewer.name,
        year,
        first,
        until: last_day(year, today),
        names: query.names == "yes",
        years: years.iter().map(|year| Choice::new(year.to_string(), year.to_string())).collect(),
        spans: (1..=MOST_YEARS)
            .map(|span| Choice::new(span.to_string(), words::count(i64::from(span), "year", "years")))
            .collect(),
        had,
        entries,
        errors: FormErrors::none(),
    })
}
