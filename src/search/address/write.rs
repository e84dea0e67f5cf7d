use url::form_urlencoded::Serializer;

use super::group::Group;
use super::want::{Asked, Search, What};
use crate::matching::{Geography, Weight};
use crate::organisations;
use crate::search::Ground;

impl Search {
    /// The address of this search, without a leading question mark: the same search always has the same address. What is
    /// private is not in it; its draft is named.
    #[must_use]
    pub fn address(&self, ground: &Ground) -> String {
        let mut address = Serializer::new(String::new());
        address.append_pair("offering", self.offering.code());
        for group in Group::ALL {
            self.append(&mut address, group, ground);
        }
        if let Some(draft) = self.draft {
            address.append_pair("draft", &draft.to_string());
        }
        address.finish()
    }

    fn append(&self, address: &mut Serializer<'_, String>, group: Group, ground: &Ground) {
        let mut chosen: Vec<&Asked> =
            self.asked.iter().filter(|asked| !asked.private && asked.what.group() == group).collect();
        // In the order of the lists, whatever order they were chosen in.
        chosen.sort_by_key(|asked| match &asked.what {
            What::Term(_, term) => ground.terms.iter().position(|known| known.term_id == *term),
            What::OrganisationType(code) => {
                organisations::types().iter().position(|known| known.code == *code)
            }
            _ => None,
        });
        let Some(usual) = chosen.first().map(|asked| asked.weight) else { return };
        for asked in chosen {
            if let What::Times(times) = &asked.what {
                for day in times.days.codes() {
                    address.append_pair("day", day);
                }
                for part in &times.parts {
                    address.append_pair("part", part.code());
                }
            } else if let Some(code) = code(&asked.what, ground) {
                let value = if asked.weight == usual {
                    code
                } else {
                    format!("{code}:{}", weight_code(asked.weight))
                };
                address.append_pair(group.code(), &value);
            }
        }
        if usual != Weight::Important {
            address.append_pair(group.weight_code(), weight_code(usual));
        }
    }
}

impl Asked {
    /// The value that an address carries for it; None for what has none.
    #[must_use]
    pub fn code(&self, ground: &Ground) -> Option<String> {
        code(&self.what, ground)
    }
}

fn code(what: &What, ground: &Ground) -> Option<String> {
    Some(match what {
        What::Term(_, term) | What::Band(term, _) => ground.term(*term)?.code.clone(),
        What::OrganisationType(code) => (*code).to_owned(),
        What::Above(levels) => format!("above-{levels}"),
        What::Peer => "peer".to_owned(),
        What::MoreJunior => "more-junior".to_owned(),
        What::Where(place) => match place {
            Geography::MySystem => "my-system".to_owned(),
            Geography::AnotherSystem => "another-system".to_owned(),
            Geography::System(code) => format!("system-{code}"),
            Geography::MyRegion => "my-region".to_owned(),
            Geography::AnotherRegion => "another-region".to_owned(),
            Geography::Region(code) => format!("region-{code}"),
        },
        What::SameOrganisation(same) => (if *same { "same" } else { "different" }).to_owned(),
        What::Qualification(level) => level.to_string(),
        What::Times(_) | What::Words(_) => return None,
    })
}

/// As addresses and forms carry it.
#[must_use]
pub(super) const fn weight_code(weight: Weight) -> &'static str {
    match weight {
        Weight::Must => "must",
        Weight::Important => "important",
        Weight::Nice => "nice",
    }
}
