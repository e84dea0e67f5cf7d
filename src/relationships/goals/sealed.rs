//! What two write of a goal is sealed at rest; only a server that has the installation's secret reads it.

use serde::{Deserialize, Serialize};

use super::model::{GoalActionId, GoalId};
use crate::platform::seal::{open, seal};
use crate::platform::secrets::{Purpose, Secret};
use crate::tools::{Goal, Sureness};

/// The words of a goal as they are kept; its actions are rows of their own.
#[derive(Serialize, Deserialize)]
struct Kept {
    aim: String,
    measure: Option<String>,
    reality: Option<String>,
    options: Vec<String>,
    sure: Option<u8>,
    surer: Option<String>,
}

/// The words of a goal, sealed.
pub(super) fn goal(secret: &Secret, id: GoalId, goal: &Goal) -> Result<Vec<u8>, serde_json::Error> {
    let kept = Kept {
        aim: goal.aim.clone(),
        measure: goal.measure.clone(),
        reality: goal.reality.clone(),
        options: goal.options.clone(),
        sure: goal.sureness.map(Sureness::number),
        surer: goal.surer.clone(),
    };
    Ok(seal(secret, Purpose::Goal, &context("goal", id.0.as_bytes()), &serde_json::to_vec(&kept)?))
}

/// The words of a goal, without its actions; none when they cannot be read.
#[must_use]
pub fn read_goal(secret: &Secret, id: GoalId, sealed: &[u8]) -> Option<Goal> {
    let plain = open(secret, Purpose::Goal, &context("goal", id.0.as_bytes()), sealed).ok()?;
    let kept: Kept = serde_json::from_slice(&plain).ok()?;
    Some(Goal {
        aim: kept.aim,
        measure: kept.measure,
        reality: kept.reality,
        options: kept.options,
        actions: Vec::new(),
        sureness: kept.sure.and_then(|number| Sureness::parse(&number.to_string()).ok()),
        surer: kept.surer,
    })
}

/// What is to be done, sealed.
pub(super) fn action(secret: &Secret, id: GoalActionId, what: &str) -> Vec<u8> {
    seal(secret, Purpose::Goal, &context("action", id.0.as_bytes()), what.as_bytes())
}

/// What is to be done; none when it cannot be read.
#[must_use]
pub fn read_action(secret: &Secret, id: GoalActionId, sealed: &[u8]) -> Option<String> {
    let plain = open(secret, Purpose::Goal, &context("action", id.0.as_bytes()), sealed).ok()?;
    String::from_utf8(plain).ok()
}

fn context(what: &str, id: &[u8]) -> Vec<u8> {
    [what.as_bytes(), b"/", id].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platform::clock::Instant;

    proptest! {
        #[test]
        fn a_goal_comes_back_as_it_was_and_nowhere_else(
            aim in ".{1,40}", measure in prop::option::of(".{1,40}"), options in prop::collection::vec(".{1,20}", 0..4), sure in prop::option::of(1_u8..=10),
        ) {
            let secret = Secret::from_bytes([9; 32]);
            let now = Instant::from_microsecond(1_800_000_000_000_000);
            let (id, other) = (GoalId::new(now), GoalId::new(now));
            let sureness = sure.map(|number| Sureness::parse(&number.to_string()).unwrap());
            let written = Goal { aim, measure, reality: None, options, actions: vec![], sureness, surer: None };
            let sealed = goal(&secret, id, &written).unwrap();
            prop_assert_eq!(read_goal(&secret, id, &sealed), Some(written));
            prop_assert_eq!(read_goal(&secret, other, &sealed), None);
        }
    }
}
