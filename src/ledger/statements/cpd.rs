use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use super::last_day;
use super::store::{self, Had, Sealed};
use crate::accounts::Viewer;
use crate::app::App;
use crate::ledger::model::{Kind, Reflection};
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::platform::hours;
use crate::platform::seal::Unsealable;
use crate::platform::web::filters;
use crate::platform::web::{DateBoxes, FormErrors, Layout, PageError, Query, page, unprocessable};
use crate::platform::words;
use crate::relationships::sessions;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct CpdQuery {
    #[serde(rename = "from-day")]
    from_day: String,
    #[serde(rename = "from-month")]
    from_month: String,
    #[serde(rename = "from-year")]
    from_year: String,
    #[serde(rename = "to-day")]
    to_day: String,
    #[serde(rename = "to-month")]
    to_month: String,
    #[serde(rename = "to-year")]
    to_year: String,
    names: String,
}

/// The most years of a statement: a licence to practise is renewed within five.
const MOST_YEARS: i16 = 5;
/// Years of their own that are a click away.
const YEARS_AT_HAND: usize = 3;

impl CpdQuery {
    fn of(period: Period, names: bool) -> Self {
        let part = |day: Day| {
            let date = day.date();
            (date.day().to_string(), date.month().to_string(), date.year().to_string())
        };
        let (from_day, from_month, from_year) = part(period.from);
        let (to_day, to_month, to_year) = part(period.to);
        let names = if names { "yes".to_owned() } else { String::new() };
        Self { from_day, from_month, from_year, to_day, to_month, to_year, names }
    }

    /// The days it is to cover: the last twelve months where nothing is said.
    fn parse(&self, today: Day) -> Result<Period, FormErrors> {
        let mut errors = FormErrors::none();
        let from =
            DateBoxes { name: "from", day: &self.from_day, month: &self.from_month, year: &self.from_year };
        let to = DateBoxes { name: "to", day: &self.to_day, month: &self.to_month, year: &self.to_year };
        if from.is_blank() && to.is_blank() {
            return Ok(Period::last_years(1, today));
        }
        for (boxes, what) in [(&from, "the first day"), (&to, "the last day")] {
            if boxes.is_blank() {
                errors.add(&format!("{}-day", boxes.name), format!("Enter {what}"));
            }
        }
        let days = (from.parse("the first day", &mut errors), to.parse("the last day", &mut errors));
        let (Some(from), Some(to)) = days else { return Err(errors) };
        if to > today {
            errors.add("to-day", "The last day must be today or in the past");
        } else if from > to {
            errors.add("from-day", "The first day must be before the last");
        } else if years_before(to, MOST_YEARS) > from {
            errors.add("from-day", "A statement covers five years at most");
        }
        if errors.is_empty() { Ok(Period { from, to }) } else { Err(errors) }
    }
}

/// The days a statement covers, the last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Period {
    from: Day,
    to: Day,
}

impl Period {
    fn last_years(years: i16, today: Day) -> Self {
        Self { from: years_before(today, years), to: today }
    }

    /// A year of the calendar, as far as it has come.
    fn year(year: i16, today: Day) -> Self {
        let first = Date::new(year, 1, 1).map_or(today, Day::new);
        Self { from: first, to: last_day(year, today) }
    }

    fn link(self, names: bool) -> String {
        let (from, to) = (self.from.date(), self.to.date());
        let names = if names { "&names=yes" } else { "" };
        format!(
            "/cpd-statement?from-day={}&from-month={}&from-year={}&to-day={}&to-month={}&to-year={}{names}",
            from.day(),
            from.month(),
            from.year(),
            to.day(),
            to.month(),
            to.year()
        )
    }
}

/// The first day of so many years of which this is the last.
fn years_before(last: Day, years: i16) -> Day {
    Day::new(last.date().saturating_sub(i64::from(years).years()).saturating_add(1.day()))
}

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
    period: Period,
    /// Periods that are a click away, and what they are called.
    at_hand: Vec<(String, Period)>,
    form: CpdQuery,
    had: Vec<HadOpened>,
    entries: Vec<Opened>,
    errors: FormErrors,
}

impl CpdPage {
    /// Whether coaches, mentors, supervisors and providers are named.
    fn names(&self) -> bool {
        self.form.names == "yes"
    }

