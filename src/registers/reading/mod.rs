//! From the bytes of a file to a table of text: which encoding, which delimiter, which line holds the headings. Pure:
//! nothing here knows what a column means, beyond telling a heading when it sees one.

mod delimited;
mod encoding;
mod headings;
mod kind;
mod workbook;

use kind::Kind;

/// The largest file that a page takes, in bytes.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// The largest file that a command takes.
pub const MOST_BYTES_OF_A_COMMAND: usize = 64 * 1024 * 1024;
/// The most rows below the headings.
pub const MOST_ROWS: usize = 100_000;
/// The most columns.
pub const MOST_COLUMNS: usize = 100;
/// The most cells, filled or empty, as a table holds a value for each.
pub const MOST_CELLS: usize = 4_000_000;
/// The longest cell, in characters: what a spreadsheet itself can hold.
pub const LONGEST_CELL: usize = 32_767;

/// A file, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// One for each column; "Column 7" where the file has none.
    pub headings: Vec<String>,
    pub rows: Vec<Row>,
    /// How it was read, for people: "Windows-1252, separated by commas".
    pub read_as: String,
    /// The row of the headings, counted likewise.
    pub heading_line: u32,
    /// Lines below the headings without any text.
    pub blank_lines: usize,
}

/// A line of the table that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number as a spreadsheet counts rows, from 1.
    pub line: u32,
    /// As many as there are headings.
    pub cells: Vec<String>,
    /// Fewer cells than headings were there.
    pub short: bool,
    /// A cell was longer than [`LONGEST_CELL`] and is cut.
    pub cut: bool,
}

/// Why a file cannot be read, as a sentence for whoever sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("The file is empty. Choose the file that holds your register")]
    Empty,
    #[error(
        "The file is larger than we can read, which is 10 MB on a page and 64 MB on the command line. Remove pictures and sheets that are not the register, or split it into parts"
    )]
    TooLarge,
    #[error(
        "The file is {0}, not a table. Save the register as CSV or as an Excel workbook (.xlsx) and choose that file"
    )]
    NotATable(&'static str),
    #[error(
        "The file is an Excel workbook of the old kind (.xls). Open it, save it as .xlsx or as CSV, and choose that file"
    )]
    OldWorkbook,
    #[error(
        "The workbook cannot be opened: it is damaged or has a password. Save it again without a password, or save it as CSV"
    )]
    Damaged,
    #[error("The workbook unpacks to more than 200 MB. Save only the sheet with the register, as CSV")]
    Unpacks,
    #[error(
        "We could not find the line with the headings. One line must name the columns, with a heading such as “Email” among them"
    )]
    NoHeadings,
    #[error("There is nobody below the headings in row {0}")]
    NoRows(u32),
    #[error(
        "The file has {0} columns; at most 100 can be used. Remove those that are not about the person, and choose it again"
    )]
    TooManyColumns(usize),
    #[error("The file has more than 100,000 rows. Split it into parts")]
    TooManyRows,
    #[error(
        "The file has more than 4,000,000 cells, counting empty ones. Remove columns that are not about the person, or split it into parts"
    )]
    TooManyCells,
}

/// Lines as a format gives them, before anybody looked for headings.
struct Lines {
    lines: Vec<(u32, Vec<String>)>,
    read_as: String,
}

/// What the lines of a file may still grow by, counted before anything is kept: a small file can describe a large table.
struct Budget {
    cells: usize,
    bytes: usize,
}

impl Budget {
    const fn new(bytes: usize) -> Self {
        Self { cells: MOST_CELLS, bytes }
    }

    fn take_cells(&mut self, cells: usize) -> Result<(), ReadError> {
        self.cells = self.cells.checked_sub(cells).ok_or(ReadError::TooManyCells)?;
        Ok(())
    }

    fn take_text(&mut self, bytes: usize) -> Result<(), ReadError> {
        self.bytes = self.bytes.checked_sub(bytes).ok_or(ReadError::Unpacks)?;
        Ok(())
    }
}

/// Reads a file as a table, as a page takes it.
///
/// # Errors
/// A sentence that says what is wrong and what to do.
pub fn read(bytes: &[u8]) -> Result<Table, ReadError> {
    read_within(bytes, MOST_BYTES)
}

/// The same for a file of up to so many bytes.
///
/// # Errors
/// As [`read`].
pub fn read_within(bytes: &[u8], most: usize) -> Result<Table, ReadError> {
    if bytes.len() > most {
        return Err(ReadError::TooLarge);
    }
    match kind::of(bytes)? {
        Kind::Workbook => workbook::read(bytes),
        Kind::Text => {
            let (text, encoding) = encoding::decode(bytes)?;
            headings::table(delimited::lines(&text, encoding)?)
        }
    }
}
