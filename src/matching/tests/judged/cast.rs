//! Reads the made-up coaches and mentors.

use std::collections::BTreeMap;

use crate::matching::tests::reference::World;
use crate::matching::{
    Facts, Offering, Organisation, OrganisationKey, PersonKey, PoolKey, TermKey, WeekHours,
};

pub const TODAY: i32 = 20_780;

/// Name, type, system, region.
const ORGANISATIONS: [(&str, &str, &str, &str); 10] = [
    ("leicester", "acute", "leicestershire", "midlands"),
    ("derbyshire", "community", "derby", "midlands"),
    ("nottingham", "mental-health", "nottinghamshire", "midlands"),
    ("kent-gp", "primary-care", "kent", "south-east"),
    ("sussex-hospice", "hospice", "sussex", "south-east"),
    ("devon-council", "local-authority", "devon", "south-west"),
    ("ambulance", "ambulance", "yorkshire", "north-east"),
    ("london", "specialist", "east-london", "london"),
    ("manchester", "acute", "greater-manchester", "north-west"),
    ("manchester-icb", "board", "greater-manchester", "north-west"),
];
const POWYS: (&str, &str, &str, &str) = ("powys", "community", "powys", "wales");

const LEVELS: [(&str, u8); 14] = [
    ("4", 4),
    ("5", 5),
    ("6", 6),
    ("7", 7),
    ("resident", 7),
    ("8a", 8),
    ("8b", 9),
    ("sas", 9),
    ("8c", 10),
    ("8d", 11),
    ("consultant", 11),
    ("9", 12),
    ("vsm", 13),
    ("board", 14),
];

/// Everybody, and what their words stand for.
pub struct Cast {
    pub world: World,
    pub names: Vec<String>,
    terms: BTreeMap<String, TermKey>,
}

impl Cast {
    pub fn read() -> Self {
        let mut cast = Self { world: World::default(), names: Vec::new(), terms: BTreeMap::new() };
        cast.world.organisations = organisations().map(|(at, row)| organisation(at, row)).collect();
        let lines = include_str!("cast.txt").lines().filter(|line| !line.starts_with('#'));
        for line in lines {
            let columns: Vec<&str> = line.split('|').map(str::trim).collect();
            let facts = cast.facts(columns.try_into().expect(line));
            cast.world.person(facts);
        }
        cast.world.terms = cast.terms.values().copied().collect();
        cast
    }

    pub fn person(&self, name: &str) -> PersonKey {
        let at = self.names.iter().position(|known| known == name);
        PersonKey(u128::try_from(at.unwrap_or_else(|| panic!("nobody is called {name}"))).unwrap())
    }

    pub fn name(&self, person: PersonKey) -> &str {
        &self.names[usize::try_from(person.0).unwrap()]
    }

    pub fn term(&self, word: &str) -> TermKey {
        *self.terms.get(word).unwrap_or_else(|| panic!("nobody has {word}"))
    }

    fn facts(&mut self, columns: [&str; 14]) -> Facts {
        let [name, employer, offers, band, profession, areas, approaches, delivery, languages, ..] = columns;
        let [.., times, places, last_asked, reply, qualification] = columns;
        let (left, capacity) = places.split_once('/').unwrap();
        let words = [profession, areas, approaches, delivery, languages];
        let words = words.into_iter().flat_map(str::split_whitespace);
        let terms = words.map(|word| {
            let next = TermKey(i32::try_from(self.terms.len()).unwrap());
            *self.terms.entry(word.to_owned()).or_insert(next)
        });
        let terms = terms.collect();
        let person = PersonKey(u128::try_from(self.names.len()).unwrap());
        self.names.push(name.to_owned());
        let hours_now = u32::try_from(TODAY).unwrap() * 24;
        Facts {
            person,
            organisation: Some(employer_key(employer)),
            pools: pools(employer, offers),
            terms,
            level: Some(level(band)),
            qualification: qualification.parse().unwrap(),
            hours: hours(times),
            capacity: capacity.parse().unwrap(),
            left: left.parse().unwrap(),
            last_asked: last_asked.parse().ok().map(|days: u32| hours_now - days * 24),
            reply: reply.parse().unwrap(),
        }
    }
}

fn organisations() -> impl Iterator<Item = (usize, (&'static str, &'static str, &'static str, &'static str))>
{
    ORGANISATIONS.into_iter().chain([POWYS]).enumerate()
}

fn organisation(at: usize, (_, kind, system, region): (&str, &str, &str, &str)) -> Organisation {
    Organisation {
        key: OrganisationKey(u128::try_from(at).unwrap()),
        system: Some(system.to_owned()),
        region: Some(region.to_owned()),
        kind: Some(kind.to_owned()),
    }
}

pub fn employer_key(name: &str) -> OrganisationKey {
    let at = organisations().find(|(_, row)| row.0 == name);
    OrganisationKey(u128::try_from(at.unwrap_or_else(|| panic!("no organisation {name}")).0).unwrap())
}

/// The pool of somebody's system, and the country's.
pub fn pools_of(employer: &str) -> [PoolKey; 2] {
    let (_, row) = organisations().find(|(_, row)| row.0 == employer).unwrap();
    let first = organisations().find(|(_, other)| other.2 == row.2).unwrap();
    [PoolKey(1 + u128::try_from(first.0).unwrap()), PoolKey(0)]
}

fn pools(employer: &str, offers: &str) -> Vec<(PoolKey, Offering)> {
    let [own, national] = pools_of(employer);
    let is_local = offers.contains("local");
    let offers = offers.split_whitespace().filter(|word| *word != "local").map(offering);
    let places =
        |offering| [Some(own), (!is_local).then_some(national)].map(|pool| pool.map(|pool| (pool, offering)));
    offers.flat_map(places).flatten().collect()
}

pub fn offering(word: &str) -> Offering {
    match word {
        "coaching" => Offering::Coaching,
        "mentoring" => Offering::Mentoring,
        "supervision" => Offering::Supervision,
        other => panic!("no offering {other}"),
    }
}

pub fn level(band: &str) -> u8 {
    LEVELS.iter().find(|level| level.0 == band).unwrap_or_else(|| panic!("no band {band}")).1
}

/// Words like `tue-eve`, `evenings`, `weekday-mornings`.
pub fn hours(words: &str) -> WeekHours {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let spans = words.split_whitespace().flat_map(|word| {
        let (days, part) = match word {
            "days" => (0..5, "day"),
            "evenings" | "weekday-evenings" => (0..5, "eve"),
            "weekday-mornings" => (0..5, "am"),
            "weekend" => (5..7, "day"),
            "tuesday-evening" => (1..2, "eve"),
            word => {
                let (day, part) = word.split_once('-').expect(word);
                let day = DAYS.iter().position(|known| *known == day).expect(word);
                (day..day + 1, part)
            }
        };
        let span = match part {
            "am" => 9..12,
            "pm" => 13..17,
            "day" => 9..17,
            "eve" => 18..21,
            other => panic!("no time {other}"),
        };
        days.flat_map(move |day| span.clone().map(move |hour| day * 24 + hour)).collect::<Vec<_>>()
    });
    WeekHours::of(spans)
}
