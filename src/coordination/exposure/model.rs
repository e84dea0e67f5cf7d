use jiff::ToSpan;

use super::gini::gini;
use crate::memberships::Status;
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::{AccountId, MembershipId};
use crate::platform::words::{count, date};

/// How far back the page looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Month,
    Quarter,
    Year,
}

impl Period {
    pub const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::Year];

    /// In days, today included.
    #[must_use]
    pub const fn days(self) -> i32 {
        match self {
            Self::Month => 30,
            Self::Quarter => 90,
            Self::Year => 365,
        }
    }

    /// What an address says; anything else is the quarter.
    #[must_use]
    pub fn parse(raw: &str) -> Self {
        Self::ALL.into_iter().find(|period| raw.trim() == period.days().to_string()).unwrap_or(Self::Quarter)
    }

    /// The first day of the period that ends on a day.
    #[must_use]
    pub fn begins(self, today: Day) -> Day {
        Day::new(today.date().saturating_sub((self.days() - 1).days()))
    }
}

/// Somebody of the pool, and how often they were seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub membership_id: MembershipId,
    pub account_id: AccountId,
    pub name: String,
    pub status: Status,
    pub since: Instant,
    pub paused_to: Option<Day>,
    pub accepting: bool,
    pub capacity: i16,
    pub left: i32,
    /// Whether their profile names anything they help with.
    pub areas: bool,
    pub seniority: bool,
    pub shown: i64,
    pub opened: i64,
    pub shortlisted: i64,
    pub asked: i64,
}

/// Somebody who has joined since so few days may simply not have been seen yet.
const NEW_DAYS: i32 = 14;

/// Why somebody was never shown, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub why: String,
    pub advice: &'static str,
}

impl Member {
    /// Whether mentees can find them at all.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.status == Status::Active
    }

    /// Everything that keeps them from being shown, what decides first. What lies with the pool is not among them.
    #[must_use]
    pub fn reasons(&self, today: Day) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let mut add = |why: String, advice: &'static str| reasons.push(Reason { why, advice });
        match self.status {
            Status::Active => {}
            Status::Paused => {
                let until = self.paused_to.map(|day| format!(" until {}", date(day))).unwrap_or_default();
                add(format!("Paused{until}"), "They come back by themselves then.");
            }
            Status::Lapsed => add(
                "Lapsed: something they showed has run out".to_owned(),
                "Remind them to renew, or extend their evidence.",
            ),
            Status::Suspended | Status::Left => {
                add("Suspended".to_owned(), "Reinstate them when the matter is settled.");
            }
        }
        if !self.accepting {
            add("Takes no new people for now".to_owned(), "Ask when they would like to start again.");
        } else if self.left == 0 {
            let places = count(i64::from(self.capacity), "place", "places");
            add(
                if self.capacity == 0 {
                    "Has no places".to_owned()
                } else {
                    format!("Full: none of {places} is free")
                },
                "Ask whether they could see one more, or whether somebody has finished.",
            );
        }
        if !self.areas {
            add(
                "Their profile does not say what they help with".to_owned(),
                "Ask them to choose a few areas: most people search by these.",
            );
        }
        if !self.seniority {
            add(
                "Their profile does not say how senior they are".to_owned(),
                "Ask them to choose their band: many look for somebody above their own.",
            );
        }
        let began = day_of(self.since);
        if began > Day::new(today.date().saturating_sub(NEW_DAYS.days())) {
            add(format!("New: here since {}", date(began)), "Give it a few weeks.");
        }
        reasons
    }
}

/// How many people were shown, or asked, so often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    pub label: &'static str,
    pub shown: usize,
    pub asked: usize,
    /// Of the longest bar, from 0 to 100.
    pub shown_length: usize,
    pub asked_length: usize,
}

const BANDS: [(&str, i64, i64); 7] = [
    ("Never", 0, 0),
    ("1 to 4 times", 1, 4),
    ("5 to 9 times", 5, 9),
    ("10 to 24 times", 10, 24),
    ("25 to 49 times", 25, 49),
    ("50 to 99 times", 50, 99),
    ("100 times or more", 100, i64::MAX),
];

/// What the page says of the active people of a pool.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    pub people: usize,
    pub bands: Vec<Band>,
    pub shown: i64,
    pub opened: i64,
    pub shortlisted: i64,
    pub asked: i64,
    pub shown_gini: Option<f64>,
    pub asked_gini: Option<f64>,
}

impl Distribution {
    #[must_use]
    pub fn of(members: &[Member]) -> Self {
        let active: Vec<&Member> = members.iter().filter(|member| member.is_active()).collect();
        let amounts = |of: fn(&Member) -> i64| active.iter().map(|member| of(member)).collect::<Vec<i64>>();
        let (shown, asked) = (amounts(|member| member.shown), amounts(|member| member.asked));
        let within = |amounts: &[i64], least: i64, most: i64| {
            amounts.iter().filter(|amount| (least..=most).contains(*amount)).count()
        };
        let mut bands: Vec<Band> = BANDS
            .iter()
            .map(|(label, least, most)| Band {
                label,
                shown: within(&shown, *least, *most),
                asked: within(&asked, *least, *most),
                shown_length: 0,
                asked_length: 0,
            })
            .collect();
        let longest = bands.iter().map(|band| band.shown.max(band.asked)).max().unwrap_or(0).max(1);
        // Whoever is there at all has a bar that can be seen.
        let length = |people: usize| if people == 0 { 0 } else { (people * 100 / longest).max(1) };
        for band in &mut bands {
            band.shown_length = length(band.shown);
            band.asked_length = length(band.asked);
        }
        Self {
            people: active.len(),
            bands,
            shown: shown.iter().sum(),
            opened: amounts(|member| member.opened).iter().sum(),
            shortlisted: amounts(|member| member.shortlisted).iter().sum(),
            asked: asked.iter().sum(),
            shown_gini: gini(&shown),
            asked_gini: gini(&asked),
        }
    }

    /// How many active people were never shown.
    #[must_use]
    pub fn never(&self) -> usize {
        self.bands.first().map_or(0, |band| band.shown)
    }
}

/// What a Gini figure means, to follow "being shown is".
#[must_use]
pub fn in_words(gini: f64) -> &'static str {
    match gini {
        gini if gini < 0.3 => "shared quite evenly",
        gini if gini < 0.5 => "shared somewhat unevenly: some people get noticeably more than others",
        gini if gini < 0.7 => "shared unevenly: a minority gets most of it",
        _ => "shared very unevenly: a few people get nearly all of it",
    }
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
