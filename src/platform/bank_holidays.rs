//! Bank holidays of the four nations: a dated table for the years governments have published, and the rules they
//! follow for the years after it.
//!
//! The table was checked day by day on 22 November 2026 against the `holidays` package 0.109 for Python, an
//! independent implementation; the authority is <https://www.gov.uk/bank-holidays>, to be compared when a year is
//! added. Scotland's 15 June 2026 is there by royal proclamation. The rules are those of the Banking and Financial
//! Dealings Act 1971, schedule 1, with the proclamations that repeat every year: the early May holiday, and a
//! substitute on the next free weekday for a holiday that falls on a weekend. Easter follows the Gregorian computus
//! in the form published by an anonymous correspondent of Nature, 20 April 1876.

use jiff::civil::{Date, Weekday};

/// Whose bank holidays count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "kebab-case")]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum Nation {
    England,
    Wales,
    Scotland,
    NorthernIreland,
}

impl Nation {
    pub const ALL: [Self; 4] = [Self::England, Self::Wales, Self::Scotland, Self::NorthernIreland];

    /// Reads the code that reference data uses.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|nation| nation.code() == code)
    }

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::England => "england",
            Self::Wales => "wales",
            Self::Scotland => "scotland",
            Self::NorthernIreland => "northern-ireland",
        }
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::England => "England",
            Self::Wales => "Wales",
            Self::Scotland => "Scotland",
            Self::NorthernIreland => "Northern Ireland",
        }
    }
}

/// The years the table holds; earlier and later ones follow the rules.
pub const TABLE_YEARS: std::ops::RangeInclusive<i16> = 2025..=2028;

type MonthDay = (i8, i8);

const ENGLAND_AND_WALES: [(i16, &[MonthDay]); 4] = [
    (2025, &[(1, 1), (4, 18), (4, 21), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26)]),
    (2026, &[(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)]),
    (2027, &[(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]),
    (2028, &[(1, 3), (4, 14), (4, 17), (5, 1), (5, 29), (8, 28), (12, 25), (12, 26)]),
];

const SCOTLAND: [(i16, &[MonthDay]); 4] = [
    (2025, &[(1, 1), (1, 2), (4, 18), (5, 5), (5, 26), (8, 4), (12, 1), (12, 25), (12, 26)]),
    (2026, &[(1, 1), (1, 2), (4, 3), (5, 4), (5, 25), (6, 15), (8, 3), (11, 30), (12, 25), (12, 28)]),
    (2027, &[(1, 1), (1, 4), (3, 26), (5, 3), (5, 31), (8, 2), (11, 30), (12, 27), (12, 28)]),
    (2028, &[(1, 3), (1, 4), (4, 14), (5, 1), (5, 29), (8, 7), (11, 30), (12, 25), (12, 26)]),
];

const NORTHERN_IRELAND: [(i16, &[MonthDay]); 4] = [
    (2025, &[(1, 1), (3, 17), (4, 18), (4, 21), (5, 5), (5, 26), (7, 14), (8, 25), (12, 25), (12, 26)]),
    (2026, &[(1, 1), (3, 17), (4, 3), (4, 6), (5, 4), (5, 25), (7, 13), (8, 31), (12, 25), (12, 28)]),
    (2027, &[(1, 1), (3, 17), (3, 26), (3, 29), (5, 3), (5, 31), (7, 12), (8, 30), (12, 27), (12, 28)]),
    (2028, &[(1, 3), (3, 17), (4, 14), (4, 17), (5, 1), (5, 29), (7, 12), (8, 28), (12, 25), (12, 26)]),
];

/// Whether nobody is expected to work that day in that nation, weekends apart.
#[must_use]
pub fn is_bank_holiday(day: Date, nation: Nation) -> bool {
    let table = match nation {
        Nation::England | Nation::Wales => &ENGLAND_AND_WALES,
        Nation::Scotland => &SCOTLAND,
        Nation::NorthernIreland => &NORTHERN_IRELAND,
    };
    match table.iter().find(|(year, _)| *year == day.year()) {
        Some((_, days)) => days.contains(&(day.month(), day.day())),
        None => by_rule(day.year(), nation).contains(&day),
    }
}

/// The holidays of a year by rule, in order. Empty for a year outside the calendar's range.
#[must_use]
pub fn by_rule(year: i16, nation: Nation) -> Vec<Date> {
    rule(year, nation).unwrap_or_default()
}

