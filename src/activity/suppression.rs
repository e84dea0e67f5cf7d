//! Which figures of a table are left out so that nothing can be learnt about few people: those behind which there are fewer than
//! eight (primary), and as many more as it takes that none comes back by taking what is shown from a total (complementary).
//!
//! Tables may be linked: a region is the sum of its systems, a system of its organisations. Each figure is a part of at most one
//! sum, so the sums make a forest, and a figure that is left out cannot be reckoned exactly when every sum that it is in leaves
//! out at least two.

/// The fewest people whose figures are shown.
pub const FEWEST: i64 = 8;

/// A figure of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// How many people are behind it.
    pub people: i64,
    /// What it says, to leave out the least when something more has to go.
    pub size: i64,
}

/// A figure that is the sum of others, by their positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    pub total: usize,
    pub parts: Vec<usize>,
    /// Whether nobody is behind two of the parts.
    pub disjoint: bool,
}

/// Which figures are left out. Figures of nobody are shown: there is nobody to learn about.
#[must_use]
pub fn hidden(cells: &[Cell], sums: &[Sum]) -> Vec<bool> {
    hidden_with(cells, sums, &vec![false; cells.len()])
}

/// The same, with figures that have to be left out for another reason.
#[must_use]
pub fn hidden_with(cells: &[Cell], sums: &[Sum], forced: &[bool]) -> Vec<bool> {
    let must = |at: usize| is_few(cells[at].people) || forced[at];
    let mut hidden: Vec<bool> = (0..cells.len()).map(must).collect();
    while let Some(more) = sums.iter().find_map(|sum| lacking(cells, sum, &hidden)) {
        hidden[more] = true;
    }
    // What went for one sum may have become needless through what went for another.
    let mut added: Vec<usize> = (0..cells.len()).filter(|at| hidden[*at] && !must(*at)).collect();
    added.sort_by_key(|at| std::cmp::Reverse((cells[*at].people, cells[*at].size)));
    loop {
        let before = added.len();
        added.retain(|at| {
            hidden[*at] = false;
            hidden[*at] = sums.iter().any(|sum| lacking(cells, sum, &hidden).is_some());
            hidden[*at]
        });
        if added.len() == before {
            return hidden;
        }
    }
}

/// From one to seven people.
#[must_use]
pub const fn is_few(people: i64) -> bool {
    people > 0 && people < FEWEST
}

/// The next figure that has to go so that a sum gives nothing away; none when it gives nothing away.
fn lacking(cells: &[Cell], sum: &Sum, hidden: &[bool]) -> Option<usize> {
    let parts: Vec<usize> = sum.parts.iter().copied().filter(|part| cells[*part].people > 0).collect();
    let (out, shown): (Vec<usize>, Vec<usize>) = parts.iter().partition(|part| hidden[**part]);
    let least = || shown.iter().copied().min_by_key(|part| (cells[*part].people, cells[*part].size, *part));
    match (hidden[sum.total], out.len()) {
        (true, 0) => least(),
        (true, _) | (false, 0) => None,
        // All that is left out together is the total itself.
        (false, 1) if shown.is_empty() => Some(sum.total),
        (false, _) if shown.is_empty() => None,
        (false, 1) => least(),
        (false, _) => {
            let together = if sum.disjoint {
                out.iter().map(|part| cells[*part].people).sum()
            } else {
                out.iter().map(|part| cells[*part].people).max().unwrap_or(0)
            };
            if together < FEWEST { least() } else { None }
        }
    }
}

/// How often a theme was named, as it may be shown: to the nearest five, and not at all below eight.
#[must_use]
pub fn rounded(count: i64) -> Option<i64> {
    (count >= FEWEST).then_some((count + 2) / 5 * 5)
}

#[cfg(test)]
#[path = "suppression_tests.rs"]
mod tests;
