//! From "could we talk?" to a decision.

mod answering;
mod deciding;
pub mod hub;
mod interleavings;
mod links;
mod measure;
mod messages;
mod moves;
mod races;
mod sending;
mod sweeps;
pub mod web;
mod web_links;
mod web_meeting;
