use std::collections::BTreeMap;

use super::{Field, folded};
use crate::registers::reading::Table;

/// How many rows are looked at to know a column by what it holds.
const LOOKED_AT: usize = 200;

/// What each column most likely means; `None`: leave it out. What a coordinator chose for the same heading before
/// counts above everything.
#[must_use]
pub fn propose(table: &Table, remembered: &BTreeMap<String, Option<Field>>) -> Vec<Option<Field>> {
    let mut candidates: Vec<(u8, usize, Field)> = Vec::new();
    let mut proposed: Vec<Option<Field>> = vec![None; table.headings.len()];
    for (index, heading) in table.headings.iter().enumerate() {
        match remembered.get(&folded(heading)) {
            Some(None) => {}
            Some(Some(field)) => candidates.push((101, index, *field)),
            None => {
                if let Some((field, fit)) = Field::of_heading(heading) {
                    candidates.push((fit, index, field));
                }
                if let Some((field, fit)) = by_content(table, index) {
                    candidates.push((fit, index, field));
                }
            }
        }
    }
    candidates.sort_by_key(|(fit, index, _)| (std::cmp::Reverse(*fit), *index));
    for (_, index, field) in candidates {
        let taken = !field.may_repeat() && proposed.contains(&Some(field));
        if proposed[index].is_none() && !taken {
            proposed[index] = Some(field);
        }
    }
    // A name in one column says nothing more where surname and forename have columns of their own.
    if proposed.contains(&Some(Field::Surname)) && proposed.contains(&Some(Field::Forename)) {
        for one in &mut proposed {
            if *one == Some(Field::FullName) {
                *one = None;
            }
        }
    }
    proposed
}

/// A column known by what it holds.
fn by_content(table: &Table, index: usize) -> Option<(Field, u8)> {
    let filled: Vec<&str> = table
        .rows
        .iter()
        .take(LOOKED_AT)
        .map(|row| row.cells[index].trim())
        .filter(|cell| !cell.is_empty())
        .collect();
    let mostly = |is: fn(&str) -> bool| {
        !filled.is_empty() && filled.iter().filter(|cell| is(cell)).count() * 10 >= filled.len() * 7
    };
    if mostly(looks_like_address) {
        return Some((Field::Email, 90));
    }
    if mostly(looks_like_number_to_ring) {
        return Some((Field::Telephone, 45));
    }
    None
}

fn looks_like_address(cell: &str) -> bool {
    cell.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
        && !cell.contains(' ')
}

fn looks_like_number_to_ring(cell: &str) -> bool {
    cell.chars().filter(char::is_ascii_digit).count() >= 9
        && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '(' | ')' | '-'))
}

/// Whether a mapping can be used.
///
/// # Errors
/// A sentence that says what is missing or given twice.
pub fn check(columns: &[Option<Field>]) -> Result<(), String> {
    let count = |field| columns.iter().filter(|column| **column == Some(field)).count();
    if let Some(twice) = Field::ALL.iter().find(|field| !field.may_repeat() && count(**field) > 1) {
        return Err(format!(
            "Two columns are set to “{}”. Choose one of them and leave the other out",
            twice.label()
        ));
    }
    if count(Field::Email) == 0 {
        return Err(
            "Choose the column that holds the email address: people are told apart and invited by it"
                .to_owned(),
        );
    }
    if count(Field::FullName) == 0 && (count(Field::Surname) == 0 || count(Field::Forename) == 0) {
        return Err(
            "Choose the columns that hold surname and forename, or one that holds the full name".to_owned()
        );
    }
    Ok(())
}
