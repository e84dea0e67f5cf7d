use super::group::Group;
use super::times::Times;
use crate::matching::{self, Criteria, Dimension, Geography, TermKey, TermKind, Want, Weight};
use crate::pools::Offering;
use crate::search::drafts::DraftId;
use crate::vocabulary::TermId;

/// What a want is about, as somebody chooses it: one choice of a group.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum What {
    Term(TermKind, TermId),
    /// Code of an organisation type.
    OrganisationType(&'static str),
    /// At least so many levels above me.
    Above(u8),
    Peer,
    MoreJunior,
    /// A band, and the level it stands at.
    Band(TermId, u8),
    Where(Geography),
    /// In my organisation, or in another.
    SameOrganisation(bool),
    Times(Times),
    /// Of at least this level.
    Qualification(u8),
    /// Words that nobody's list knows, looked for in what people wrote.
    Words(Vec<String>),
}

impl What {
    #[must_use]
    pub const fn group(&self) -> Group {
        match self {
            Self::Term(kind, _) => Group::of(*kind),
            Self::OrganisationType(_) => Group::OrganisationType,
            Self::Above(_) | Self::Peer | Self::MoreJunior | Self::Band(..) => Group::Seniority,
            Self::Where(_) => Group::Where,
            Self::SameOrganisation(_) => Group::Organisation,
            Self::Times(_) => Group::Times,
            Self::Qualification(_) => Group::Qualification,
            Self::Words(_) => Group::Words,
        }
    }
}

/// One choice, and how much it matters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Asked {
    pub weight: Weight,
    pub what: What,
    /// From a private draft: never in an address.
    pub private: bool,
}

/// What somebody looks for. Parsed from an address, or an address from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    pub offering: Offering,
    pub asked: Vec<Asked>,
    /// The private part that belongs to it.
    pub draft: Option<DraftId>,
}

impl Search {
    #[must_use]
    pub const fn new(offering: Offering) -> Self {
        Self { offering, asked: Vec::new(), draft: None }
    }

    /// The same without one choice.
    #[must_use]
    pub fn without(&self, at: usize) -> Self {
        let mut less = self.clone();
        if at < less.asked.len() {
            less.asked.remove(at);
        }
        less
    }

    /// The same with other weights for the choices of one want.
    #[must_use]
    pub fn weighing(&self, choices: &[usize], weight: Weight) -> Self {
        let mut other = self.clone();
        for at in choices {
            if let Some(asked) = other.asked.get_mut(*at) {
                asked.weight = weight;
            }
        }
        other
    }

    /// The wants that matching weighs: choices of one group and one weight are one want. Beside each, the places of its
    /// choices in [`Self::asked`].
    #[must_use]
    pub fn wants(&self) -> Vec<(Want, Vec<usize>)> {
        let mut wants: Vec<(Want, Vec<usize>)> = Vec::new();
        for (at, asked) in self.asked.iter().enumerate() {
            let dimension = dimension(&asked.what);
            let open = wants
                .iter_mut()
                .find(|(want, _)| want.weight == asked.weight && joins(&want.dimension, &dimension));
            match open {
                Some((want, choices)) => {
                    join(&mut want.dimension, dimension);
                    choices.push(at);
                }
                None => wants.push((Want { weight: asked.weight, dimension }, vec![at])),
            }
        }
        wants.truncate(Criteria::MOST);
        wants
    }

    #[must_use]
    pub fn criteria(&self) -> Criteria {
        Criteria {
            offering: offering(self.offering),
            wants: self.wants().into_iter().map(|(want, _)| want).collect(),
        }
    }
}

/// How matching names an offering.
#[must_use]
pub const fn offering(offering: Offering) -> matching::Offering {
    match offering {
        Offering::Coaching => matching::Offering::Coaching,
        Offering::Mentoring => matching::Offering::Mentoring,
        Offering::Supervision => matching::Offering::Supervision,
    }
}

fn dimension(what: &What) -> Dimension {
    match what {
        What::Term(kind, term) => Dimension::Terms(*kind, vec![TermKey(term.0)]),
        What::OrganisationType(code) => Dimension::OrganisationType(vec![(*code).to_owned()]),
        What::Above(levels) => Dimension::Seniority(matching::Seniority::Above(*levels)),
        What::Peer => Dimension::Seniority(matching::Seniority::Peer),
        What::MoreJunior => Dimension::Seniority(matching::Seniority::MoreJunior),
        What::Band(_, level) => Dimension::Seniority(matching::Seniority::Level(*level)),
        What::Where(place) => Dimension::Geography(place.clone()),
        What::SameOrganisation(same) => Dimension::SameOrganisation(*same),
        What::Times(times) => Dimension::Times(times.hours()),
        What::Qualification(level) => Dimension::Qualification(*level),
        What::Words(_) => Dimension::Words,
    }
}

fn joins(open: &Dimension, next: &Dimension) -> bool {
    match (open, next) {
        (Dimension::Terms(one, _), Dimension::Terms(other, _)) => one == other,
        (Dimension::OrganisationType(_), Dimension::OrganisationType(_)) => true,
        _ => false,
    }
}

fn join(open: &mut Dimension, next: Dimension) {
    match (open, next) {
        (Dimension::Terms(_, terms), Dimension::Terms(_, more)) => terms.extend(more),
        (Dimension::OrganisationType(codes), Dimension::OrganisationType(more)) => codes.extend(more),
        _ => {}
    }
}
