//! The nouns: codes of regions, systems and kinds of employer, and an organisation as pages know it.

use std::sync::LazyLock;

use super::reference;
use crate::platform::clock::{Day, Instant};
use crate::platform::ids::OrganisationId;

/// The day in Europe/London, by which validity is judged.
#[must_use]
pub fn day_of(now: Instant) -> Day {
    Day::new(now.in_london().date())
}

/// One entry of a short list: a code, and what pages call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    pub code: &'static str,
    pub label: &'static str,
}

static REGIONS: LazyLock<Vec<Labelled>> = LazyLock::new(reference::region_labels);
static TYPES: LazyLock<Vec<Labelled>> = LazyLock::new(reference::type_labels);

/// The regions and nations, in the order lists show them.
#[must_use]
pub fn regions() -> &'static [Labelled] {
    &REGIONS
}

/// The kinds of employer, in the order lists show them.
#[must_use]
pub fn types() -> &'static [Labelled] {
    &TYPES
}

/// A region of England, or Wales, Scotland or Northern Ireland.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegionCode(&'static str);

/// A kind of employer: acute, hospice, local authority …
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeCode(&'static str);

macro_rules! listed_code {
    ($name:ident, $list:ident, $sentence:literal) => {
        impl $name {
            /// # Errors
            /// A sentence for the field, when the code is not on the list.
            pub fn parse(raw: &str) -> Result<Self, String> {
                $list()
                    .iter()
                    .find(|entry| entry.code == raw.trim())
                    .map(|entry| Self(entry.code))
                    .ok_or_else(|| $sentence.to_owned())
            }

            #[must_use]
            pub fn as_str(self) -> &'static str {
                self.0
            }

            /// What pages call it.
            #[must_use]
            pub fn label(self) -> &'static str {
                $list().iter().find(|entry| entry.code == self.0).map_or(self.0, |entry| entry.label)
            }
        }
    };
}

listed_code!(RegionCode, regions, "Select a region or nation from the list");
listed_code!(TypeCode, types, "Select what kind of employer it is");

/// An employer as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub organisation_id: OrganisationId,
    pub name: String,
    /// Town, start of the postcode and area, as far as they are known: "Nottingham, NG7, Nottingham and
    /// Nottinghamshire".
    pub place: String,
}

/// Where an organisation belongs on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Area {
    pub system_code: Option<String>,
    pub system: Option<String>,
    pub region_code: Option<String>,
    pub region: Option<String>,
}

impl Area {
    /// What pages call "your area": the system, else the region or nation.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        self.system.as_deref().or(self.region.as_deref())
    }
}

/// The place line of a list: what is known, apart by commas, nothing twice.
#[must_use]
pub fn place_line(town: Option<&str>, postcode: Option<&str>, area: Option<&str>) -> String {
    let outward = postcode.and_then(|code| code.split(' ').next());
    let mut parts: Vec<&str> = Vec::new();
    for part in [town, outward, area].into_iter().flatten() {
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_parse_only_from_the_lists() {
        assert_eq!(RegionCode::parse("midlands").unwrap().label(), "Midlands");
        assert_eq!(TypeCode::parse("hospice").unwrap().label(), "Hospice");
        assert!(TypeCode::parse("administrator").is_err());
        assert_eq!(regions().len(), 10);
        assert_eq!(types().len(), 16);
    }

    #[test]
    fn a_place_says_nothing_twice() {
        assert_eq!(
            place_line(Some("London"), Some("SE1 7EH"), Some("South East London")),
            "London, SE1, South East London"
        );
        assert_eq!(place_line(Some("Devon"), None, Some("Devon")), "Devon");
    }
}
