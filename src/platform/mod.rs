//! What every slice stands on. Knows no slice.

pub mod bank_holidays;
pub mod clock;
pub mod codes;
pub mod db;
pub mod embedded;
pub mod health;
pub mod hours;
pub mod ids;
pub mod key_ring;
pub mod mail;
pub mod seal;
pub mod secrets;
pub mod server;
pub mod span;
pub mod sweeps;
pub mod telemetry;
pub mod tokens;
pub mod turns;
pub mod web;
pub mod words;
pub mod working_days;
pub mod zones;
