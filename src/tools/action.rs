//! Actions: what somebody will do, by when. A goal has them, and so has an agreed list.

use crate::platform::clock::Day;
use crate::platform::web::forms::{line, optional};
use crate::platform::web::{DateBoxes, FormErrors};

use super::typed::Typed;

/// Rows a form begins with.
pub const FIRST_ROWS: usize = 3;
/// Rows the button adds.
pub const MORE_ROWS: usize = 3;
/// Rows at most: more than a dozen things agreed at once are not done.
pub const MOST_ROWS: usize = 12;

/// Characters of what is to be done, and of how one will know.
const LONGEST: usize = 200;
/// Characters of a name.
const LONGEST_NAME: usize = 80;
/// Years ahead; later is a slip of the key.
const FARTHEST_YEARS: i16 = 5;

/// Something somebody will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// One line of at most 200 characters.
    pub what: String,
    /// Who does it, when that was said.
    pub who: Option<String>,
    /// The last day for it: today or later when it was agreed.
    pub by: Option<Day>,
    /// How they will know that it is done.
    pub done_when: Option<String>,
}

/// One row of the form, as the page shows it. The names are the fields' ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub number: usize,
    pub what: Field,
    pub who: Field,
    /// Without the part of the box.
    pub by: String,
    pub day: String,
    pub month: String,
    pub year: String,
    pub done: Field,
}

/// A field's name and what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub value: String,
}

/// The names of every field of every row, and of the field that says how many rows are shown.
#[must_use]
pub fn field_names() -> Vec<String> {
    let of_row = |number| {
        ["what", "who", "done"]
            .map(|part| format!("{part}-{number}"))
            .into_iter()
            .chain(["day", "month", "year"].map(|part| format!("by-{number}-{part}")))
    };
    (1..=MOST_ROWS).flat_map(of_row).chain(["rows".to_owned()]).collect()
}

/// The rows to show: as many as the form had, and never fewer than are filled in.
#[must_use]
pub fn rows(typed: &Typed) -> Vec<Row> {
    let asked = typed.get("rows").parse().unwrap_or(FIRST_ROWS).clamp(FIRST_ROWS, MOST_ROWS);
    let filled = (1..=MOST_ROWS).rev().find(|number| !row(typed, *number).is_blank()).unwrap_or(0);
    (1..=asked.max(filled)).map(|number| row(typed, number)).collect()
}

/// The same form with more rows, up to the most there can be.
#[must_use]
pub fn with_more_rows(typed: Typed) -> Typed {
    let more = (rows(&typed).len() + MORE_ROWS).min(MOST_ROWS);
    typed.with("rows", more.to_string())
}

/// The actions of the rows that are filled in. Everything that is wrong is noted beside its field.
pub fn parse(typed: &Typed, today: Day, errors: &mut FormErrors) -> Vec<Action> {
    let filled = rows(typed).into_iter().filter(|row| !row.is_blank());
    filled.filter_map(|row| row.parse(today, errors)).collect()
}

fn row(typed: &Typed, number: usize) -> Row {
    let field = |part: &str| {
        let name = format!("{part}-{number}");
        Field { value: typed.get(&name).to_owned(), name }
    };
    let by = format!("by-{number}");
    let part = |part: &str| typed.get(&format!("{by}-{part}")).to_owned();
    Row {
        number,
        what: field("what"),
        who: field("who"),
        done: field("done"),
        day: part("day"),
        month: part("month"),
        year: part("year"),
        by,
    }
}

impl Row {
    /// "Action 2".
    #[must_use]
    pub fn legend(&self) -> String {
        format!("Action {}", self.number)
    }

    fn is_blank(&self) -> bool {
        [&self.what.value, &self.who.value, &self.done.value, &self.day, &self.month, &self.year]
            .iter()
            .all(|value| value.trim().is_empty())
    }

    fn parse(&self, today: Day, errors: &mut FormErrors) -> Option<Action> {
        let number = self.number;
        let what = format!("what is to be done in action {number}");
        let what = errors.take(&self.what.name, line(&self.what.value, &what, LONGEST));
        let who = format!("who does action {number}");
        let who =
            errors.take(&self.who.name, optional(&self.who.value, |typed| line(typed, &who, LONGEST_NAME)));
        let by = self.parse_day(today, errors);
        let done = format!("how you know that action {number} is done");
        let done_when =
            errors.take(&self.done.name, optional(&self.done.value, |typed| line(typed, &done, LONGEST)));
        Some(Action { what: what?, who: who?, by, done_when: done_when? })
    }

