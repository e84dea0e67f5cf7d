//! What is measured about the index alone.

use std::hint::black_box;
use std::time::{Duration, Instant};

use super::floor::Profiles;
use super::measure::{in_turns, in_words, ratio};
use super::population::{self, Asking};
use crate::matching::{Facts, Index, Question, rank, repair};

/// A kind of question, and how one of them is made.
type Case = (&'static str, fn(u64) -> Asking);

/// How many different questions take turns.
const QUESTIONS: u64 = 16;

pub fn index(people: u64, facts: fn(u64) -> Facts) -> Index {
    let mut index = Index::new(population::terms());
    index.set_organisations(population::organisations());
    for number in 0..people {
        index.upsert(&facts(number));
    }
    index
}

/// The scores of the page, and how many match.
pub fn found(index: &Index, asking: &Asking) -> (Vec<u32>, u32) {
    let question = Question {
        asker: &asking.asker,
        criteria: &asking.criteria,
        hits: None,
        full: false,
        after: None,
        take: 20,
    };
    let answer = rank(index, &question);
    (answer.ranked.iter().map(|ranked| ranked.key.score).collect(), answer.total)
}

pub fn print(sizes: &[u64], length: Duration) {
    println!("| people | question | p50 | p99 | floor p50 | floor p99 | ratio of p50 | of p99 | turns |");
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut memory = Vec::new();
    for people in sizes {
        let profiles = Profiles::new((0..*people).map(population::facts));
        let everybody = index(*people, population::facts);
        memory.push((*people, everybody.bytes()));
        let cases: [Case; 3] = [
            ("eight wants, two must", Asking::eight_wants),
            ("no wants", Asking::no_wants),
            ("eight wants, no must", Asking::eight_wishes),
        ];
        for case in cases {
            row(&everybody, &profiles, case, length);
        }
        let profiles = Profiles::new((0..*people).map(population::newcomer));
        let newcomers = index(*people, population::newcomer);
        row(&newcomers, &profiles, ("no wants, everybody equal", Asking::no_wants), length);
    }
    println!();
    for (people, bytes) in memory {
        println!("index of {people}: {} bytes for each", bytes / usize::try_from(people).unwrap_or(1));
    }
    upkeep();
}

fn row(index: &Index, profiles: &Profiles, (name, asking): Case, length: Duration) {
    let questions: Vec<Asking> = (0..QUESTIONS).map(asking).collect();
    let question = |turn: u64| &questions[usize::try_from(turn % QUESTIONS).unwrap_or(0)];
    let [own, floor] = in_turns(
        length,
        [&mut |turn| drop(black_box(found(index, question(turn)))), &mut |turn| {
            black_box(profiles.best(question(turn)));
        }],
    );
    println!(
        "| {} | {name} | {} | {} | {} | {} | {:.2} | {:.2} | {} |",
        index.len(),
        in_words(own.p50()),
        in_words(own.p99()),
        in_words(floor.p50()),
        in_words(floor.p99()),
        ratio(own.p50(), floor.p50()),
        ratio(own.p99(), floor.p99()),
        own.len()
    );
}

/// Loading, changing and repairing an index of a hundred thousand.
fn upkeep() {
    let people: Vec<_> = (0..100_000).map(population::facts).collect();
    let start = Instant::now();
    let mut index = Index::new(population::terms());
    index.set_organisations(population::organisations());
    for facts in &people {
        index.upsert(facts);
    }
    println!("from facts to an index of 100000: {}", in_words(start.elapsed()));
    let start = Instant::now();
    for facts in people.iter().step_by(10) {
        index.upsert(facts);
    }
    println!("one person changed: {}", in_words(start.elapsed() / 10_000));
    let start = Instant::now();
    for number in 0..100 {
        let asking = Asking::eight_wants(number);
        let question = Question {
            asker: &asking.asker,
            criteria: &asking.criteria,
            hits: None,
            full: false,
            after: None,
            take: 20,
        };
        black_box(repair(&index, &question));
    }
    println!("repair of 100000: {}", in_words(start.elapsed() / 100));
}
