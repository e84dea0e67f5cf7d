use proptest::prelude::*;

use super::*;
use crate::activity::joint::{Beside, Joint, Saying};
use crate::activity::model::Figures;

fn cell(people: i64) -> Cell {
    Cell { people, size: people * 60 }
}

/// A table of one level: the parts, then their total.
fn table(parts: &[i64], total: i64, disjoint: bool) -> Vec<bool> {
    let mut cells: Vec<Cell> = parts.iter().copied().map(cell).collect();
    cells.push(cell(total));
    let sum = Sum { total: parts.len(), parts: (0..parts.len()).collect(), disjoint };
    hidden(&cells, &[sum])
}

#[test]
fn nothing_is_hidden_where_nobody_is_few() {
    assert_eq!(table(&[8, 20, 0], 28, true), [false; 4]);
    assert_eq!(table(&[], 0, true), [false]);
    assert_eq!(table(&[0, 0], 0, true), [false; 3]);
}

#[test]
fn one_small_figure_takes_the_smallest_other_with_it() {
    assert_eq!(table(&[30, 3, 12, 20], 65, true), [false, true, true, false, false]);
}

#[test]
fn several_small_figures_protect_each_other_once_they_are_eight_people() {
    assert_eq!(table(&[30, 5, 4], 39, true), [false, true, true, false]);
    assert_eq!(table(&[30, 2, 3], 35, true), [true, true, true, false], "five people are still few");
    assert_eq!(table(&[30, 5, 4], 33, false), [true, true, true, false], "they may be the same five people");
}

#[test]
fn a_single_figure_is_its_own_total() {
    assert_eq!(table(&[5], 5, true), [true, true]);
    assert_eq!(table(&[5, 0, 0], 5, false), [true, false, false, true]);
    assert_eq!(table(&[9], 9, true), [false, false]);
}

#[test]
fn when_all_are_small_the_total_of_enough_people_stays() {
    assert_eq!(table(&[5, 5, 5], 15, true), [true, true, true, false]);
    assert_eq!(table(&[3, 3], 6, true), [true, true, true]);
}

#[test]
fn what_one_table_leaves_out_another_does_not_give_away() {
    // Two systems in a hub: one of organisations of 20 and 3 people, one of a single organisation of 12.
    let people = [20, 3, 12, 23, 12, 35];
    let cells: Vec<Cell> = people.into_iter().map(cell).collect();
    let sums = [
        Sum { total: 3, parts: vec![0, 1], disjoint: true },
        Sum { total: 4, parts: vec![2], disjoint: true },
        Sum { total: 5, parts: vec![3, 4], disjoint: true },
    ];
    assert_eq!(hidden(&cells, &sums), [true, true, false, false, false, false]);
}

#[test]
fn themes_are_rounded_and_few_are_not_shown() {
    let shown: Vec<Option<i64>> = [0, 1, 7, 8, 12, 13, 100].map(rounded).to_vec();
    assert_eq!(shown, [None, None, None, Some(10), Some(10), Some(15), Some(100)]);
}

/// A hub of organisations in systems in regions, as positions and sums, with people in organisations.
fn hub(regions: &[Vec<Vec<i64>>]) -> (Vec<Cell>, Vec<Sum>) {
    let mut cells = vec![cell(0)];
    let mut sums = Vec::new();
    let mut top = Vec::new();
    for region in regions {
        let region_at = cells.len();
        cells.push(cell(0));
        let mut systems = Vec::new();
        for system in region {
            let system_at = cells.len();
            cells.push(cell(0));
            let parts: Vec<usize> = (0..system.len()).map(|index| system_at + 1 + index).collect();
            cells.extend(system.iter().copied().map(cell));
            cells[system_at] = cell(system.iter().sum());
            sums.push(Sum { total: system_at, parts, disjoint: true });
            systems.push(system_at);
        }
        cells[region_at] = cell(systems.iter().map(|at| cells[*at].people).sum());
        sums.push(Sum { total: region_at, parts: systems, disjoint: true });
        top.push(region_at);
    }
    cells[0] = cell(top.iter().map(|at| cells[*at].people).sum());
    sums.push(Sum { total: 0, parts: top, disjoint: true });
    (cells, sums)
}

