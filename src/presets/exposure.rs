use jiff::ToSpan;

use super::model::Practice;
use super::random::Random;
use crate::organisations::day_of;
use crate::platform::clock::Day;
use crate::profiles::exposure::{Counts, Seen};

/// Days back from today on which counts of a made-up person stand: the last weeks in full, the year before by month.
const DAYS_AGO: [i32; 14] = [1, 8, 15, 22, 29, 36, 43, 50, 80, 120, 160, 210, 260, 320];

/// How often a made-up coach or mentor was seen: most a little, a few a great deal, some never. From numbers of its own,
/// so that it changes nobody else.
#[must_use]
pub fn exposure(practice: &Practice, today: Day) -> Vec<Seen> {
    let person = practice.account_id.0.as_u128();
    let mut random = Random::new(0x5ee9 ^ u64::try_from(person & u128::from(u64::MAX)).unwrap_or(0));
    let popular = random.weighted(&[(0, 14), (1, 30), (2, 26), (5, 18), (12, 9), (30, 3)]);
    if popular == 0 || !practice.accepting {
        return Vec::new();
    }
    let began = day_of(practice.created_at);
    let mut seen = Vec::new();
    for days in DAYS_AGO {
        let day = Day::new(today.date().saturating_sub(days.days()));
        let shown = random.between(0, popular * 2);
        let opened = random.between(0, shown) / 3;
        let shortlisted = random.between(0, opened) / 2;
        let asked = if practice.replies.is_some() { random.between(0, opened) / 2 } else { 0 };
        if day >= began && shown > 0 {
            let counts = Counts { shown, opened, shortlisted, asked };
            seen.push(Seen { account_id: practice.account_id, day, counts });
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::Instant;
    use crate::platform::ids::AccountId;

    fn practice(number: u128) -> Practice {
        Practice {
            account_id: AccountId(uuid::Uuid::from_u128(number)),
            job_title: String::new(),
            headline: String::new(),
            biography: String::new(),
            how_i_work: String::new(),
            pronouns: "",
            seniority_id: None,
            terms: Vec::new(),
            capacity: 2,
            seen_elsewhere: 0,
            accepting: true,
            meeting_minutes: 60,
            outline: "",
            windows: Vec::new(),
            replies: None,
            created_at: Instant::new("2020-01-01T09:00:00Z".parse().expect("a moment")),
        }
    }

    #[test]
    fn some_are_never_seen_and_nobody_is_opened_more_often_than_shown() {
        let today = Day::new("2027-03-04".parse().expect("a day"));
        let all: Vec<Vec<Seen>> = (1..=300).map(|number| exposure(&practice(number), today)).collect();
        let never = all.iter().filter(|seen| seen.is_empty()).count();
        assert!((20..120).contains(&never), "{never} of 300 were never seen");
        for one in all.iter().flatten() {
            let Counts { shown, opened, shortlisted, asked } = one.counts;
            assert!(shown >= opened && opened >= shortlisted && asked == 0, "{one:?}");
        }
        assert_eq!(exposure(&practice(7), today), exposure(&practice(7), today));
    }
}
