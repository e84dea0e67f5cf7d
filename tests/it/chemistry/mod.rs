//! From "could we talk?" to a decision.

mod answering;
mod condolences;
mod deciding;
mod faults;
pub mod hub;
mod interleavings;
mod links;
mod measure;
mod messages;
mod moves;
mod races;
mod sending;
mod several;
mod sweeps;
pub mod web;
mod web_links;
mod web_meeting;
mod web_races;
mod web_repeats;
mod web_statements;