/// Whether the sums and what is shown leave a figure that is left out only one value: by elimination over the unknown ones.
fn derivable(cells: &[Cell], sums: &[Sum], hidden: &[bool]) -> Vec<usize> {
    let unknown: Vec<usize> = (0..cells.len()).filter(|at| hidden[*at]).collect();
    let column = |at: usize| unknown.iter().position(|other| *other == at);
    let mut rows: Vec<Vec<f64>> = sums
        .iter()
        .map(|sum| {
            let mut row = vec![0.0; unknown.len()];
            if let Some(at) = column(sum.total) {
                row[at] -= 1.0;
            }
            for part in &sum.parts {
                if let Some(at) = column(*part) {
                    row[at] += 1.0;
                }
            }
            row
        })
        .collect();
    let mut pivots = 0;
    for at in 0..unknown.len() {
        let Some(found) = (pivots..rows.len()).find(|row| rows[*row][at].abs() > 1e-9) else { continue };
        rows.swap(pivots, found);
        let divisor = rows[pivots][at];
        rows[pivots].iter_mut().for_each(|value| *value /= divisor);
        for other in 0..rows.len() {
            if other != pivots {
                let factor = rows[other][at];
                let pivot = rows[pivots].clone();
                rows[other].iter_mut().zip(pivot).for_each(|(value, of_pivot)| *value -= factor * of_pivot);
            }
        }
        pivots += 1;
    }
    rows.iter()
        .filter_map(|row| {
            let used: Vec<usize> = (0..unknown.len()).filter(|at| row[*at].abs() > 1e-9).collect();
            (used.len() == 1).then(|| unknown[used[0]])
        })
        .collect()
}

fn hubs() -> impl Strategy<Value = Vec<Vec<Vec<i64>>>> {
    let people = prop_oneof![2 => Just(0_i64), 5 => 1_i64..8, 5 => 8_i64..60];
    let system = prop::collection::vec(people, 1..6);
    prop::collection::vec(prop::collection::vec(system, 1..5), 1..4)
}

/// Months with how many met and how many stated them, and how many there are of each in all.
fn joint(months: &[(i64, Option<i64>)], met: i64, stating: i64) -> Joint {
    let figures = |people: i64, minutes| Figures { people, sessions: people, minutes };
    let minutes = |at: usize| 600 + 60 * i64::try_from(at).unwrap();
    let lines = months.iter().enumerate().map(|(at, (people, said))| Beside {
        label: at.to_string(),
        recorded: figures(*people, if *people > 0 { minutes(at) } else { 0 }),
        said: said.map(|people| Cell { people, size: if people > 0 { minutes(at) } else { 0 } }),
    });
    Joint::of(lines.collect(), figures(met, 1), Cell { people: stating, size: 1 }, false)
}

/// Each month's figure is one number that both tables say: which of them whoever takes what is shown from both totals can tell.
fn told(months: &[(i64, Option<i64>)], joint: &Joint) -> Vec<usize> {
    let out = |said: bool| -> Vec<usize> {
        let hidden = |at: &usize| {
            let (row, month) = (&joint.rows[*at], &months[*at]);
            if said {
                row.said == Saying::LeftOut && month.1.is_some_and(|people| people > 0)
            } else {
                row.recorded.is_none() && month.0 > 0
            }
        };
        (0..months.len()).filter(hidden).collect()
    };
    let (of_met, of_said) = (out(false), out(true));
    let mut known: Vec<usize> = Vec::new();
    let (met_total, said_total) = (joint.recorded.is_some(), joint.said != Saying::LeftOut);
    // What one table shows, the other does not hide: they say the same.
    for (at, (row, month)) in joint.rows.iter().zip(months).enumerate() {
        let shown = row.recorded.is_some() && month.0 > 0
            || matches!(row.said, Saying::Minutes(minutes) if minutes > 0);
        if shown && (of_met.contains(&at) || of_said.contains(&at)) {
            known.push(at);
        }
    }
    for (total, all) in [(met_total, &of_met), (said_total, &of_said)] {
        if total && all.len() == 1 {
            known.extend(all);
        }
    }
    if met_total && said_total && !of_met.is_empty() && !of_said.is_empty() {
        let apart: Vec<usize> =
            (0..months.len()).filter(|at| of_met.contains(at) != of_said.contains(at)).collect();
        if apart.len() == 1 {
            known.extend(apart);
        }
    }
    known
}

