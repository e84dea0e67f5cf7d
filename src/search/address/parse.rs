use super::group::Group;
use super::times::{Days, Part, Times};
use super::want::{Asked, Search, What};
use crate::matching::{Geography, Weight};
use crate::organisations;
use crate::platform::clock::Day;
use crate::pools::Offering;
use crate::search::Ground;
use crate::vocabulary::{List, TermId};

/// More choices of a group whose share counts are not read: shares of up to ten are exact.
const MOST_SHARED: usize = 10;

/// More choices of any other group than this are not read.
const MOST_CHOICES: usize = 40;

/// What an address asks for, as far as it can be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    pub search: Search,
    /// The address says what is looked for: coaching or mentoring.
    pub offering_given: bool,
    /// It asked for something that is on no list, or not any more, or for more of a group than counts.
    pub unknown: bool,
    /// It named an area that belongs in a private draft; it was left out.
    pub sensitive: bool,
}

impl Search {
    /// Reads the parameters of an address. Never fails: what it cannot understand it leaves out and says so.
    #[must_use]
    pub fn parse(parameters: &[(String, String)], ground: &Ground, day: Day) -> Parsed {
        let mut reading = Reading { parameters, ground, day, unknown: false, sensitive: false };
        let given = reading.first("offering");
        let offering = given.and_then(|code| Offering::parse(code).ok());
        reading.unknown |= given.is_some_and(|code| !code.is_empty()) && offering.is_none();
        let mut search = Self::new(offering.unwrap_or(Offering::Mentoring));
        search.draft = reading.first("draft").and_then(|id| id.parse().ok());
        for group in Group::ALL {
            search.asked.extend(reading.group(group));
        }
        Parsed {
            search,
            offering_given: offering.is_some(),
            unknown: reading.unknown,
            sensitive: reading.sensitive,
        }
    }

    /// Reads a stored canonical address.
    #[must_use]
    pub fn parse_address(address: &str, ground: &Ground, day: Day) -> Parsed {
        let parameters: Vec<(String, String)> =
            url::form_urlencoded::parse(address.as_bytes()).into_owned().collect();
        Self::parse(&parameters, ground, day)
    }
}

struct Reading<'a> {
    parameters: &'a [(String, String)],
    ground: &'a Ground,
    day: Day,
    unknown: bool,
    sensitive: bool,
}

impl<'a> Reading<'a> {
    fn first(&self, name: &str) -> Option<&'a str> {
        self.all(name).next()
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let name = name.to_owned();
        self.parameters.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value.trim())
    }

    fn group(&mut self, group: Group) -> Vec<Asked> {
        let usual = self.first(group.weight_code()).and_then(weight).unwrap_or(Weight::Important);
        if group == Group::Times {
            return self.times(usual).into_iter().collect();
        }
        let single =
            matches!(group, Group::Seniority | Group::Where | Group::Organisation | Group::Qualification);
        let most = match group.terms() {
            _ if single => 1,
            Some((kind, _)) if kind.is_shared() => MOST_SHARED,
            _ => MOST_CHOICES,
        };
        let mut asked: Vec<Asked> = Vec::new();
        let values: Vec<&str> = self.all(group.code()).filter(|value| !value.is_empty()).collect();
        for value in values {
            let (code, own) = value.rsplit_once(':').map_or((value, None), |(code, own)| (code, weight(own)));
            let Some(what) = self.choice(group, code) else { continue };
            if asked.iter().any(|known| known.what == what) {
                continue;
            }
            if asked.len() == most {
                self.unknown = true;
                break;
            }
            asked.push(Asked { weight: own.unwrap_or(usual), what, private: false });
        }
        asked
    }

    fn choice(&mut self, group: Group, code: &str) -> Option<What> {
        let found = if let Some((kind, list)) = group.terms() {
            match self.term(list, code) {
                Some((_, true)) => {
                    self.sensitive = true;
                    return None;
                }
                Some((term, false)) => Some(What::Term(kind, term)),
                None => None,
            }
        } else {
            match group {
                Group::Seniority => self.seniority(code),
                Group::Where => self.place(code),
                Group::Organisation => match code {
                    "same" => Some(What::SameOrganisation(true)),
                    "different" => Some(What::SameOrganisation(false)),
                    _ => None,
                },
                Group::OrganisationType => organisations::types()
                    .iter()
                    .find(|known| known.code == code)
                    .map(|known| What::OrganisationType(known.code)),
                Group::Qualification => {
                    code.parse().ok().filter(|level| (1..=12).contains(level)).map(What::Qualification)
                }
                _ => None,
            }
        };
        self.unknown |= found.is_none();
        found
    }

    /// The term of a code, or what stands in its place today; and whether it is sensitive.
    fn term(&self, list: List, code: &str) -> Option<(TermId, bool)> {
        let named = self.ground.by_code(list, code)?;
        let current = if named.is_current(self.day) {
            named.term_id
        } else {
            self.ground.lexicons.get(&list)?.current(named.term_id, self.day)?
        };
        let term = self.ground.term(current)?;
        Some((term.term_id, term.sensitive || named.sensitive))
    }

    fn seniority(&self, code: &str) -> Option<What> {
        match code {
            "peer" => Some(What::Peer),
            "more-junior" => Some(What::MoreJunior),
            _ => {
                if let Some(levels) = code.strip_prefix("above-") {
                    return levels.parse().ok().filter(|levels| (1..=5).contains(levels)).map(What::Above);
                }
                let (term, _) = self.term(List::Seniority, code)?;
                let level = self.ground.term(term)?.level?;
                Some(What::Band(term, u8::try_from(level).ok()?))
            }
        }
    }

    fn place(&self, code: &str) -> Option<What> {
        let place = match code {
            "my-system" => Geography::MySystem,
            "another-system" => Geography::AnotherSystem,
            "my-region" => Geography::MyRegion,
            "another-region" => Geography::AnotherRegion,
            _ => {
                if let Some(system) = code.strip_prefix("system-") {
                    Geography::System(self.ground.system(system)?.code.clone())
                } else {
                    let region = code.strip_prefix("region-")?;
                    let known = organisations::regions().iter().find(|known| known.code == region)?;
                    Geography::Region(known.code.to_owned())
                }
            }
        };
        Some(What::Where(place))
    }

    fn times(&mut self, usual: Weight) -> Option<Asked> {
        let mut times = Times::default();
        for code in self.all("day").filter(|code| !code.is_empty()) {
            match times.days.with(code) {
                Some(more) => times.days = more,
                None => self.unknown = true,
            }
        }
        for code in self.all("part").filter(|code| !code.is_empty()) {
            match Part::from_code(code) {
                Some(part) if !times.parts.contains(&part) => times.parts.push(part),
                Some(_) => {}
                None => self.unknown = true,
            }
        }
        times.parts.sort_unstable();
        if times.days == Days::default() && times.parts.is_empty() {
            return None;
        }
        Some(Asked { weight: usual, what: What::Times(times), private: false })
    }
}

/// The weight a code names.
pub(super) fn weight(code: &str) -> Option<Weight> {
    match code {
        "must" => Some(Weight::Must),
        "important" => Some(Weight::Important),
        "nice" => Some(Weight::Nice),
        _ => None,
    }
}
