//! The register of everything stored, docs/DATA.md, against the schema (S14).

use std::collections::BTreeMap;

use crate::support::database::TestDatabase;

const CLASSES: [&str; 4] = ["public", "personal", "special-category", "confidential"];

/// A table of the register: how long its rows are kept, and the class of each column.
#[derive(Debug, Default)]
pub struct Entry {
    kept: Option<String>,
    pub columns: BTreeMap<String, String>,
}

#[tokio::test]
async fn s14_every_column_is_classified_and_every_table_says_how_long_it_is_kept() {
    let database = TestDatabase::migrated().await;
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select table_name::text, column_name::text from information_schema.columns
         where table_schema = 'public' and table_name <> '_sqlx_migrations' order by table_name, ordinal_position",
    )
    .fetch_all(&mut database.owner().await)
    .await
    .expect("the schema");
    let register = register();
    let mut wrong = Vec::new();
    for (table, column) in &columns {
        match register.get(table).and_then(|entry| entry.columns.get(column)) {
            None => wrong.push(format!("## {table}: add the line | {column} | <class> |")),
            Some(class) if !CLASSES.contains(&class.as_str()) => {
                wrong.push(format!("## {table}: {column} is {class:?}, which is none of {CLASSES:?}"));
            }
            Some(_) => {}
        }
    }
    for (table, entry) in &register {
        if entry.kept.as_deref().unwrap_or_default().len() < 10 {
            wrong.push(format!("## {table}: add a line that begins \"Kept:\" and says how long"));
        }
        for column in entry.columns.keys() {
            if !columns.iter().any(|(known_table, known)| known_table == table && known == column) {
                wrong.push(format!("## {table}: {column} is registered but does not exist"));
            }
        }
    }
    assert!(wrong.is_empty(), "docs/DATA.md does not match the schema:\n{}", wrong.join("\n"));
}

pub fn register() -> BTreeMap<String, Entry> {
    let text = std::fs::read_to_string("docs/DATA.md").expect("docs/DATA.md");
    let mut register: BTreeMap<String, Entry> = BTreeMap::new();
    let mut table = None;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            table = Some(name.trim().to_owned());
            register.entry(name.trim().to_owned()).or_default();
        }
        let Some(entry) = table.as_ref().and_then(|name| register.get_mut(name)) else { continue };
        if let Some(kept) = line.strip_prefix("Kept:") {
            entry.kept = Some(kept.trim().to_owned());
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let ["", column, class, ..] = cells.as_slice()
            && *column != "column"
            && !column.starts_with("--")
        {
            entry.columns.insert((*column).to_owned(), (*class).to_owned());
        }
    }
    register
}
