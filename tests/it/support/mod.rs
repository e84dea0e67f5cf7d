//! What every test stands on.
#![allow(dead_code, reason = "a helper may wait for the test that needs it")]

pub mod app;
pub mod client;
pub mod database;
pub mod form;
pub mod given;
pub mod page;
pub mod smtp;
