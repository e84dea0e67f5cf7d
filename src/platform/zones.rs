//! The time zones that people choose from, by their names in the time zone database.

use std::sync::LazyLock;

use jiff::tz::{self, TimeZone};

use super::web::Choice;

/// The zones offered first: where people of the hub live and whence they return on leave.
pub const FIRST: [(&str, &str); 8] = [
    ("Europe/London", "United Kingdom"),
    ("Europe/Dublin", "Ireland"),
    ("Europe/Lisbon", "Portugal"),
    ("Europe/Paris", "Central Europe"),
    ("Europe/Athens", "Eastern Europe"),
    ("Asia/Kolkata", "India"),
    ("Asia/Manila", "Philippines"),
    ("Africa/Lagos", "Nigeria"),
];

/// Parts of the world whose names begin those of zones; other names are of no place.
const PARTS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
    "Arctic",
];

static OTHERS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let all = tz::db().available().map(|name| name.to_string());
    let of_a_place = |name: &String| name.split_once('/').is_some_and(|(part, _)| PARTS.contains(&part));
    let mut names: Vec<String> =
        all.filter(of_a_place).filter(|name| !FIRST.iter().any(|(first, _)| first == name)).collect();
    names.sort_unstable();
    names.dedup();
    names
});

/// All of them, those that most people need first.
#[must_use]
pub fn choices() -> Vec<Choice> {
    let first = FIRST.iter().map(|(code, label)| Choice::new(*code, *label));
    first.chain(OTHERS.iter().map(|name| Choice::new(name.clone(), label(name)))).collect()
}

/// "India", or "America, Buenos Aires" of one that is not offered first.
#[must_use]
pub fn label(name: &str) -> String {
    let first = FIRST.iter().find(|(code, _)| *code == name);
    first.map_or_else(|| name.replace('/', ", ").replace('_', " "), |(_, label)| (*label).to_owned())
}

/// # Errors
/// A sentence for the field when no such zone is known.
pub fn parse(raw: &str) -> Result<String, String> {
    let known = raw.len() <= 60 && raw.contains('/') && TimeZone::get(raw).is_ok();
    if known { Ok(raw.to_owned()) } else { Err("Select a time zone from the list".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_offered_exist_and_others_are_refused() {
        let choices = choices();
        assert!(choices.len() > 300, "{}", choices.len());
        for choice in choices {
            assert_eq!(parse(&choice.value), Ok(choice.value.clone()));
        }
        for bad in ["", "Mars/Olympus", "UTC+1", "../../etc/passwd"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert_eq!(label("Asia/Kolkata"), "India");
        assert_eq!(label("America/New_York"), "America, New York");
    }
}
