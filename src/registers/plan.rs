//! What becomes of every row, held against what the hub knows already. Pure: the dry run and the run make the same plan,
//! and only the run carries it out.

use std::collections::{HashMap, HashSet};

use super::columns::Field;
use super::model::{Counts, EntryId, Outcome};
use super::person::{Fields, Person, filled_by};
use super::reading::Table;
use super::understanding::{Meanings, understand};
use super::words::say;
use crate::platform::ids::AccountId;

/// Somebody an earlier file named.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub entry_id: EntryId,
    pub imported: Fields,
    /// The account of somebody who confirmed.
    pub account_id: Option<AccountId>,
}

/// What a pool holds before an import.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// By address in lower case.
    pub entries: HashMap<String, Entry>,
    /// Members of the pool as they are today.
    pub members: HashMap<AccountId, Fields>,
    /// Members by address in lower case.
    pub addresses: HashMap<String, AccountId>,
    /// By address in lower case, those whom no file brings in or changes.
    pub apart: HashMap<String, Apart>,
    /// Marks of addresses whose owners declined to be listed.
    pub declined: HashSet<String>,
}

/// Why somebody is left as they are, whatever a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// They have left the pool.
    Left,
    /// The hub sends them no mail any more, because they have died. A report does not say so.
    Silenced,
    /// They coordinate the pool, and another coordinator has to approve them.
    Coordinates,
    /// They coordinate the pool and are a member of it.
    CoordinatingMember,
}

impl Apart {
    const fn is_refused(self) -> bool {
        matches!(self, Self::Coordinates)
    }

    const fn remark(self) -> &'static str {
        match self {
            Self::Left => "They have left the pool; a file does not bring them back",
            Self::Silenced => "We no longer write to this address; a file brings nobody in who cannot answer",
            Self::Coordinates => {
                "They coordinate this pool. Another coordinator has to approve them: they apply instead"
            }
            Self::CoordinatingMember => {
                "They coordinate this pool; a file does not change what is held of them"
            }
        }
    }
}

/// What the run does about a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    Nothing,
    Create(Box<Person>),
    /// Somebody who has not confirmed: the file is all there is.
    Replace(EntryId, Fields),
    /// Somebody who has confirmed: what the file says now, and which fields of theirs change.
    Renew(EntryId, AccountId, Fields, Vec<&'static str>),
}

/// A row of the report, and what the run does about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub line: u32,
    pub outcome: Outcome,
    pub person: String,
    pub remarks: Vec<String>,
    pub deed: Deed,
    /// Columns with a value that somebody has to decide about, and those with one that could not be read.
    pub unsure: Vec<Field>,
    pub unread: Vec<Field>,
}

/// Fields that are never changed for somebody who confirmed: who they are is theirs to say, and whether they are shown.
const THEIRS: [&str; 6] = ["full-name", "email", "employer", "offering", "publish", "reference"];
/// Fields that become evidence, which is added and never taken away.
const EVIDENCE: [&str; 5] =
    ["qualifications", "date-qualified", "last-supervision", "cpd", "insurance-expiry"];

/// Plans an import. `mark` makes the mark of an address, `step` is told after every row.
pub fn plan(
    table: &Table,
    columns: &[Option<Field>],
    known: &Known,
    meanings: &mut Meanings,
    mark: impl Fn(&str) -> String,
    mut step: impl FnMut(),
) -> Vec<Line> {
    let said = said(columns);
    let mut seen: HashMap<String, (u32, Fields)> = HashMap::new();
    let mut lines = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let understood = understand(row, columns, meanings);
        let mut line = Line {
            line: row.line,
            outcome: Outcome::Refused,
            person: understood.person.named().chars().take(300).collect(),
            remarks: understood.refused,
            deed: Deed::Nothing,
            unsure: understood.unsure,
            unread: understood.unread,
        };
        step();
        if !line.remarks.is_empty() {
            lines.push(line);
            continue;
        }
        line.remarks = understood.remarks;
        let address = understood.person.email.to_lowercase();
        let fields = understood.person.fields();
        if let Some((first, same)) = seen.get(&address) {
            if is_same_person(same, &fields) {
                line.outcome = Outcome::Unchanged;
                line.remarks =
                    vec![format!("The same person as in row {first}; the two are brought in as one")];
            } else {
                line.remarks = vec![format!(
                    "Row {first} has the same email address with other details. Correct the address, or remove one of the two"
                )];
            }
            lines.push(line);
            continue;
        }
        if known.declined.contains(&mark(&address)) {
            line.remarks = vec!["They have declined to be in this register here".to_owned()];
            lines.push(line);
            continue;
        }
        if let Some(apart) = known.apart.get(&address) {
            if !apart.is_refused() {
                line.outcome = Outcome::Unchanged;
            }
            line.remarks = vec![apart.remark().to_owned()];
            seen.insert(address, (row.line, fields));
            lines.push(line);
            continue;
        }
        decide(&mut line, &address, understood.person, &fields, &said, known, meanings);
        seen.insert(address, (row.line, fields));
        lines.push(line);
    }
    lines
}

/// The fields that a file with these columns speaks about.
fn said(columns: &[Option<Field>]) -> Vec<&'static str> {
    let mut said: Vec<&'static str> =
        columns.iter().flatten().flat_map(|field| filled_by(*field)).copied().collect();
    said.sort_unstable();
    said.dedup();
    said
}

