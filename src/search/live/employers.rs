use std::collections::HashMap;

use crate::matching::{Organisation, OrganisationKey};
use crate::platform::clock::Day;
use crate::platform::ids::OrganisationId;

/// An organisation as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub organisation_id: OrganisationId,
    pub valid_to: Option<Day>,
    pub successor_id: Option<OrganisationId>,
    pub type_code: Option<String>,
    /// The system it belongs to on the day.
    pub system: Option<String>,
    /// Its own, or its system's.
    pub region: Option<String>,
}

/// What every organisation has become by a day.
#[derive(Debug, Clone, Default)]
pub struct Employers {
    on: HashMap<OrganisationId, Option<OrganisationId>>,
    all: Vec<Organisation>,
}

impl Employers {
    #[must_use]
    pub fn of(rows: Vec<Row>, day: Day) -> Self {
        let known: HashMap<OrganisationId, &Row> =
            rows.iter().map(|row| (row.organisation_id, row)).collect();
        let on = rows.iter().map(|row| (row.organisation_id, become_by(&known, row, day))).collect();
        let all = rows
            .into_iter()
            .map(|row| Organisation {
                key: key(row.organisation_id),
                system: row.system,
                region: row.region,
                kind: row.type_code,
            })
            .collect();
        Self { on, all }
    }

    /// Every organisation as matching knows it.
    #[must_use]
    pub fn all(&self) -> &[Organisation] {
        &self.all
    }

    /// Whether it was there when these were read.
    #[must_use]
    pub fn knows(&self, id: OrganisationId) -> bool {
        self.on.contains_key(&id)
    }

    /// The organisation that somebody's employer has become.
    #[must_use]
    pub fn on(&self, id: OrganisationId) -> Option<OrganisationKey> {
        self.on.get(&id).copied().flatten().map(key)
    }
}

/// As the database's function `organisation_on` has it: the end of the chain of successors that have taken over. A chain
/// that runs in a ring ends nowhere.
fn become_by(known: &HashMap<OrganisationId, &Row>, of: &Row, day: Day) -> Option<OrganisationId> {
    let mut at = of;
    for _ in 0..=known.len() {
        let ended = at.valid_to.is_some_and(|end| end <= day);
        match at.successor_id.filter(|_| ended) {
            None => return Some(at.organisation_id),
            Some(next) => at = known.get(&next)?,
        }
    }
    None
}

fn key(id: OrganisationId) -> OrganisationKey {
    OrganisationKey(id.0.as_u128())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> OrganisationId {
        OrganisationId(Uuid::from_u128(number))
    }

    fn day(text: &str) -> Day {
        Day::new(text.parse().expect("a day"))
    }

    fn row(number: u128, valid_to: Option<&str>, successor: Option<u128>) -> Row {
        Row {
            organisation_id: id(number),
            valid_to: valid_to.map(day),
            successor_id: successor.map(id),
            type_code: None,
            system: None,
            region: None,
        }
    }

    #[test]
    fn an_employer_is_what_it_has_become_by_the_day() {
        let rows = vec![
            row(1, Some("2027-04-01"), Some(2)),
            row(2, Some("2027-07-01"), Some(3)),
            row(3, None, None),
            row(4, Some("2027-01-01"), None),
            row(5, Some("2027-01-01"), Some(6)),
            row(6, Some("2027-01-01"), Some(5)),
        ];
        let on = |number: u128, date: &str| Employers::of(rows.clone(), day(date)).on(id(number));
        assert_eq!(on(1, "2027-03-31"), Some(OrganisationKey(1)));
        assert_eq!(on(1, "2027-04-01"), Some(OrganisationKey(2)));
        assert_eq!(on(1, "2027-07-01"), Some(OrganisationKey(3)));
        assert_eq!(on(4, "2027-07-01"), Some(OrganisationKey(4)), "it ended and nobody took over");
        assert_eq!(on(5, "2027-07-01"), None, "a ring ends nowhere");
        assert_eq!(on(9, "2027-07-01"), None);
        let known = Employers::of(rows.clone(), day("2027-07-01"));
        assert!(known.knows(id(5)) && !known.knows(id(9)));
    }
}
