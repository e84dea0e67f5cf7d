//! From "could we talk?" to a decision.

mod answering;
mod changes;
mod condolences;
mod deciding;
mod entered;
mod faults;
mod guarding;
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
mod unseen;
pub mod web;
mod web_links;
mod web_meeting;
mod web_races;
mod web_repeats;
mod web_statements;
