//! The same people and questions in others' hands. Each gets the best we know to give it: one core, everything in memory,
//! indexes for what filters. Both are asked for the page of twenty and the total, without reasons.

mod sql;
mod text;

use std::hint::black_box;
use std::time::Duration;

use crate::matching::Facts;
use crate::measure::{Times, in_turns, in_words, ratio};
use crate::population::{self, Asking};
use crate::report;

const PEOPLE: u64 = 100_000;
const QUESTIONS: u64 = 16;

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A page of scores, and how many match.
type Found = (Vec<u32>, u32);

pub fn print(length: Duration) -> Result<()> {
    let index = report::index(PEOPLE, population::facts);
    let text = text::Text::new(PEOPLE)?;
    let mut sql =
        std::env::var("RAPPORT_BENCH_URL").ok().map(|url| sql::Sql::new(&url, PEOPLE)).transpose()?;
    println!(
        "\n| {PEOPLE} people | question | p50 | p99 | ours p50 | ours p99 | slower by (p50) | (p99) | turns |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for (name, asking) in
        [("eight wants, two must", Asking::eight_wants as fn(u64) -> Asking), ("no wants", Asking::no_wants)]
    {
        let questions: Vec<Asking> = (0..QUESTIONS).map(asking).collect();
        let question = |turn: u64| &questions[usize::try_from(turn % QUESTIONS).unwrap_or(0)];
        for asking in &questions {
            let expected = report::found(&index, asking);
            agrees("text", &expected, &text.ask(asking)?)?;
            if let Some(sql) = &mut sql {
                agrees("SQL, arrays", &expected, &sql.ask(asking, sql::Way::Arrays)?)?;
                agrees("SQL, columns", &expected, &sql.ask(asking, sql::Way::Columns)?)?;
            }
        }
        let [own, other] = in_turns(
            length,
            [&mut |turn| drop(black_box(report::found(&index, question(turn)))), &mut |turn| {
                drop(black_box(text.ask(question(turn))));
            }],
        );
        row("text search engine (tantivy)", name, &own, &other);
        let Some(sql) = &mut sql else { continue };
        for (way, words) in
            [(sql::Way::Arrays, "SQL, arrays and GIN"), (sql::Way::Columns, "SQL, boolean columns")]
        {
            let [own, other] = in_turns(
                length,
                [&mut |turn| drop(black_box(report::found(&index, question(turn)))), &mut |turn| {
                    drop(black_box(sql.ask(question(turn), way)));
                }],
            );
            row(words, name, &own, &other);
        }
    }
    if sql.is_none() {
        println!("\nSQL was left out: RAPPORT_BENCH_URL names no Postgres.");
    }
    Ok(())
}

fn row(what: &str, name: &str, own: &Times, other: &Times) {
    println!(
        "| {what} | {name} | {} | {} | {} | {} | {:.0}× | {:.0}× | {} |",
        in_words(other.p50()),
        in_words(other.p99()),
        in_words(own.p50()),
        in_words(own.p99()),
        ratio(other.p50(), own.p50()),
        ratio(other.p99(), own.p99()),
        other.len()
    );
}

/// A comparison counts only if it answers the same question.
fn agrees(who: &str, expected: &Found, found: &Found) -> Result<()> {
    if expected == found {
        Ok(())
    } else {
        Err(format!("{who} found {found:?} instead of {expected:?}").into())
    }
}

/// What settles ties, as one number: free places relative to capacity, then who waited longest, then the reply record.
fn tie_of(facts: &Facts) -> u64 {
    let free = u64::from(facts.left) * 27_720 / u64::from(facts.capacity);
    let waited = u64::from(facts.last_asked.map_or(u32::MAX, |asked| u32::MAX - 1 - asked));
    free << 48 | waited << 16 | u64::from(facts.reply)
}
