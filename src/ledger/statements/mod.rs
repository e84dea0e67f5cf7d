//! Statements of a year to print: what a coach or mentor gave, with thanks, and what anybody did to keep learning.

mod cpd;
mod store;
mod year;

use jiff::civil;

use crate::app::App;
use crate::platform::clock::Day;
use crate::platform::web::{Routes, Who};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/passport/year/{year}", Who::SignedIn, year::show).get(
        "/cpd-statement",
        Who::SignedIn,
        cpd::show,
    )
}

/// A year that statements are made of, as it is written in an address; none for what is to come, or long past.
fn year_of(raw: &str, today: Day) -> Option<i16> {
    raw.parse().ok().filter(|year| (1990..=today.date().year()).contains(year))
}

/// The last day of a statement of this year: today while it is not over.
fn last_day(year: i16, today: Day) -> Day {
    let end = civil::Date::new(year, 12, 31).map_or(today, Day::new);
    end.min(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_to_come_have_no_statement_and_this_one_ends_today() {
        let today = Day::new(civil::date(2027, 3, 4));
        assert_eq!(
            ["2027", "2026", "2028", "1989", "x", ""].map(|raw| year_of(raw, today)),
            [Some(2027), Some(2026), None, None, None, None]
        );
        assert_eq!(last_day(2027, today), today);
        assert_eq!(last_day(2026, today), Day::new(civil::date(2026, 12, 31)));
    }
}
