//! The percentage, and what each want adds to it.

use super::criteria::WHOLE;

/// `score` of the greatest there could be, as a percentage rounded half up; 100 when nothing is wanted.
fn percent(score: u32, most: u32) -> u8 {
    let (score, most) = (u64::from(score), u64::from(most));
    let percent = (200 * score + most).checked_div(2 * most).unwrap_or(100);
    u8::try_from(percent).unwrap_or(100).min(100)
}

/// The percentage, and the points of each want, of its weight and its m, so that they add up to the rounded percentage: each gets the whole
/// part of its share of 100, and what is then missing goes, one point each, to those with the largest remainders, of
/// equals to the first.
pub fn apportion(wants: &[(u32, u16)]) -> (u8, Vec<u8>) {
    let score: u32 = wants.iter().map(|(factor, share)| factor * u32::from(*share)).sum();
    let most: u32 = wants.iter().map(|(factor, _)| factor * u32::from(WHOLE)).sum();
    let percent = percent(score, most);
    if most == 0 {
        return (percent, vec![0; wants.len()]);
    }
    let hundredfold = |(factor, share): &(u32, u16)| 100 * u64::from(*factor) * u64::from(*share);
    let mut points: Vec<u64> = wants.iter().map(|want| hundredfold(want) / u64::from(most)).collect();
    let given: u64 = points.iter().sum();
    let missing = u64::from(percent).saturating_sub(given);
    let mut order: Vec<usize> = (0..wants.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(hundredfold(&wants[*at]) % u64::from(most)));
    order.into_iter().zip(0..missing).for_each(|(at, _)| points[at] += 1);
    (percent, points.into_iter().map(|points| u8::try_from(points).unwrap_or(100)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_percent_is_rounded_up() {
        assert_eq!(percent(1, 200), 1);
        assert_eq!(percent(1, 201), 0);
        assert_eq!(percent(199, 200), 100);
        assert_eq!(percent(0, 0), 100);
    }

    #[test]
    fn what_is_missing_goes_to_the_largest_remainders() {
        // 100/3 each: 34, 33, 33, the first of equals being the first.
        assert_eq!(apportion(&[(1, 5040), (1, 5040), (1, 5040)]), (100, vec![34, 33, 33]));
        // 42.86, 42.86 and 7.14 of 93: the first two are rounded up.
        assert_eq!(apportion(&[(3, 5040), (3, 5040), (1, 2520)]), (93, vec![43, 43, 7]));
        assert_eq!(apportion(&[(3, 0), (1, 0)]), (0, vec![0, 0]));
        assert_eq!(apportion(&[]), (100, vec![]));
    }
}
