//! The reasons of one person: for every want met, partly or not, with its points and what they offer instead.

use super::answer::{Finding, Met, Offers, OrderKey, Ranked};
use super::criteria::{Criteria, Dimension, WHOLE, Want};
use super::index::block::Block;
use super::index::chunk::{Chunk, ROWS};
use super::index::layout;
use super::plan::{Asked, Plan};
use super::points;
use super::question::Question;
use super::week::WeekHours;

/// The person of a row, with their reasons.
pub fn explain(plan: &Plan, question: &Question, row: usize, key: OrderKey) -> Ranked {
    let (percent, findings, _) = explain_beside(plan, question, row, &[]);
    Ranked { person: key.person, key, percent, findings }
}

/// The percentage and reasons of the person of a row, with what else counts beside the wants (its weight and its m) and
/// the points of that.
pub fn explain_beside(
    plan: &Plan,
    question: &Question,
    row: usize,
    beside: &[(u32, u16)],
) -> (u8, Vec<Finding>, Vec<u8>) {
    let block = plan.block(row);
    let found = plan.found(row / ROWS);
    let share = |asked: &Asked| (asked.factor, asked.share(block, found, row % ROWS));
    let weighed: Vec<(u32, u16)> = plan.asked.iter().map(share).chain(beside.iter().copied()).collect();
    let (percent, mut points) = points::apportion(&weighed);
    let points_beside = points.split_off(plan.asked.len());
    let wants = question.criteria.wants.iter().take(Criteria::MOST).zip(&plan.asked);
    let findings = wants.zip(weighed.iter().zip(points)).map(|((want, asked), (weighed, points))| Finding {
        met: met(weighed.1),
        share: weighed.1,
        points,
        offers: offers(plan, want, asked, block, found, row % ROWS),
    });
    (percent, findings.collect(), points_beside)
}

const fn met(share: u16) -> Met {
    match share {
        0 => Met::Not,
        WHOLE.. => Met::Fully,
        _ => Met::Partly,
    }
}

fn offers(plan: &Plan, want: &Want, asked: &Asked, block: &Block, found: &Chunk, row: usize) -> Offers {
    let is_met = || asked.is_met(block, found, row);
    match &want.dimension {
        Dimension::Terms(_, terms) => {
            let has = |column: Option<usize>| column.is_some_and(|column| block.holds(column, row));
            let (covered, missing) = terms.iter().partition(|term| has(plan.index.term(**term)));
            Offers::Terms { covered, missing }
        }
        Dimension::OrganisationType(_) => Offers::OrganisationType(is_met()),
        Dimension::Seniority(_) => Offers::Seniority { above: above(asked.level, block, row) },
        Dimension::Geography(_) => {
            let is_in = |place: Option<u32>| place.is_some_and(|place| block.places.holds(place, row));
            Offers::Geography { same_system: is_in(asked.system), same_region: is_in(asked.region) }
        }
        Dimension::SameOrganisation(_) => {
            Offers::SameOrganisation(asked.own.is_some_and(|own| block.organisations[row] == own))
        }
        Dimension::Times(hours) => Offers::Times {
            covered: WeekHours::of(
                (0..WeekHours::HOURS)
                    .filter(|hour| hours.holds(*hour) && block.holds(layout::HOURS + hour, row)),
            ),
            any: block.holds(layout::ANY_HOUR, row),
        },
        Dimension::Qualification(_) => Offers::Qualification(
            u8::try_from(block.number(layout::QUALIFICATION, layout::LEVEL_BITS, row)).unwrap_or(u8::MAX),
        ),
        Dimension::Words => Offers::Words(is_met()),
    }
}

fn above(level: Option<u8>, block: &Block, row: usize) -> Option<i16> {
    let theirs = block.number(layout::LEVEL, layout::LEVEL_BITS, row);
    let theirs = block.holds(layout::LEVEL_KNOWN, row).then(|| i16::try_from(theirs).ok()).flatten()?;
    Some(theirs - i16::from(level?))
}
