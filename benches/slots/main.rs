//! What it costs to reckon when somebody can be met in a whole year: `cargo bench --bench slots`. Absolute figures belong to
//! the machine they were taken on, so everything is measured in turns with two plain loops, and told as a ratio too.

mod floor;
#[path = "../matching/measure.rs"]
mod measure;
mod people;

use std::hint::black_box;

use measure::{in_turns, in_words, ratio};
use people::Person;

/// A first conversation.
const MINUTES: i64 = 30;

fn main() {
    println!(
        "| who | zone | slots of a year | p50 | p99 | a walk over half hours in UTC | ratio | the same list only made | ratio |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for person in [Person::typical("Europe/London"), Person::typical("Australia/Lord_Howe"), Person::heavy()]
    {
        measure(&person);
    }
}

fn measure(person: &Person) {
    let found = person.offer.slots(person.now, MINUTES, None).count();
    let week = floor::Week::of(&person.offer);
    let [engine, walk, made] = in_turns(
        measure::length(),
        [
            &mut |_| {
                black_box(black_box(&person.offer).slots(person.now, MINUTES, None).collect::<Vec<_>>());
            },
            &mut |_| {
                black_box(black_box(&week).year_from(person.now));
            },
            &mut |_| {
                black_box(floor::made(person.now, black_box(found)));
            },
        ],
    );
    println!(
        "| {} | {} | {found} | {} | {} | {} | {:.2} | {} | {:.2} |",
        person.name,
        person.zone,
        in_words(engine.p50()),
        in_words(engine.p99()),
        in_words(walk.p50()),
        ratio(engine.p50(), walk.p50()),
        in_words(made.p50()),
        ratio(engine.p50(), made.p50()),
    );
    assert!(engine.len() >= 20);
}