fn rule(year: i16, nation: Nation) -> Option<Vec<Date>> {
    let fixed = |month, day| Date::new(year, month, day).ok();
    let monday = |month, nth| Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, Weekday::Monday).ok();
    let easter = easter_sunday(year)?;
    let scotland = nation == Nation::Scotland;
    let ireland = nation == Nation::NorthernIreland;

    // The days that never fall on a weekend.
    let mut days = vec![easter.checked_sub(jiff::Span::new().days(2)).ok()?, monday(5, 1)?, monday(5, -1)?];
    days.push(if scotland { monday(8, 1)? } else { monday(8, -1)? });
    if !scotland {
        days.push(easter.tomorrow().ok()?);
    }

    // The days that may, in calendar order, so that each takes the next weekday still free.
    let mut dated = vec![fixed(1, 1)?];
    if scotland {
        dated.extend([fixed(1, 2)?, fixed(11, 30)?]);
    }
    if ireland {
        dated.extend([fixed(3, 17)?, fixed(7, 12)?]);
    }
    dated.extend([fixed(12, 25)?, fixed(12, 26)?]);
    let kept: Vec<Date> = dated.iter().copied().filter(|day| !is_weekend(*day)).collect();
    days.extend(&kept);
    for day in dated.into_iter().filter(|day| is_weekend(*day)) {
        let mut substitute = day;
        while is_weekend(substitute) || days.contains(&substitute) {
            substitute = substitute.tomorrow().ok()?;
        }
        days.push(substitute);
    }
    days.sort_unstable();
    Some(days)
}

/// Saturday or Sunday.
#[must_use]
pub fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Easter Sunday of a Gregorian year: the anonymous computus of 1876. `None` before 1583 or past the calendar.
#[must_use]
pub fn easter_sunday(year: i16) -> Option<Date> {
    if year < 1583 {
        return None;
    }
    let y = i32::from(year);
    let golden = y % 19;
    let century = y / 100;
    let of_century = y % 100;
    let lunar = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - lunar + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let correction = (golden + 11 * epact + 22 * weekday) / 451;
    let count = epact + weekday - 7 * correction + 114;
    Date::new(year, i8::try_from(count / 31).ok()?, i8::try_from(count % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn easter_falls_where_published_tables_say() {
        for sunday in [
            date(1961, 4, 2),
            date(2000, 4, 23),
            date(2008, 3, 23),
            date(2025, 4, 20),
            date(2026, 4, 5),
            date(2027, 3, 28),
            date(2028, 4, 16),
            date(2029, 4, 1),
            date(2030, 4, 21),
            date(2038, 4, 25),
            date(2049, 4, 18),
        ] {
            assert_eq!(easter_sunday(sunday.year()), Some(sunday));
        }
    }

    #[test]
    fn the_rules_agree_with_the_table_but_for_proclaimed_days() {
        let proclaimed = [(Nation::Scotland, date(2026, 6, 15))];
        for nation in Nation::ALL {
            for year in TABLE_YEARS {
                let mut day = date(year, 1, 1);
                let ruled = by_rule(year, nation);
                while day.year() == year {
                    let extra = proclaimed.contains(&(nation, day));
                    assert_eq!(
                        is_bank_holiday(day, nation),
                        ruled.contains(&day) || extra,
                        "{nation:?} {day}"
                    );
                    day = day.tomorrow().unwrap();
                }
            }
        }
    }

    #[test]
    fn substitutes_follow_the_weekend_without_two_holidays_on_one_day() {
        // 25 December 2032 is a Saturday, 26 a Sunday; 1 and 2 January 2033 likewise.
        let england = by_rule(2032, Nation::England);
        assert!(england.ends_with(&[date(2032, 12, 27), date(2032, 12, 28)]), "{england:?}");
        let scotland = by_rule(2033, Nation::Scotland);
        assert!(scotland.starts_with(&[date(2033, 1, 3), date(2033, 1, 4)]), "{scotland:?}");
        for nation in Nation::ALL {
            for year in 2024..2100 {
                let days = by_rule(year, nation);
                assert_eq!(
                    days.len(),
                    if matches!(nation, Nation::England | Nation::Wales) {
                        8
                    } else if nation == Nation::Scotland {
                        9
                    } else {
                        10
                    }
                );
                assert!(days.windows(2).all(|pair| pair[0] < pair[1]), "{nation:?} {year}");
                assert!(days.iter().all(|day| !is_weekend(*day)), "{nation:?} {year}");
            }
        }
    }

    #[test]
    fn codes_round_trip() {
        for nation in Nation::ALL {
            assert_eq!(Nation::from_code(nation.code()), Some(nation));
        }
        assert_eq!(Nation::from_code("england-and-wales"), None);
    }
}
