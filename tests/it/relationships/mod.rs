//! Working together: agreement, sessions, review, ending, and what is heard of silence.

mod agreeing;
mod bereaved;
mod ending;
pub mod hub;
mod interleavings;
mod leaving;
mod looking_back;
mod now;
mod offers;
mod recording;
mod rehoming;
mod reviews;
mod sessions;
mod silence;
mod versions;
mod web;
