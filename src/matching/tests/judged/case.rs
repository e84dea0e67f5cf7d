//! Reads the mentees and what is judged right for them.

use super::cast::{self, Cast, TODAY};
use crate::matching::{Asker, Criteria, Dimension, Geography, PersonKey, Seniority, TermKind, Want, Weight};

/// One mentee.
pub struct Case {
    pub who: String,
    pub asker: Asker,
    pub criteria: Criteria,
    /// Any of these should come first; nobody should when it is empty.
    pub first: Vec<PersonKey>,
    pub why: String,
    /// Who must not appear, with the reason.
    pub never: Vec<(PersonKey, String)>,
    /// In whose words something was found.
    pub words: Vec<PersonKey>,
}

/// All cases.
pub fn read(actors: &Cast) -> Vec<Case> {
    let paragraphs = include_str!("cases.txt").split("\n\n").skip(1);
    paragraphs.map(|paragraph| case(actors, paragraph.trim())).collect()
}

fn case(actors: &Cast, paragraph: &str) -> Case {
    let mut lines = paragraph.lines();
    let (asking, wants) = lines.next().unwrap().split_once(": ").expect(paragraph);
    let (who, asks) = asking.split_once(", asks ").expect(paragraph);
    let (name, place) = who.split_once(" at ").expect(paragraph);
    let (name, band) = name.split_once(", ").unwrap_or((name, ""));
    let employer = actors.world.organisations.iter().find(|at| at.key == cast::employer_key(place)).unwrap();
    let person = match name {
        "A visitor" => None,
        name if actors.names.iter().any(|known| known == name) => Some(actors.person(name)),
        name => Some(PersonKey(1000 + name.bytes().fold(0, |all, byte| all * 31 + u128::from(byte)))),
    };
    let mut case = Case {
        who: name.to_owned(),
        asker: Asker {
            person,
            organisation: Some(employer.key),
            system: employer.system.clone(),
            region: employer.region.clone(),
            level: (!band.is_empty()).then(|| cast::level(band)),
            pools: cast::pools_of(place).to_vec(),
            excluded: Vec::new(),
            day: TODAY,
        },
        criteria: Criteria {
            offering: cast::offering(asks),
            wants: wants
                .split("; ")
                .filter(|want| *want != "anything")
                .map(|text| want(actors, text))
                .collect(),
        },
        first: Vec::new(),
        why: String::new(),
        never: Vec::new(),
        words: Vec::new(),
    };
    for line in lines {
        let (verb, rest) = line.split_once(' ').expect(line);
        let people = |names: &str, between: &str| -> Vec<PersonKey> {
            names.split(between).filter(|name| *name != "nobody").map(|name| actors.person(name)).collect()
        };
        let (names, why) = rest.split_once(": ").unwrap_or((rest, ""));
        match verb {
            "first" => (case.first, case.why) = (people(names, " or "), why.to_owned()),
            "never" => case.never.push((actors.person(names), why.to_owned())),
            "avoids" => case.asker.excluded = people(names, ", "),
            "words" => case.words = people(names, ", "),
            other => panic!("{other} means nothing here"),
        }
    }
    case
}

fn want(actors: &Cast, text: &str) -> Want {
    let mut words = text.splitn(3, ' ');
    let weight = match words.next() {
        Some("must") => Weight::Must,
        Some("important") => Weight::Important,
        Some("nice") => Weight::Nice,
        other => panic!("no weight {other:?}"),
    };
    let what = words.next().expect(text);
    let value = words.next().unwrap_or_default();
    let terms = |kind| Dimension::Terms(kind, value.split('+').map(|word| actors.term(word)).collect());
    let dimension = match what {
        "area" => terms(TermKind::Area),
        "approach" => terms(TermKind::Approach),
        "profession" => terms(TermKind::Profession),
        "delivery" => terms(TermKind::Delivery),
        "language" => terms(TermKind::Language),
        "type" => Dimension::OrganisationType(value.split('+').map(str::to_owned).collect()),
        "seniority" => Dimension::Seniority(match value.split_once(' ') {
            Some(("above", steps)) => Seniority::Above(steps.parse().unwrap()),
            Some(("level", band)) => Seniority::Level(cast::level(band)),
            _ if value == "peer" => Seniority::Peer,
            _ => Seniority::MoreJunior,
        }),
        "place" => Dimension::Geography(match value.split_once(' ') {
            Some(("region", code)) => Geography::Region(code.to_owned()),
            Some((_, code)) => Geography::System(code.to_owned()),
            None if value == "my-system" => Geography::MySystem,
            None if value == "my-region" => Geography::MyRegion,
            None if value == "other-region" => Geography::AnotherRegion,
            None => Geography::AnotherSystem,
        }),
        "organisation" => Dimension::SameOrganisation(value == "same"),
        "times" => Dimension::Times(cast::hours(value)),
        "qualification" => Dimension::Qualification(value.parse().unwrap()),
        "words" => Dimension::Words,
        other => panic!("no want {other}"),
    };
    Want { weight, dimension }
}
