//! Text cut into cells: commas, semicolons, tabs or bars, and quotes around cells that hold them.

use super::headings::likeness;
use super::{Budget, Lines, MOST_COLUMNS, MOST_ROWS, ReadError};

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
    // The last line ends like the others, so that lines are counted alike.
    let ended = if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
    let text = ended.as_str();
    let mut lines: Vec<(u32, Vec<String>)> = Vec::new();
    let mut reader = reader(text, delimiter);
    let mut record = csv::StringRecord::new();
    let mut budget = Budget::new(text.len());
    let mut row = 0;
    let mut before = reader.position().line();
    while reader.read_record(&mut record).unwrap_or(false) {
        if lines.len() > MOST_ROWS + SPARE {
            return Err(ReadError::TooManyRows);
        }
        budget.take_cells(record.len())?;
        // A cell of several lines is one row to a spreadsheet; an empty line is one too, and none to the reader.
        let after = reader.position().line();
        let inside: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        let empty = (after - before).saturating_sub(1 + inside as u64);
        row += 1 + u32::try_from(empty).unwrap_or(0);
        before = after;
        lines.push((row, record.iter().map(str::to_owned).collect()));
    }
    Ok(Lines { lines, read_as: format!("{encoding}, separated by {name}") })
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

/// How well a delimiter explains the beginning of a text: the headings it brings out, then the lines of the commonest
/// width times that width.
fn fit(text: &str, delimiter: u8) -> (usize, usize) {
    let lines: Vec<Vec<String>> = reader(text, delimiter)
        .into_records()
        .map_while(Result::ok)
        .take(LOOKED_AT)
        .map(|record| record.iter().take(2 * MOST_COLUMNS).map(str::to_owned).collect())
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