/// Two rows of one address are one person when they differ in nothing but the address's case and the reference.
fn is_same_person(one: &Fields, other: &Fields) -> bool {
    let differs =
        |key: &String| !["email", "reference"].contains(&key.as_str()) && one.get(key) != other.get(key);
    !one.keys().chain(other.keys()).any(differs)
}

fn decide(
    line: &mut Line,
    address: &str,
    person: Person,
    fields: &Fields,
    said: &[&'static str],
    known: &Known,
    meanings: &Meanings,
) {
    match known.entries.get(address) {
        None => match known.addresses.get(address).and_then(|account| known.members.get(account)) {
            None => {
                line.outcome = Outcome::Created;
                line.deed = Deed::Create(Box::new(person));
            }
            // They joined by themselves: everything is theirs.
            Some(theirs) => {
                line.outcome = Outcome::Unchanged;
                line.remarks = differences(fields, theirs, said, meanings);
            }
        },
        Some(entry) => {
            let mut merged = entry.imported.clone();
            for key in said.iter().filter(|key| **key != "email") {
                match fields.get(*key) {
                    Some(value) => merged.insert((*key).to_owned(), value.clone()),
                    None => merged.remove(*key),
                };
            }
            match entry.account_id {
                None if merged == entry.imported => line.outcome = Outcome::Unchanged,
                None => {
                    line.outcome = Outcome::Updated;
                    line.deed = Deed::Replace(entry.entry_id, merged);
                }
                Some(account) => renew(line, entry, account, merged, fields, said, known, meanings),
            }
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "what was, what the file says, what they have now")]
fn renew(
    line: &mut Line,
    entry: &Entry,
    account: AccountId,
    merged: Fields,
    fields: &Fields,
    said: &[&'static str],
    known: &Known,
    meanings: &Meanings,
) {
    line.outcome = Outcome::Unchanged;
    let Some(theirs) = known.members.get(&account) else {
        line.remarks = vec![Apart::Left.remark().to_owned()];
        return;
    };
    let mut changes = Vec::new();
    let mut kept = Vec::new();
    for key in said {
        let Some(new) = fields.get(*key) else { continue };
        let same = theirs.get(*key).is_some_and(|own| alike(key, own, new));
        let untouched = match (theirs.get(*key), entry.imported.get(*key)) {
            (Some(own), Some(before)) => alike(key, own, before),
            (None, None) => true,
            _ => false,
        };
        let as_before = entry.imported.get(*key).is_some_and(|before| alike(key, before, new));
        if same || (as_before && EVIDENCE.contains(key)) {
        } else if !as_before && !THEIRS.contains(key) && (untouched || EVIDENCE.contains(key)) {
            changes.push(*key);
        } else {
            kept.push(*key);
        }
    }
    line.remarks = differences(fields, theirs, &kept, meanings);
    if !changes.is_empty() {
        line.outcome = Outcome::Updated;
    }
    if !changes.is_empty() || merged != entry.imported {
        line.deed = Deed::Renew(entry.entry_id, account, merged, changes);
    }
}

/// Where the file and what somebody has differ. What the file leaves empty is no difference.
fn differences(fields: &Fields, theirs: &Fields, said: &[&'static str], meanings: &Meanings) -> Vec<String> {
    said.iter()
        .filter(|key| **key != "reference")
        .filter_map(|key| Some((key, fields.get(*key)?)))
        .filter(|(key, new)| !theirs.get(**key).is_some_and(|own| alike(key, own, new)))
        .map(|(key, new)| {
            let own = theirs.get(*key).map_or_else(|| "nothing".to_owned(), |own| say(key, own, meanings));
            format!(
                "{}: they have {own}; the file says {}. Theirs stays",
                heading(key),
                say(key, new, meanings)
            )
        })
        .collect()
}

fn heading(key: &str) -> &'static str {
    match key {
        "full-name" => "Name",
        "outline" => "Availability in words",
        _ => Field::from_code(key).map_or("Other", Field::label),
    }
}

/// Whether two values of a field mean the same.
fn alike(key: &str, one: &serde_json::Value, other: &serde_json::Value) -> bool {
    match key {
        "email" => one.as_str().map(str::to_lowercase) == other.as_str().map(str::to_lowercase),
        "employer" => match (one.get("id"), other.get("id")) {
            (Some(one), Some(other)) => one == other,
            _ => one == other,
        },
        "date-qualified" | "last-supervision" | "insurance-expiry" => first_day(one) == first_day(other),
        "cpd" => one.get("events") == other.get("events"),
        "qualifications" | "offering" => sorted(one) == sorted(other),
        _ => one == other,
    }
}

fn first_day(value: &serde_json::Value) -> Option<crate::platform::clock::Day> {
    let date: super::values::PartialDate = serde_json::from_value(value.clone()).ok()?;
    Some(date.first_day())
}

fn sorted(value: &serde_json::Value) -> Vec<String> {
    let mut all: Vec<String> = value.as_array().into_iter().flatten().map(ToString::to_string).collect();
    all.sort_unstable();
    all
}

/// How many rows come to what.
#[must_use]
pub fn counts(lines: &[Line]) -> Counts {
    let mut counts = Counts::default();
    for line in lines {
        counts.add(line.outcome, 1);
    }
    counts
}
