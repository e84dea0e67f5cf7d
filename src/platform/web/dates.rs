//! A date typed in three boxes, as the `date` macro of components/field.html asks for it.

use jiff::civil::Date;

use super::forms::FormErrors;
use crate::platform::clock::Day;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// What stands in the boxes `name-day`, `name-month` and `name-year`.
#[derive(Debug, Clone, Copy)]
pub struct DateBoxes<'a> {
    pub name: &'a str,
    pub day: &'a str,
    pub month: &'a str,
    pub year: &'a str,
}

impl DateBoxes<'_> {
    #[must_use]
    pub fn is_blank(&self) -> bool {
        [self.day, self.month, self.year].into_iter().all(|part| part.trim().is_empty())
    }

    /// The day, or `None` when the boxes are blank or wrong; what is wrong is noted beside the box. Months may be
    /// written in letters. `what` names the date inside a sentence: "the date".
    pub fn parse(&self, what: &str, errors: &mut FormErrors) -> Option<Day> {
        if self.is_blank() {
            return None;
        }
        let parts = [("day", self.day), ("month", self.month), ("year", self.year)];
        let missing: Vec<&str> =
            parts.into_iter().filter(|(_, typed)| typed.trim().is_empty()).map(|(part, _)| part).collect();
        if let Some(first) = missing.first() {
            let sentence = format!("Enter the {} of {what}", missing.join(" and the "));
            errors.add(&format!("{}-{first}", self.name), sentence);
            return None;
        }
        let day: Option<i8> = self.day.trim().parse().ok().filter(|day| (1..=31).contains(day));
        let year: Option<i16> = self.year.trim().parse().ok().filter(|year| (1900..=2200).contains(year));
        let found = [day.is_some(), self.month_number().is_some(), year.is_some()];
        for ((part, _), found) in parts.into_iter().zip(found) {
            if !found {
                let example = if part == "year" { ", in four digits" } else { "" };
                errors.add(&format!("{}-{part}", self.name), format!("Check the {part} of {what}{example}"));
            }
        }
        let (day, month, year) = (day?, self.month_number()?, year?);
        if let Ok(date) = Date::new(year, month, day) {
            Some(Day::new(date))
        } else {
            errors.add(&format!("{}-day", self.name), format!("There is no such day: check {what}"));
            None
        }
    }

    fn month_number(&self) -> Option<i8> {
        let typed = self.month.trim().to_lowercase();
        if let Ok(number) = typed.parse::<i8>() {
            return (1..=12).contains(&number).then_some(number);
        }
        let short: String = typed.chars().take(3).collect();
        let found = MONTHS.iter().position(|month| *month == short)?;
        i8::try_from(found + 1).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(day: &str, month: &str, year: &str) -> (Option<String>, Vec<String>) {
        let mut errors = FormErrors::none();
        let found = DateBoxes { name: "dated", day, month, year }.parse("the date", &mut errors);
        (found.map(|day| day.date().to_string()), errors.iter().map(|error| error.field.clone()).collect())
    }

    #[test]
    fn dates_are_read_as_people_type_them() {
        assert_eq!(parse(" 4 ", "3", "2027"), (Some("2027-03-04".to_owned()), vec![]));
        assert_eq!(parse("04", "March", "2027"), (Some("2027-03-04".to_owned()), vec![]));
        assert_eq!(parse("", " ", ""), (None, vec![]));
    }

    #[test]
    fn whatever_is_missing_is_asked_for_at_once() {
        let mut errors = FormErrors::none();
        let boxes = DateBoxes { name: "dated", day: "4", month: "", year: " " };
        assert_eq!(boxes.parse("the date", &mut errors), None);
        let said: Vec<_> =
            errors.iter().map(|error| (error.field.as_str(), error.message.as_str())).collect();
        assert_eq!(said, [("dated-month", "Enter the month and the year of the date")]);
    }

    #[test]
    fn what_is_no_date_says_which_box() {
        for (day, month, year, field) in [
            ("", "3", "2027", "dated-day"),
            ("4", "13", "2027", "dated-month"),
            ("4", "Brumaire", "2027", "dated-month"),
            ("4", "3", "27", "dated-year"),
            ("30", "2", "2027", "dated-day"),
            ("٤", "3", "2027", "dated-day"),
        ] {
            assert_eq!(parse(day, month, year), (None, vec![field.to_owned()]), "{day}/{month}/{year}");
        }
    }
}
