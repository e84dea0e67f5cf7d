use super::want::{Asked, What};
use super::write;
use crate::matching::{Geography, Weight};
use crate::organisations;
use crate::platform::words;
use crate::search::Ground;

/// What pages call a weight.
#[must_use]
pub const fn weight_label(weight: Weight) -> &'static str {
    match weight {
        Weight::Must => "Must have",
        Weight::Important => "Important",
        Weight::Nice => "Nice to have",
    }
}

impl Asked {
    #[must_use]
    pub const fn weight_label(&self) -> &'static str {
        weight_label(self.weight)
    }

    #[must_use]
    pub const fn weight_code(&self) -> &'static str {
        write::weight_code(self.weight)
    }
}

impl What {
    /// What pages call it, on a tag.
    #[must_use]
    pub fn label(&self, ground: &Ground) -> String {
        match self {
            Self::Term(_, term) => ground.term(*term).map_or_else(String::new, |term| term.label.clone()),
            Self::OrganisationType(code) => type_label(code).to_owned(),
            Self::Above(1) => "One or more bands above me".to_owned(),
            Self::Above(levels) => {
                format!("{} or more bands above me", words::capitalised(&words::number(i64::from(*levels))))
            }
            Self::Peer => "At my own level".to_owned(),
            Self::MoreJunior => "More junior than me".to_owned(),
            Self::Band(term, _) => ground.term(*term).map_or_else(String::new, |term| term.label.clone()),
            Self::Where(place) => match place {
                Geography::MySystem => "In my area".to_owned(),
                Geography::AnotherSystem => "Outside my area".to_owned(),
                Geography::System(code) => ground
                    .system(code)
                    .map_or_else(|| "In an area".to_owned(), |system| format!("In {}", system.name)),
                Geography::MyRegion => "In my region".to_owned(),
                Geography::AnotherRegion => "In another region than mine".to_owned(),
                Geography::Region(code) => format!("In {}", region_label(code)),
            },
            Self::SameOrganisation(true) => "In my organisation".to_owned(),
            Self::SameOrganisation(false) => "Outside my organisation".to_owned(),
            Self::Times(times) => times.label(),
            Self::Qualification(level) => format!("Qualified at level {level} or above"),
            Self::Words(words) => format!("Their own words mention {}", words::either(words)),
        }
    }
}

fn type_label(code: &str) -> &'static str {
    organisations::types().iter().find(|known| known.code == code).map_or("", |known| known.label)
}

pub(in crate::search) fn region_label(code: &str) -> &'static str {
    organisations::regions().iter().find(|known| known.code == code).map_or("a region", |known| known.label)
}
