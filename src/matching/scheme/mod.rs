//! Matching inside a scheme, where people may have given private attributes (an ethnicity, a disability, a faith …) to be
//! matched on. Such attributes are special-category data, and this room is the only place where they count:
//!
//! - [`Private`] is a type of its own. [`super::Facts`], [`super::Criteria`] and [`super::Index`] have no room for it, so a
//!   search outside a scheme cannot even be written with one.
//! - A [`Rule`] moves people up. It has no *must have*: nobody is left out for what they gave, or did not give.
//! - Who is not a member of the scheme is not found, and only its mentees find anybody.
//! - Each person says for each attribute whether it may be named ([`Usage::Shown`]) or only counted
//!   ([`Usage::Matched`]). What counts but may not be named changes the order and nothing else: the percentage, the
//!   points and the reasons of a person are the same, to the letter, as if they had never given it, and the sentence that
//!   more counts than is named stands beside everybody or nobody. For the same reason no score leaves this room.

mod rules;

use std::collections::HashMap;
use std::fmt;

use self::rules::Heard;
pub use self::rules::{Named, Rule, RuleWeight, Wanted};
use super::answer::{Finding, OrderKey};
use super::explain::explain_beside;
use super::facts::PersonKey;
use super::index::Index;
use super::plan::Plan;
use super::question::Question;
use super::scan;

/// A private attribute, by its number in the scheme's own list. It does not say which in logs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Private(pub i32);

impl fmt::Debug for Private {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Private")
    }
}

/// What may be done with an attribute that somebody gave for this scheme. One that is not to be used is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Usage {
    /// Counted, and named as a reason to the scheme's mentees.
    Shown,
    /// Counted, never named.
    Matched,
}

/// A member of a scheme, with what they gave for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub person: PersonKey,
    pub given: Vec<(Private, Usage)>,
}

/// A scheme as far as matching needs it.
#[derive(Debug, Clone, Default)]
pub struct Scheme {
    mentors: HashMap<PersonKey, Vec<(Private, Usage)>>,
    mentees: HashMap<PersonKey, Vec<(Private, Usage)>>,
    rules: Vec<Rule>,
}

impl Scheme {
    /// A scheme of these coaches or mentors and these mentees, whose order follows these rules beside the mentee's wants.
    pub fn new(
        mentors: impl IntoIterator<Item = Member>,
        mentees: impl IntoIterator<Item = Member>,
        rules: impl IntoIterator<Item = Rule>,
    ) -> Self {
        let by_person = |member: Member| (member.person, member.given);
        Self {
            mentors: mentors.into_iter().map(by_person).collect(),
            mentees: mentees.into_iter().map(by_person).collect(),
            rules: rules.into_iter().collect(),
        }
    }
}

/// One person of a ranking inside a scheme. There is no order key in it, since the score would tell what is not named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedWithin {
    pub person: PersonKey,
    /// Of the mentee's wants, and of what is named, 0 to 100.
    pub percent: u8,
    /// One for each want, in the order of the criteria.
    pub findings: Vec<Finding>,
    /// The rules they meet by what they let be named.
    pub named: Vec<Named>,
}

/// A ranking inside a scheme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswerWithin {
    /// How many members match, with a place left.
    pub total: u32,
    /// How many would match and are full.
    pub full: u32,
    pub ranked: Vec<RankedWithin>,
    /// The scheme has rules: one line beside everybody says that more may count than is named.
    pub has_rules: bool,
}

/// The members of a scheme who match a question, best first by the mentee's wants and the scheme's rules together.
/// `after` does not count: a scheme is small, and its whole order is one page or the first `take` of it.
#[must_use]
pub fn rank_within(index: &Index, question: &Question, scheme: &Scheme) -> AnswerWithin {
    let asking = question.asker.person.and_then(|person| scheme.mentees.get(&person));
    let Some(asking) = asking else { return AnswerWithin::default() };
    let heard = Heard::new(&scheme.rules, asking);
    let plan = Plan::new(index, question);
    let mut answer = AnswerWithin { has_rules: !scheme.rules.is_empty(), ..AnswerWithin::default() };
    let mut order: Vec<(OrderKey, usize)> = Vec::new();
    for (person, given) in &scheme.mentors {
        let Some(row) = index.row(*person).filter(|row| plan.is_open(*row) && plan.meets_musts(*row)) else {
            continue;
        };
        let is_asked_for = plan.has_asked_place(row);
        let has_place = is_asked_for != plan.full;
        *(if has_place { &mut answer.total } else { &mut answer.full }) += 1;
        if is_asked_for {
            order.push((scan::key(&plan, row, plan.score(row) + heard.score(given)), row));
        }
    }
    order.sort_unstable_by(|one, other| other.cmp(one));
    order.truncate(question.take);
    let within = |(key, row): (OrderKey, usize)| {
        let mut named = heard.named(&scheme.mentors[&key.person]);
        let beside: Vec<_> = named.iter().map(Named::weighed).collect();
        let (percent, findings, points) = explain_beside(&plan, question, row, &beside);
        named.iter_mut().zip(points).for_each(|(named, points)| named.points = points);
        RankedWithin { person: key.person, percent, findings, named }
    };
    answer.ranked = order.into_iter().map(within).collect();
    answer
}
