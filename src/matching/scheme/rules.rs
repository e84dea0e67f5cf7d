use super::{Private, Usage};
use crate::matching::criteria::{WHOLE, Weight};

/// How much a rule matters. There is no *must have*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleWeight {
    Important,
    Nice,
}

impl RuleWeight {
    const fn factor(self) -> u32 {
        match self {
            Self::Important => Weight::Important.factor(),
            Self::Nice => Weight::Nice.factor(),
        }
    }
}

/// What a rule looks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// Something the mentee gave for this scheme too.
    Shared,
    /// Any of these.
    Any(Vec<Private>),
}

/// What a scheme adds to the order, all or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule {
    pub weight: RuleWeight,
    pub wanted: Wanted,
}

/// A rule that somebody meets by what they let be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Which rule, by its place in the scheme.
    pub rule: usize,
    pub attributes: Vec<Private>,
    /// Its points of the percentage.
    pub points: u8,
    factor: u32,
}

impl Named {
    pub(super) const fn weighed(&self) -> (u32, u16) {
        (self.factor, WHOLE)
    }
}

/// The rules as they apply to one mentee.
pub(super) struct Heard {
    rules: Vec<(u32, Vec<Private>)>,
}

impl Heard {
    pub(super) fn new(rules: &[Rule], asking: &[(Private, Usage)]) -> Self {
        let wanted = |rule: &Rule| match &rule.wanted {
            Wanted::Shared => asking.iter().map(|(attribute, _)| *attribute).collect(),
            Wanted::Any(attributes) => attributes.clone(),
        };
        Self { rules: rules.iter().map(|rule| (rule.weight.factor(), wanted(rule))).collect() }
    }

    /// What the rules add to the score of somebody who gave this.
    pub(super) fn score(&self, given: &[(Private, Usage)]) -> u32 {
        let is_met = |wanted: &[Private]| given.iter().any(|(attribute, _)| wanted.contains(attribute));
        let met = self.rules.iter().filter(|(_, wanted)| is_met(wanted));
        met.map(|(factor, _)| factor * u32::from(WHOLE)).sum()
    }

    /// The rules met by what may be named, without points yet.
    pub(super) fn named(&self, given: &[(Private, Usage)]) -> Vec<Named> {
        let shown =
            || given.iter().filter(|(_, usage)| *usage == Usage::Shown).map(|(attribute, _)| *attribute);
        let rules = self.rules.iter().enumerate().map(|(rule, (factor, wanted))| {
            let attributes = shown().filter(|attribute| wanted.contains(attribute)).collect();
            Named { rule, attributes, points: 0, factor: *factor }
        });
        rules.filter(|named| !named.attributes.is_empty()).collect()
    }
}
