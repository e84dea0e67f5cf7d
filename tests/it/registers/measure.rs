//! How much of the example needs nobody, and how long registers take. `--no-capture` shows the figures, and
//! `RAPPORT_MEASURE=100` measures a hundred times the example.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicI32;
use std::time::Instant;

use rapport::registers::batch::{self, Batch};
use rapport::registers::columns::propose;
use rapport::registers::job::{self, Planned};
use rapport::registers::model::Outcome;
use rapport::registers::reading::read;

use super::{Register, example};

/// The example so many times over, with references and addresses of their own.
fn repeated(times: usize) -> Vec<u8> {
    let table = read(&example()).expect("a table");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&table.headings).unwrap();
    for time in 0..times {
        for row in &table.rows {
            let mut cells = row.cells.clone();
            cells[0] = format!("{}x{time}", cells[0]);
            cells[3] = cells[3].replace('@', &format!(".{time}@"));
            writer.write_record(&cells).unwrap();
        }
    }
    writer.into_inner().unwrap()
}

async fn planned(register: &Register, file: Vec<u8>) -> Planned {
    let columns = propose(&read(&file).expect("a table"), &BTreeMap::default());
    let mut db = register.app.app.db.acquire().await.unwrap();
    let done = Arc::new(AtomicI32::new(0));
    let secret = &register.app.app.secret;
    job::prepare(&mut db, secret, register.app.now(), register.pool, &columns, file, false, done)
        .await
        .expect("a plan")
}

#[tokio::test]
async fn nearly_all_of_the_example_needs_nobody() {
    let register = Register::new().await;
    let planned = planned(&register, example()).await;
    let accepted: Vec<_> = planned.lines.iter().filter(|line| line.outcome != Outcome::Refused).collect();
    let alone = accepted.iter().filter(|line| line.unsure.is_empty()).count();
    println!(
        "rows: {} of {} come in, {alone} of them without a decision",
        accepted.len(),
        planned.lines.len()
    );
    let columns = propose(&planned.table, &BTreeMap::default());
    let (mut cells, mut settled) = (0, 0);
    for (index, field) in columns.iter().enumerate() {
        let Some(field) = field else { continue };
        let filled =
            planned.table.rows.iter().zip(&planned.lines).filter(|(row, line)| {
                line.outcome != Outcome::Refused && !row.cells[index].trim().is_empty()
            });
        let (mut all, mut good) = (0, 0);
        for (_, line) in filled {
            all += 1;
            good += usize::from(!line.unsure.contains(field) && !line.unread.contains(field));
        }
        println!("{:>24}: {good} of {all}", field.label());
        cells += all;
        settled += good;
    }
    println!("cells: {settled} of {cells}");
    for unsure in planned.meanings.unsure() {
        println!(
            "unsure: {} {:?} in {} rows, {:?}",
            unsure.subject, unsure.written, unsure.rows, unsure.suggestion
        );
    }
    for line in planned.lines.iter().filter(|line| line.outcome == Outcome::Refused) {
        println!("refused: line {}: {}", line.line, line.remarks.join(". "));
    }
    assert_eq!(accepted.len(), 436);
    assert!(alone * 100 >= accepted.len() * 90, "{alone} rows need nobody");
    assert!(settled * 1000 >= cells * 985, "{settled} of {cells} cells need nobody");
}

#[tokio::test]
async fn registers_are_checked_and_brought_in_within_seconds() {
    let register = Register::new().await;
    let most = std::env::var("RAPPORT_MEASURE").ok().and_then(|times| times.parse().ok()).unwrap_or(5);
    for times in [1, most] {
        let file = repeated(times);
        let batch = |dry_run| Batch {
            file_name: "register.csv".to_owned(),
            bytes: file.clone(),
            dry_run,
            accept_likely: false,
        };
        for (what, dry_run) in [("check", true), ("run", false), ("run again", false)] {
            let started = Instant::now();
            let brought = batch::bring_in(&register.app.app, register.pool, batch(dry_run), Arc::default())
                .await
                .expect("in");
            println!(
                "{} rows, {what}: {:.2} s, {:?}",
                442 * times,
                started.elapsed().as_secs_f64(),
                brought.counts
            );
            if what == "run again" {
                assert_eq!((brought.counts.created, brought.counts.updated), (0, 0));
            }
        }
    }
}
