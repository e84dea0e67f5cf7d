//! Hours rolled up: pages, files and the report, against plain arithmetic over the rows.

pub mod given;
mod national;
mod pages;
mod rollups;
mod stated;
