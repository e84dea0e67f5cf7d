//! Excel workbooks. Cells are taken one at a time, because a workbook may claim a sheet of any size.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx};

use super::{Budget, Lines, MOST_COLUMNS, MOST_ROWS, ReadError, Table, headings};

/// What a workbook may unpack to, in bytes.
const MOST_UNPACKED: usize = 200 * 1024 * 1024;
/// Sheets that are looked at for headings.
const MOST_SHEETS: usize = 20;
/// Lines above the first row.
const SPARE: u32 = 100;

/// The first sheet that has a line of headings.
pub(super) fn read(bytes: &[u8]) -> Result<Table, ReadError> {
    unpacks_within(bytes, MOST_UNPACKED as u64)?;
    // The library is not ours; whatever a hostile file makes it do ends here.
    catch_unwind(AssertUnwindSafe(|| sheets(bytes))).unwrap_or(Err(ReadError::Damaged))
}

fn sheets(bytes: &[u8]) -> Result<Table, ReadError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
    let names: Vec<String> = workbook.sheet_names().into_iter().take(MOST_SHEETS).collect();
    let mut first = None;
    let mut budget = Budget::new(MOST_UNPACKED);
    for name in names {
        let read = lines(&mut workbook, &name, &mut budget).and_then(headings::table);
        match read {
            Ok(table) => return Ok(table),
            Err(error) => {
                first.get_or_insert(error);
            }
        }
    }
    Err(first.unwrap_or(ReadError::Empty))
}

fn lines(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, budget: &mut Budget) -> Result<Lines, ReadError> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|_| ReadError::Damaged)?;
    let mut lines: Vec<(u32, Vec<String>)> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|_| ReadError::Damaged)? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.trim().is_empty() {
            continue;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= 4 * MOST_COLUMNS {
            return Err(ReadError::TooManyColumns(column + 1));
        }
        let line = row.saturating_add(1);
        if line > u32::try_from(MOST_ROWS).unwrap_or(u32::MAX).saturating_add(SPARE) {
            return Err(ReadError::TooManyRows);
        }
        // A sheet is written from the top down; cells out of order would make it grow without end.
        match lines.last() {
            Some((last, _)) if *last > line => return Err(ReadError::Damaged),
            Some((last, _)) if *last == line => {}
            _ => lines.push((line, Vec::new())),
        }
        let Some((_, cells)) = lines.last_mut() else { return Err(ReadError::Damaged) };
        // One text may stand in many cells, and one far cell makes many.
        budget.take_text(text.len())?;
        budget.take_cells((column + 1).saturating_sub(cells.len()))?;
        put(cells, column, text);
    }
    Ok(Lines { lines, read_as: format!("Excel workbook, sheet “{name}”") })
}

fn put(cells: &mut Vec<String>, column: usize, text: String) {
    if cells.len() <= column {
        cells.resize(column + 1, String::new());
    }
    cells[column] = text;
}

/// A cell as a register would have it in words: dates as ISO, whole numbers without a fraction.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        // Rust writes 3.0 as "3" and 1.5 as "1.5".
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "Y".to_owned(),
        DataRef::Bool(false) => "N".to_owned(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) => text.chars().take(10).collect(),
        DataRef::DateTime(_) | DataRef::DurationIso(_) | DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// Unpacks every part into nothing, to know how large it gets before anything keeps it.
fn unpacks_within(bytes: &[u8], most: u64) -> Result<(), ReadError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
    let mut left = most;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| ReadError::Damaged)?;
        let unpacked =
            std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|_| ReadError::Damaged)?;
        left = left.checked_sub(unpacked).ok_or(ReadError::Unpacks)?;
    }
    Ok(())
}
