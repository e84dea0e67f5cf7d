//! Reads an off-duty as people paste it: see docs/AVAILABILITY.md for the shapes. What could be meant in two ways is refused
//! rather than guessed, because nobody looks at each day again.

mod reader;
mod token;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::ToSpan;

use super::Shift;
use crate::platform::clock::Day;
use crate::platform::words;
use reader::{Problem, Reader};
use token::Token;

/// So many days may be said at once.
const MOST: usize = 120;

/// Reads days and what is worked on them: one by one, as a row of codes after the first day, or as a table. A date without
/// a year is the one nearest: up to three months ago, or else to come.
///
/// # Errors
/// A sentence that names what could not be read.
pub fn read(text: &str, today: Day) -> Result<BTreeMap<Day, Shift>, String> {
    let mut reader = Reader::new(today.date());
    let mut unknown: Vec<String> = Vec::new();
    for line in text.lines() {
        if let Err(problem) = take_line(&mut reader, line, &mut unknown) {
            return Err(sentence(&problem));
        }
    }
    let said = reader.finish().map_err(|problem| sentence(&problem))?;
    if !unknown.is_empty() {
        unknown.dedup();
        unknown.truncate(3);
        return Err(format!(
            "We could not read “{}”. Write days and codes like “23 Nov E” or “23 Nov: E L N N off off”, and a question mark for a code we do not know",
            unknown.join("”, “")
        ));
    }
    let (Some((first, _)), Some((last, _))) = (said.first_key_value(), said.last_key_value()) else {
        return Err("Paste or type at least one day and what you work, like “23 Nov E”".to_owned());
    };
    if said.len() > MOST {
        return Err(format!("Paste at most {MOST} days at once"));
    }
    if last.date() > today.date().saturating_add(1.year()) {
        return Err(format!("{} is more than a year ahead. Check the year", words::date(*last)));
    }
    if *last < today {
        let last_in_words = words::date(*last);
        return Err(if first == last {
            format!("{last_in_words} has passed. Paste days from today on")
        } else {
            format!("All of these days have passed: the last is {last_in_words}. Paste days from today on")
        });
    }
    Ok(said)
}

/// One line: words, or the cells of a table when there are tabs in it.
fn take_line(reader: &mut Reader, line: &str, unknown: &mut Vec<String>) -> Result<(), Problem> {
    reader.begin_line()?;
    let mut cells: Vec<Vec<Token>> = Vec::new();
    let mut strange: Vec<(usize, String)> = Vec::new();
    for (column, cell) in line.split('\t').enumerate() {
        let mut tokens = Vec::new();
        for word in token::words(cell) {
            match token::token(word) {
                Some(token) => tokens.push(token),
                None => strange.push((column, word.to_owned())),
            }
        }
        cells.push(tokens);
    }
    let is_row = cells.len() > 1 && reader.is_row(&cells);
    let is_header = cells.len() > 1 && !is_row && reader::is_header(&cells);
    // Beside the days of a table stand names, grades and hours.
    strange.retain(|(column, _)| match (is_row, is_header) {
        (true, _) => reader.has_column(*column),
        (_, true) => !cells[*column].is_empty(),
        _ => true,
    });
    unknown.extend(strange.into_iter().map(|(_, word)| word));
    if is_row {
        return reader.row(&cells);
    }
    if is_header {
        return reader.header(&cells);
    }
    let is_code = |cell: &[Token]| cell.iter().any(|token| reader::is_code(*token));
    let (first, last) =
        (cells.iter().position(|cell| is_code(cell)), cells.iter().rposition(|cell| is_code(cell)));
    for (column, cell) in cells.iter().enumerate() {
        let between = first.is_some_and(|first| first < column) && last.is_some_and(|last| column < last);
        if cell.is_empty() && between {
            reader.take(Token::Blank)?;
        }
        cell.iter().try_for_each(|token| reader.take(*token))?;
    }
    Ok(())
}

fn sentence(problem: &Problem) -> String {
    match problem {
        Problem::NoDay => "Write a day before the first code, like “23 Nov: E L N N off off”".to_owned(),
        Problem::NoSuchDay(day, month) => format!("There is no day {day} of month {month}. Check the dates"),
        Problem::OtherWeekday(date) => {
            format!("{} is the day we read, and it is not the weekday you wrote. Check the date and the year", words::date(*date))
        }
        Problem::Twice(day) => format!("There are two different codes for {}. Keep one", words::date(*day)),
        Problem::MoreCodes => {
            "There are more codes than days above them. Paste your own row only, with its dates".to_owned()
        }
        Problem::FewerCodes => {
            "There are fewer codes than days above them. Write a question mark for each day of which you say nothing".to_owned()
        }
        Problem::Time => {
            "Leave out the times of day: a code like E, L, LD or N is enough. Write days from one to another as “23 Nov – 29 Nov”".to_owned()
        }
    }
}