#[test]
fn a_month_that_one_table_leaves_out_the_other_leaves_out() {
    // Five met in the second month, and all nine stated something; in the third only seven stated theirs.
    let months = [(9, Some(9)), (5, Some(9)), (9, Some(7)), (9, Some(9)), (9, Some(9))];
    let joint = joint(&months, 20, 9);
    let shown: Vec<bool> = joint.rows.iter().map(|row| row.recorded.is_some()).collect();
    let said: Vec<bool> = joint.rows.iter().map(|row| row.said != Saying::LeftOut).collect();
    assert_eq!(shown, said);
    assert!(!shown[1] && !shown[2]);
    assert!(joint.recorded.is_some() && matches!(joint.said, Saying::Minutes(_)));
}

#[test]
fn where_few_state_anything_nothing_of_it_is_shown_and_sessions_stand_alone() {
    let joint = joint(&[(9, Some(3)), (9, Some(3)), (9, None)], 20, 3);
    assert!(joint.rows.iter().all(|row| row.recorded.is_some()));
    let said: Vec<Saying> = joint.rows.iter().map(|row| row.said).collect();
    assert_eq!(said, [Saying::LeftOut, Saying::LeftOut, Saying::Nothing]);
    assert_eq!(joint.said, Saying::LeftOut);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn s13_nothing_left_out_comes_back_from_what_is_shown(regions in hubs()) {
        let (cells, sums) = hub(&regions);
        let hidden = hidden(&cells, &sums);
        for (cell, hidden) in cells.iter().zip(&hidden) {
            prop_assert!(!is_few(cell.people) || *hidden, "few people are shown");
            prop_assert!(cell.people > 0 || !*hidden, "nobody is hidden");
        }
        prop_assert_eq!(derivable(&cells, &sums, &hidden), Vec::<usize>::new());
    }

    #[test]
    fn nothing_is_left_out_needlessly(regions in hubs()) {
        let (cells, sums) = hub(&regions);
        let out = hidden(&cells, &sums);
        for at in 0..cells.len() {
            if out[at] && !is_few(cells[at].people) {
                let mut shown = out.clone();
                shown[at] = false;
                prop_assert!(sums.iter().any(|sum| lacking(&cells, sum, &shown).is_some()), "{at} could be shown: {cells:?} {out:?}");
            }
        }
        if cells.iter().all(|cell| !is_few(cell.people)) {
            prop_assert!(out.iter().all(|out| !out));
        }
    }

    #[test]
    fn those_left_out_of_one_table_are_never_a_few_people_together(
        parts in prop::collection::vec(prop_oneof![Just(0_i64), 1_i64..8, 8_i64..40], 0..12)
    ) {
        let total: i64 = parts.iter().sum();
        let out = table(&parts, total, true);
        if !out[parts.len()] {
            let together: i64 = parts.iter().zip(&out).filter(|(_, out)| **out).map(|(people, _)| people).sum();
            prop_assert!(together == 0 || together >= FEWEST, "{parts:?} {out:?}");
            prop_assert!(parts.iter().zip(&out).filter(|(people, out)| **out && **people >= FEWEST).count() <= 1, "one more is enough");
        }
    }

    /// S13: hours from sessions and hours as stated, which mostly say the same, do not give a month of either away.
    #[test]
    fn s13_two_tables_of_the_same_hours_give_no_month_away(
        months in prop::collection::vec(
            (
                prop_oneof![1 => Just(0_i64), 3 => 1_i64..8, 4 => 8_i64..40],
                prop_oneof![1 => Just(None), 1 => Just(Some(0_i64)), 3 => (1_i64..8).prop_map(Some), 4 => (8_i64..40).prop_map(Some)],
            ),
            0..13,
        ),
        more in 0_i64..20,
    ) {
        let most = |people: &mut dyn Iterator<Item = i64>| people.max().map_or(0, |most| if most > 0 { most + more } else { 0 });
        let met = most(&mut months.iter().map(|month| month.0));
        let stating = most(&mut months.iter().filter_map(|month| month.1));
        let joint = joint(&months, met, stating);
        for (row, (people, said)) in joint.rows.iter().zip(&months) {
            prop_assert!(row.recorded.is_none() || !is_few(*people), "few who met are shown");
            prop_assert!(!matches!(row.said, Saying::Minutes(_)) || said.is_some_and(|people| !is_few(people)));
            prop_assert!(row.said != Saying::Nothing || said.is_none());
        }
        if stating >= FEWEST {
            prop_assert_eq!(told(&months, &joint), Vec::<usize>::new(), "{:?} {:?}", months, joint);
        } else {
            let shown = joint.rows.iter().all(|row| !matches!(row.said, Saying::Minutes(minutes) if minutes > 0));
            prop_assert!(shown, "nothing that few stated is shown");
        }
    }
}
