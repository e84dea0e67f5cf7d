//! Tests of the whole hub: real Postgres, real HTTP, a real browser. One binary, one file per slice.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]
// Where macros of templates/components look for `crate::platform`.
use rapport::platform;

mod accounts;
mod admin;
mod applications;
mod architecture;
mod availability;
mod browser_journeys;
mod browser_smoke;
mod browser_states;
mod calendar;
mod chemistry;
mod components;
mod concerns;
mod coordination;
mod crawl;
mod credentials;
mod data_register;
mod database;
mod demo;
mod dependencies;
mod frame;
mod guidance;
mod mail;
mod memberships;
mod migrations;
mod notices;
mod organisations;
mod permissions;
mod pools;
mod presets;
mod process;
mod profiles;
mod registers;
mod schemes;
mod search;
mod security;
mod server;
mod support;
mod sweeps;
mod tools;
mod training;
mod vocabulary;
