use jiff::{SignedDuration, ToSpan};
use uuid::Uuid;

use super::exposure::exposure;
use super::ground::{Employer, Ground, Terms};
use super::model::{Batch, Person, Practice, Replies};
use super::random::Random;
use super::standing::Standing;
use super::{names, words};
use crate::organisations::day_of;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::AccountId;
use crate::pools::Offering;
use crate::vocabulary::{List, TermId};

/// Made-up ids of one kind: the first half is fixed, the second counts.
pub const fn id(kind: u128, number: u128) -> Uuid {
    Uuid::from_u128(0x0193_1000_0000_7000_8000_0000_0000_0000 | (kind << 40) | number)
}

const ACCOUNT: u128 = 1;

/// Makes people, always the same ones in the same order.
pub struct Maker<'a> {
    pub employers: &'a [Employer],
    pub pools: &'a [Ground],
    pub terms: &'a Terms,
    /// The beginning of the day the people are made for.
    pub now: Instant,
    pub random: Random,
    pub made: u128,
    pub standing: Standing,
}

/// How many of each hundred are of a profession.
const PROFESSIONS: [(&str, usize); 17] = [
    ("nursing", 26),
    ("medicine", 9),
    ("general-practice", 4),
    ("midwifery", 5),
    ("pharmacy", 4),
    ("physiotherapy", 5),
    ("occupational-therapy", 4),
    ("radiography", 2),
    ("paramedic", 3),
    ("psychological-professions", 6),
    ("healthcare-science", 3),
    ("public-health", 2),
    ("social-work", 3),
    ("care-work", 3),
    ("digital-and-informatics", 4),
    ("finance-hr-and-corporate", 10),
    ("administration", 7),
];

const SENIORITIES: [(&str, usize); 12] = [
    ("afc-5", 4),
    ("afc-6", 12),
    ("afc-7", 22),
    ("afc-8a", 21),
    ("afc-8b", 14),
    ("afc-8c", 8),
    ("afc-8d", 4),
    ("afc-9", 2),
    ("vsm", 3),
    ("non-afc", 4),
    ("board", 2),
    ("afc-4", 4),
];
const DOCTORS: [(&str, usize); 3] = [("consultant-or-gp", 70), ("sas-doctor", 18), ("resident-doctor", 12)];

const OFFERS: [(&[Offering], usize); 4] = [
    (&[Offering::Coaching], 42),
    (&[Offering::Mentoring], 36),
    (&[Offering::Coaching, Offering::Mentoring], 19),
    (&[Offering::Coaching, Offering::Supervision], 3),
];

