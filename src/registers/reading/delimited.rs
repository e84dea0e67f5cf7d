//! Text cut into cells: commas, semicolons, tabs or bars, and quotes around cells that hold them.

use super::headings::likeness;
use super::{Lines, MOST_ROWS, ReadError};

const DELIMITERS: [(u8, &str); 4] = [(b',', "commas"), (b';', "semicolons"), (b'\t', "tabs"), (b'|', "bars")];

/// How much of a file is looked at to find its delimiter.
const LOOKED_AT: usize = 40;

/// Lines of titles and blanks that may stand above the rows, besides the headings.
const SPARE: usize = 100;

pub(super) fn lines(text: &str, encoding: &str) -> Result<Lines, ReadError> {
    let mut best = ((0, 0), DELIMITERS[0]);
    for delimiter in DELIMITERS {
        let fit = fit(text, delimiter.0);
        if fit > best.0 {
            best = (fit, delimiter);
        }
    }
    let (_, (delimiter, name)) = best;
    let mut lines: Vec<(u32, Vec<String>)> = Vec::new();
    let mut last = 0;
    for record in records(text, delimiter) {
        if lines.len() > MOST_ROWS + SPARE {
            return Err(ReadError::TooManyRows);
        }
        let line =
            record.position().map_or(0, |at| u32::try_from(at.line()).unwrap_or(u32::MAX)).max(last + 1);
        last = line;
        lines.push((line, record.iter().map(str::to_owned).collect()));
    }
    Ok(Lines { lines, read_as: format!("{encoding}, separated by {name}") })
}

fn records(text: &str, delimiter: u8) -> impl Iterator<Item = csv::StringRecord> + '_ {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
        .into_records()
        .map_while(Result::ok)
}

/// How well a delimiter explains the beginning of a text: the headings it brings out, then the lines of the commonest
/// width times that width.
fn fit(text: &str, delimiter: u8) -> (usize, usize) {
    let lines: Vec<Vec<String>> = records(text, delimiter)
        .take(LOOKED_AT)
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect();
    let mut widths: Vec<usize> = lines.iter().map(Vec::len).collect();
    widths.sort_unstable();
    let regular = widths
        .chunk_by(|left, right| left == right)
        .filter(|group| group[0] > 1)
        .map(|group| group.len() * group[0])
        .max()
        .unwrap_or(0);
    (lines.iter().map(|cells| likeness(cells)).max().unwrap_or(0), regular)
}