    fn parse_day(&self, today: Day, errors: &mut FormErrors) -> Option<Day> {
        let boxes = DateBoxes { name: &self.by, day: &self.day, month: &self.month, year: &self.year };
        let day = boxes.parse(&format!("the date of action {}", self.number), errors)?;
        if day < today {
            let message =
                format!("The date of action {} has passed: enter today or a later day", self.number);
            errors.add(&format!("{}-day", self.by), message);
        } else if day.date().year() > today.date().year() + FARTHEST_YEARS {
            let message = format!("Check the year of action {}: it is far away", self.number);
            errors.add(&format!("{}-year", self.by), message);
        }
        Some(day)
    }
}

#[cfg(test)]
mod tests {
    use super::super::typed::tests::typed;
    use super::*;

    const TODAY: Day = Day::new(jiff::civil::date(2027, 3, 4));

    fn parsed(fields: &[(&str, &str)]) -> (Vec<Action>, Vec<(String, String)>) {
        let mut errors = FormErrors::none();
        let actions = parse(&typed(fields), TODAY, &mut errors);
        (actions, errors.iter().map(|error| (error.field.clone(), error.message.clone())).collect())
    }

    #[test]
    fn empty_rows_are_passed_over_wherever_they_stand() {
        let (actions, errors) = parsed(&[("what-1", " "), ("what-2", " Ask  Grace "), ("who-2", "Amina")]);
        assert_eq!(errors, []);
        assert_eq!(
            actions,
            [Action { what: "Ask Grace".into(), who: Some("Amina".into()), by: None, done_when: None }]
        );
    }

    #[test]
    fn a_row_without_its_action_says_which_one() {
        let (_, errors) = parsed(&[("who-3", "Amina")]);
        assert_eq!(errors, [("what-3".into(), "Enter what is to be done in action 3".into())]);
    }

    #[test]
    fn dates_are_today_or_later_and_within_five_years() {
        for (day, month, year, field) in [
            ("3", "3", "2027", Some("by-1-day")),
            ("4", "3", "2027", None),
            ("31", "12", "2032", None),
            ("1", "1", "2033", Some("by-1-year")),
            ("31", "2", "2028", Some("by-1-day")),
            ("", "2", "2028", Some("by-1-day")),
            ("1", "2", "28", Some("by-1-year")),
        ] {
            let fields = [("what-1", "Ask"), ("by-1-day", day), ("by-1-month", month), ("by-1-year", year)];
            let (_, errors) = parsed(&fields);
            let wrong: Vec<&str> = errors.iter().map(|(field, _)| field.as_str()).collect();
            assert_eq!(wrong, Vec::from_iter(field), "{day}/{month}/{year}");
        }
    }

    #[test]
    fn lengths_are_bounded_in_characters() {
        let (long, name) = ("é".repeat(201), "é".repeat(81));
        let (_, errors) = parsed(&[("what-1", &long), ("who-1", &name), ("done-1", &long)]);
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["what-1", "who-1", "done-1"]);
        assert!(errors[0].1.ends_with("must be 200 characters or fewer; it has 201"), "{errors:?}");
    }

    #[test]
    fn rows_grow_by_three_up_to_twelve_and_none_that_is_filled_is_lost() {
        let shown = |fields: &[(&str, &str)]| rows(&typed(fields)).len();
        assert_eq!(shown(&[]), 3);
        assert_eq!(shown(&[("rows", "6")]), 6);
        assert_eq!(shown(&[("rows", "900000000000000000000000")]), 3);
        assert_eq!(shown(&[("rows", "99")]), 12);
        assert_eq!(shown(&[("rows", "0"), ("what-7", "Ask")]), 7);
        let mut form = typed(&[]);
        let mut sizes = Vec::new();
        for _ in 0..5 {
            form = with_more_rows(form);
            sizes.push(rows(&form).len());
        }
        assert_eq!(sizes, [6, 9, 12, 12, 12]);
    }

    #[test]
    fn every_field_of_every_row_has_a_name_of_its_own() {
        let names = field_names();
        let unique: std::collections::BTreeSet<&String> = names.iter().collect();
        assert_eq!((names.len(), unique.len()), (12 * 6 + 1, 12 * 6 + 1));
        for row in rows(&typed(&[("rows", "12")])) {
            for name in [row.what.name, row.who.name, row.done.name, format!("{}-day", row.by)] {
                assert!(names.contains(&name), "{name}");
            }
        }
    }
}