impl Maker<'_> {
    pub fn today(&self) -> Day {
        day_of(self.now)
    }

    /// So many days before now.
    pub fn ago(&self, days: i32) -> Instant {
        self.now.minus(SignedDuration::from_hours(24 * i64::from(days)))
    }

    /// A day that many days from today; before it when negative.
    pub fn day(&self, days: i32) -> Day {
        Day::new(self.today().date().saturating_add(days.days()))
    }

    fn person(&mut self) -> (Person, usize) {
        self.made += 1;
        let name = names::name(&mut self.random);
        let employer = self.random.below(self.employers.len());
        let days = self.random.between(3, 1_800);
        let person = Person {
            account_id: AccountId(id(ACCOUNT, self.made)),
            email: format!("{}.{}@staff.example", names::local_part(&name), self.made),
            name,
            organisation_id: self.employers[employer].organisation_id,
            team: self.random.percent(70).then(|| *self.random.pick(&words::TEAMS)),
            proven: self.random.percent(88),
            created_at: self.ago(days),
        };
        (person, employer)
    }

    /// People who look for help.
    pub fn mentees(&mut self, many: usize) -> Batch {
        Batch { people: (0..many).map(|_| self.person().0).collect(), ..Batch::default() }
    }

    /// People in pools.
    pub fn practitioners(&mut self, many: usize) -> Batch {
        let mut batch = Batch::default();
        for _ in 0..many {
            let (mut person, employer) = self.person();
            person.proven = true;
            let offers = self.random.weighted(&OFFERS);
            let practice = self.practice(&person, offers);
            self.join(&mut batch, &person, employer, offers);
            batch.exposure.extend(exposure(&practice, self.today()));
            batch.practices.push(practice);
            batch.people.push(person);
        }
        batch
    }

    /// People who have applied to a pool.
    pub fn applicants(&mut self, many: usize) -> Batch {
        let mut batch = Batch::default();
        for number in 0..many {
            let (mut person, employer) = self.person();
            person.proven = true;
            let offers = self.random.weighted(&OFFERS);
            let practice = self.practice(&person, offers);
            self.apply(&mut batch, &person, employer, offers, number);
            batch.practices.push(practice);
            batch.people.push(person);
        }
        batch
    }

    fn practice(&mut self, person: &Person, offers: &[Offering]) -> Practice {
        let random = &mut self.random;
        let terms = self.terms;
        let profession = random.weighted(&PROFESSIONS);
        let doctor = ["medicine", "general-practice"].contains(&profession);
        let rung = random.weighted(if doctor { &DOCTORS[..] } else { &SENIORITIES[..] });
        let seniority = terms.find(List::Seniority, rung);
        let job_title =
            words::job_title(profession, seniority.and_then(|term| term.level).unwrap_or(7), random);
        let of = |list| terms.of(list).map(|term| (term.term_id, term.label.as_str())).collect::<Vec<_>>();
        let many = usize::try_from(random.between(4, 9)).unwrap_or(4);
        let areas = random.several(&of(List::DevelopmentArea), many);
        let labels: Vec<&str> = areas.iter().map(|(_, label)| *label).collect();
        let headline = words::headline(&labels, random);
        let years = random.between(4, 38);
        let mut chosen: Vec<TermId> = areas.iter().map(|(id, _)| *id).collect();
        let mut add = |list, least, most, random: &mut Random| {
            let many = usize::try_from(random.between(least, most)).unwrap_or(0);
            chosen.extend(random.several(&of(list), many).into_iter().map(|(id, _)| id));
        };
        add(List::Skill, 3, 5, random);
        if offers.contains(&Offering::Coaching) {
            add(List::Approach, 1, 4, random);
        }
        add(List::Delivery, 1, 3, random);
        if random.percent(14) {
            add(List::Language, 1, 1, random);
        }
        for (list, code) in [(List::Profession, profession), (List::Language, "eng")] {
            chosen.extend(terms.find(list, code).map(|term| term.term_id));
        }
        chosen.sort_unstable();
        chosen.dedup();
        let windows = (0..random.between(1, 4))
            .map(|_| {
                let from = i16::try_from(random.between(8, 18)).unwrap_or(9);
                let weekday = i16::try_from(random.between(1, 5)).unwrap_or(1);
                (weekday, from, from + i16::try_from(random.between(1, 3)).unwrap_or(1))
            })
            .collect();
        let asked = if random.percent(72) { random.between(1, 24) } else { 0 };
        let answered = (0..asked).filter(|_| random.percent(86)).count();
        let answered = i32::try_from(answered).unwrap_or(0);
        let replies = (asked > 0).then(|| Replies {
            asked,
            answered,
            median_hours: (answered > 0)
                .then(|| random.weighted(&[(6, 2), (20, 4), (44, 5), (70, 3), (130, 1)])),
            last_asked_at: self.now.minus(SignedDuration::from_hours(i64::from(random.between(5, 4_000)))),
        });
        Practice {
            account_id: person.account_id,
            biography: words::biography(&job_title, years, random),
            how_i_work: words::how_i_work(random),
            job_title,
            headline,
            pronouns: random.weighted(&[("", 70), ("she/her", 19), ("he/him", 9), ("they/them", 2)]),
            seniority_id: seniority.map(|term| term.term_id),
            terms: chosen,
            capacity: random.weighted(&[(1, 14), (2, 48), (3, 22), (4, 9), (6, 5), (0, 2)]),
            seen_elsewhere: random.weighted(&[(0, 74), (1, 15), (2, 8), (3, 3)]),
            accepting: random.percent(94),
            meeting_minutes: random.weighted(&[(45, 2), (60, 7), (90, 1)]),
            outline: random.pick::<&str>(&words::OUTLINES),
            windows,
            replies,
            created_at: person.created_at,
        }
    }
}
