//! Rapport: a hub where health and care staff find a coach or a mentor.
//!
//! One room per capability; docs/ARCHITECTURE.md is the map.

pub mod accounts;
pub mod activity;
pub mod admin;
pub mod app;
pub mod applications;
pub mod availability;
pub mod calendar;
pub mod chemistry;
pub mod commands;
pub mod concerns;
pub mod config;
pub mod coordination;
pub mod demo;
pub mod events;
pub mod guidance;
pub mod ledger;
#[cfg(test)]
mod letters;
pub mod matching;
pub mod memberships;
pub mod navigation;
pub mod organisations;
pub mod own_data;
pub mod platform;
pub mod pools;
pub mod presets;
pub mod profiles;
pub mod registers;
pub mod relationships;
pub mod returns;
pub mod schemes;
pub mod search;
pub mod tools;
pub mod training;
pub mod vocabulary;

/// Every schema change, in order, inside the binary.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();
