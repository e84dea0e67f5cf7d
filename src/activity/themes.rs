//! Themes as they may be shown: to the nearest five, and those named fewer than eight times not at all, nor by name.

use super::suppression::rounded;

/// The themes of a pool's year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Themes {
    /// What was named, with about how often, most first.
    pub shown: Vec<(String, i64)>,
    /// Whether something else was named too seldom to be shown.
    pub more: bool,
}

impl Themes {
    /// From what was counted.
    #[must_use]
    pub fn of(counted: Vec<(String, i64)>) -> Self {
        let more = counted.iter().any(|(_, count)| *count > 0 && rounded(*count).is_none());
        let mut shown: Vec<(String, i64)> =
            counted.into_iter().filter_map(|(label, count)| Some((label, rounded(count)?))).collect();
        shown.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        Self { shown, more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_few_named_is_not_even_listed() {
        let counted =
            vec![("Conflict".into(), 7), ("Leadership".into(), 23), ("Career".into(), 24), ("Pay".into(), 0)];
        let themes = Themes::of(counted);
        assert_eq!(themes.shown, [("Career".to_owned(), 25), ("Leadership".to_owned(), 25)]);
        assert!(themes.more, "one was named, and which is not said");
        assert_eq!(Themes::of(Vec::new()), Themes { shown: Vec::new(), more: false });
    }
}
