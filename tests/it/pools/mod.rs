//! Pools: their public pages, setting one up, and two becoming one.

mod merging;
mod setup;
