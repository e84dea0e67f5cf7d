//! What every slice stands on. Knows no slice.

pub mod bank_holidays;
pub mod clock;
pub mod db;
pub mod ids;
pub mod mail;
pub mod seal;
pub mod secrets;
pub mod sweeps;
pub mod tokens;
pub mod web;
pub mod words;
pub mod working_days;
