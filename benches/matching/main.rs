//! What ranking costs: `bin/bench-matching`. Absolute figures belong to the machine they were taken on, so everything is
//! measured in turns with a plain loop over masks, and told as a ratio too.

mod floor;
mod measure;
mod population;
mod report;

use rapport::matching;

fn main() {
    report::print(&[10_000, 100_000, 1_000_000], measure::length());
}
