//! Measures matching alone, and beside the same question as one SQL query and through a text search engine.

#[path = "../../matching/floor.rs"]
mod floor;
#[path = "../../../src/matching/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the hub uses what this does not")]
mod matching;
#[path = "../../matching/measure.rs"]
mod measure;
#[cfg(feature = "others")]
mod others;
#[path = "../../matching/population.rs"]
mod population;
#[path = "../../matching/report.rs"]
mod report;

#[allow(clippy::unnecessary_wraps, reason = "what is left out may fail")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    report::print(&[10_000, 100_000, 1_000_000], measure::length());
    #[cfg(feature = "others")]
    others::print(measure::length())?;
    Ok(())
}