    /// "2 hours in all, of which 1 hour in coaching, mentoring and supervision, which are learning with others."
    fn sums(&self) -> String {
        let (all, with_others) = (self.minutes(|_| true), self.with_others());
        let total = hours::in_words(all);
        match with_others {
            0 => format!("{total} in all."),
            some if some == all => {
                format!("{total}, all of it learning with others: coaching, mentoring or supervision.")
            }
            some => format!(
                "{total} in all, of which {} in coaching, mentoring and supervision, which are learning with others.",
                hours::in_words(some)
            ),
        }
    }

    /// What is surely learning with others, in minutes: coaching, mentoring and supervision.
    fn with_others(&self) -> i64 {
        self.minutes(|kind| kind == Kind::SupervisionReceived)
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
        one.entry.supervisor.as_deref().or(typed).filter(|_| self.names())
    }
}

pub(super) async fn show(
    viewer: Viewer,
    layout: Layout,
    State(app): State<App>,
    Query(query): Query<CpdQuery>,
) -> Result<Response, PageError> {
    let today = day_of(app.clock.now());
    let account = viewer.account_id;
    let (period, errors) = match query.parse(today) {
        Ok(period) => (period, FormErrors::none()),
        Err(errors) => (Period::last_years(1, today), errors),
    };
    let mut db = app.db.acquire().await?;
    let years = store::years(&mut db, account).await?;
    let mut at_hand = vec![
        ("The last twelve months".to_owned(), Period::last_years(1, today)),
        ("The last three years".to_owned(), Period::last_years(3, today)),
    ];
    let years = years.into_iter().filter_map(|year| i16::try_from(year).ok()).take(YEARS_AT_HAND);
    at_hand.extend(years.map(|year| (year.to_string(), Period::year(year, today))));
    let open_had = |had: Had| -> Result<HadOpened, Unsealable> {
        let sealed = had.reflection.as_deref();
        let reflection = Reflection::open_of_session(&app.secret, had.session_id, account, sealed)?;
        Ok(HadOpened { had, reflection })
    };
    let had = store::had(&mut db, account, (period.from, period.to))
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
    let entries = store::entries(&mut db, account, (period.from, period.to))
        .await?
        .into_iter()
        .map(open)
        .collect::<Result<Vec<_>, _>>()
        .map_err(PageError::internal)?;
    let wrong = !errors.is_empty();
    let form = if wrong { query } else { CpdQuery::of(period, query.names == "yes") };
    let layout = layout.with_errors(wrong);
    let shown = CpdPage { layout, name: viewer.name, period, at_hand, form, had, entries, errors };
    if wrong { unprocessable(&shown) } else { page(&shown) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::new(text.parse().unwrap())
    }

    fn asked(from: [&str; 3], to: [&str; 3]) -> CpdQuery {
        let [from_day, from_month, from_year] = from.map(str::to_owned);
        let [to_day, to_month, to_year] = to.map(str::to_owned);
        CpdQuery { from_day, from_month, from_year, to_day, to_month, to_year, names: String::new() }
    }

    #[test]
    fn a_statement_covers_what_is_asked_for_and_the_last_twelve_months_otherwise() {
        let today = day("2027-03-04");
        let usual = CpdQuery::default().parse(today).unwrap();
        assert_eq!((usual.from, usual.to), (day("2026-03-05"), today));
        let april = asked(["1", "4", "2025"], ["31", "3", "2026"]).parse(today).unwrap();
        assert_eq!((april.from, april.to), (day("2025-04-01"), day("2026-03-31")));
        let again = CpdQuery::of(april, true);
        assert_eq!((again.parse(today).unwrap(), again.names.as_str()), (april, "yes"));
        let year = Period::year(2027, today);
        assert_eq!((year.from, year.to), (day("2027-01-01"), today));
        let leap = Period::last_years(3, day("2028-02-29"));
        assert_eq!(leap.from, day("2025-03-01"));
    }

    #[test]
    fn what_cannot_be_covered_is_said_beside_its_field() {
        let today = day("2027-03-04");
        for (from, to, field) in [
            (["", "", ""], ["1", "2", "2027"], "from-day"),
            (["1", "2", "2027"], ["", "", ""], "to-day"),
            (["1", "", "2027"], ["1", "2", "2027"], "from-month"),
            (["1", "1", "2027"], ["5", "3", "2027"], "to-day"),
            (["2", "2", "2027"], ["1", "2", "2027"], "from-day"),
            (["1", "3", "2022"], ["4", "3", "2027"], "from-day"),
        ] {
            let errors = asked(from, to).parse(today).unwrap_err();
            let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, [field], "{from:?} to {to:?}");
        }
        assert!(asked(["5", "3", "2022"], ["4", "3", "2027"]).parse(today).is_ok(), "five years to the day");
    }
}
