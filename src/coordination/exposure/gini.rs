/// How unevenly something is shared, from 0 (everybody has the same) to nearly 1 (one has it all): the mean difference
/// between any two people, divided by twice the mean.
///
/// With the amounts x₁ ≤ … ≤ xₙ: G = Σ (2i − n − 1)·xᵢ ⁄ (n · Σ xᵢ). Of 0, 0, 0 and 8, for instance, (4·2 − 4 − 1)·8 ⁄
/// (4·8) = 0.75. `None` for fewer than two people, and when nobody has anything.
#[must_use]
pub fn gini(amounts: &[i64]) -> Option<f64> {
    let mut sorted = amounts.to_vec();
    sorted.sort_unstable();
    let people = i64::try_from(sorted.len()).ok()?;
    let total: i64 = sorted.iter().sum();
    if people < 2 || total <= 0 {
        return None;
    }
    let weighted: i128 = (1..)
        .zip(&sorted)
        .map(|(place, amount): (i64, &i64)| i128::from(2 * place - people - 1) * i128::from(*amount))
        .sum();
    let whole = i128::from(people) * i128::from(total);
    #[expect(clippy::cast_precision_loss, reason = "two decimals are shown")]
    Some(weighted as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rounded(amounts: &[i64]) -> Option<String> {
        gini(amounts).map(|gini| format!("{gini:.3}"))
    }

    #[test]
    fn known_shares_have_known_figures() {
        assert_eq!(rounded(&[5, 5, 5, 5]), Some("0.000".into()));
        assert_eq!(rounded(&[0, 8, 0, 0]), Some("0.750".into()));
        assert_eq!(rounded(&[1, 2, 3, 4]), Some("0.250".into()));
        assert_eq!(rounded(&[1, 3]), Some("0.250".into()));
        for nobody in [&[][..], &[7], &[0, 0, 0]] {
            assert_eq!(gini(nobody), None, "{nobody:?}");
        }
    }

    proptest! {
        #[test]
        fn it_is_half_the_mean_difference_over_the_mean(amounts in proptest::collection::vec(0..1_000_i64, 2..40)) {
            let total: i64 = amounts.iter().sum();
            prop_assume!(total > 0);
            let people = f64::from(u32::try_from(amounts.len()).unwrap_or(0));
            let mut differences = 0.0;
            for one in &amounts {
                for other in &amounts {
                    differences += f64::from(i32::try_from((one - other).abs()).unwrap_or(0));
                }
            }
            let slowly = differences / (2.0 * people * f64::from(i32::try_from(total).unwrap_or(1)));
            let quickly = gini(&amounts).unwrap_or(-1.0);
            prop_assert!((slowly - quickly).abs() < 1e-9, "{slowly} and {quickly}");
            prop_assert!((0.0..1.0).contains(&quickly));
        }

        #[test]
        fn who_has_it_does_not_matter_nor_in_what_it_is_counted(mut amounts in proptest::collection::vec(0..1_000_i64, 2..40)) {
            let before = gini(&amounts);
            amounts.reverse();
            prop_assert_eq!(before, gini(&amounts));
            let tenfold: Vec<i64> = amounts.iter().map(|amount| amount * 10).collect();
            match (before, gini(&tenfold)) {
                (Some(one), Some(other)) => prop_assert!((one - other).abs() < 1e-9),
                (one, other) => prop_assert_eq!(one, other),
            }
        }
    }
}
