/// The bars of a fit: five, each standing for twenty points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meter {
    pub percent: u8,
}

impl Meter {
    /// The class of each bar: full, three quarters, half, a quarter, or empty.
    pub fn bars(&self) -> [&'static str; 5] {
        std::array::from_fn(|bar| {
            let points = i32::from(self.percent) - 20 * i32::try_from(bar).unwrap_or(0);
            match points {
                20.. => "app-fit__full",
                15..20 => "app-fit__quarters",
                8..15 => "app-fit__half",
                1..8 => "app-fit__quarter",
                _ => "app-fit__empty",
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_fill_from_the_left() {
        let bars = |percent| Meter { percent }.bars();
        assert_eq!(bars(100), ["app-fit__full"; 5]);
        assert_eq!(bars(0), ["app-fit__empty"; 5]);
        assert_eq!(bars(92)[3..], ["app-fit__full", "app-fit__half"]);
        assert_eq!(bars(85)[4], "app-fit__quarter");
    }
}
