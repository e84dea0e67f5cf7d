//! What follows when nothing is heard of two who work together: by the rhythm they agreed, never sooner.

/// What is to be done about silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// Ask both whether they are still in touch.
    Nudge,
    /// Tell the coordinators.
    Tell,
    /// Propose to both to close it.
    Propose,
    /// Close it: nobody said that it goes on.
    Close,
    /// With meetings as and when: ask once every six months.
    CheckIn,
}

const WEEK: i64 = 7;
/// Weeks of silence until each step, for a regular rhythm (product: lifecycles).
const NUDGE: i64 = 8;
const TELL: i64 = 12;
const PROPOSE: i64 = 16;
/// Weeks that both have to answer the proposal.
const ANSWER: i64 = 4;
/// Weeks between check-ins.
const CHECK_IN: i64 = 26;
/// A rhythm slower than this moves every step by as much.
const USUAL_RHYTHM: i64 = 6;

/// What is due after so many days of silence, when so many steps were taken already; none when nothing is.
#[must_use]
pub fn due(every_weeks: Option<i16>, days: i64, steps: i16) -> Option<Silence> {
    let Some(every) = every_weeks else {
        return (days >= CHECK_IN * WEEK * (i64::from(steps) + 1)).then_some(Silence::CheckIn);
    };
    let later = (i64::from(every) - USUAL_RHYTHM).max(0);
    let (weeks, what) = match steps {
        0 => (NUDGE, Silence::Nudge),
        1 => (TELL, Silence::Tell),
        2 => (PROPOSE, Silence::Propose),
        3 => (PROPOSE + ANSWER, Silence::Close),
        _ => return None,
    };
    (days >= (weeks + later) * WEEK).then_some(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regular_rhythm_is_asked_about_at_eight_twelve_and_sixteen_weeks() {
        let at = |weeks: i64, steps| due(Some(4), weeks * 7, steps);
        assert_eq!(due(Some(4), 8 * 7 - 1, 0), None);
        assert_eq!(at(8, 0), Some(Silence::Nudge));
        assert_eq!(at(11, 1), None);
        assert_eq!(at(12, 1), Some(Silence::Tell));
        assert_eq!(at(16, 2), Some(Silence::Propose));
        assert_eq!(at(20, 3), Some(Silence::Close));
        assert_eq!(at(99, 4), None);
    }

    #[test]
    fn a_slow_rhythm_is_not_called_silence() {
        assert_eq!(due(Some(12), 13 * 7, 0), None);
        assert_eq!(due(Some(12), 14 * 7, 0), Some(Silence::Nudge));
    }

    #[test]
    fn as_and_when_is_asked_every_six_months() {
        assert_eq!(due(None, 26 * 7 - 1, 0), None);
        assert_eq!(due(None, 26 * 7, 0), Some(Silence::CheckIn));
        assert_eq!(due(None, 51 * 7, 1), None);
        assert_eq!(due(None, 52 * 7, 1), Some(Silence::CheckIn));
    }
}
