//! Which page of a long list is shown, and the way to the others.

/// A numbered page of a list, for the `pages` macro of components/navigate.html.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// From 1.
    pub current: u32,
    /// The last page; at least 1.
    pub last: u32,
    /// The address without its page number: `/organisations?q=leeds&page=`.
    pub stem: String,
}

impl Pages {
    /// The page asked for, or the nearest there is, of `total` entries shown `per_page` at a time.
    #[must_use]
    pub fn new(asked: u32, total: u64, per_page: u32, stem: impl Into<String>) -> Self {
        let last = total.div_ceil(u64::from(per_page.max(1))).max(1);
        let last = u32::try_from(last).unwrap_or(u32::MAX);
        Self { current: asked.clamp(1, last), last, stem: stem.into() }
    }

    #[must_use]
    pub fn href(&self, number: &u32) -> String {
        format!("{}{number}", self.stem)
    }

    #[must_use]
    pub fn previous(&self) -> Option<u32> {
        (self.current > 1).then(|| self.current - 1)
    }

    #[must_use]
    pub fn next(&self) -> Option<u32> {
        (self.current < self.last).then(|| self.current + 1)
    }

    /// The numbers shown: the first, those around the current one, the last; `None` where some are left out.
    #[must_use]
    pub fn steps(&self) -> Vec<Option<u32>> {
        let around = self.current.saturating_sub(2).max(1)..=self.current.saturating_add(2).min(self.last);
        let mut numbers = vec![1];
        numbers.extend(around);
        numbers.push(self.last);
        numbers.dedup();
        let mut steps = Vec::new();
        let mut before = 0;
        for number in numbers {
            if number > before + 1 {
                steps.push(None);
            }
            if number > before {
                steps.push(Some(number));
            }
            before = number;
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_beyond_the_last_is_the_last() {
        assert_eq!(Pages::new(9, 41, 20, "/x?page=").current, 3);
        assert_eq!(Pages::new(0, 0, 20, "/x?page="), Pages { current: 1, last: 1, stem: "/x?page=".into() });
    }

    #[test]
    fn few_pages_are_all_shown_and_many_are_shortened() {
        let shown = |current, last| Pages { current, last, stem: String::new() }.steps();
        assert_eq!(shown(2, 3), [Some(1), Some(2), Some(3)]);
        assert_eq!(shown(1, 1), [Some(1)]);
        assert_eq!(
            shown(10, 40),
            [Some(1), None, Some(8), Some(9), Some(10), Some(11), Some(12), None, Some(40)]
        );
    }
}
