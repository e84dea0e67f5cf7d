//! Which line names the columns, and what lies below it.

use super::{LONGEST_CELL, Lines, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, ReadError, Row, Table};
use crate::registers::columns::Field;

/// How far down headings are looked for.
const LOOKED_AT: usize = 30;

/// The table below the line that reads most like headings.
pub(super) fn table(lines: Lines) -> Result<Table, ReadError> {
    let at = lines
        .lines
        .iter()
        .take(LOOKED_AT)
        .enumerate()
        .map(|(index, (_, cells))| (likeness(cells), index))
        .filter(|(likeness, _)| *likeness >= 2)
        .max_by_key(|(likeness, index)| (*likeness, std::cmp::Reverse(*index)))
        .map(|(_, index)| index)
        .ok_or(ReadError::NoHeadings)?;
    let (heading_line, headings) = lines.lines[at].clone();
    let width = lines.lines[at..].iter().map(|(_, cells)| used_width(cells)).max().unwrap_or(0);
    if width > MOST_COLUMNS {
        return Err(ReadError::TooManyColumns(width));
    }
    let headings: Vec<String> = (0..width)
        .map(|index| match headings.get(index).map(|heading| squeezed(heading)) {
            Some(heading) if !heading.is_empty() => heading,
            _ => format!("Column {}", index + 1),
        })
        .collect();
    if lines.lines.len().saturating_sub(at + 1).saturating_mul(width) > MOST_CELLS {
        return Err(ReadError::TooManyCells);
    }
    let mut rows = Vec::new();
    let mut blank_lines = 0;
    for (line, cells) in lines.lines.into_iter().skip(at + 1) {
        if used_width(&cells) == 0 {
            blank_lines += 1;
            continue;
        }
        rows.push(row(line, cells, width));
    }
    if rows.is_empty() {
        return Err(ReadError::NoRows(heading_line));
    }
    if rows.len() > MOST_ROWS {
        return Err(ReadError::TooManyRows);
    }
    Ok(Table { headings, rows, read_as: lines.read_as, heading_line, blank_lines })
}

fn row(line: u32, mut cells: Vec<String>, width: usize) -> Row {
    let short = cells.len() < width;
    let mut cut = false;
    cells.resize(width, String::new());
    for cell in &mut cells {
        if cell.len() > LONGEST_CELL
            && let Some((end, _)) = cell.char_indices().nth(LONGEST_CELL)
        {
            cell.truncate(end);
            cut = true;
        }
    }
    Row { line, cells, short, cut }
}

/// How many cells of a line are headings that registers are known to have.
pub(super) fn likeness(cells: &[String]) -> usize {
    cells
        .iter()
        .take(MOST_COLUMNS * 2)
        .filter(|cell| cell.len() <= 200 && Field::of_heading(cell).is_some())
        .count()
}

/// Cells up to the last one that holds something.
fn used_width(cells: &[String]) -> usize {
    cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1)
}

fn squeezed(heading: &str) -> String {
    let text: String = heading.chars().map(|c| if c.is_control() { ' ' } else { c }).take(120).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
