//! Working together: agreement, sessions, review, ending, and what is heard of silence.

mod agreeing;
mod bereaved;
mod ending;
mod hub;
mod interleavings;
mod leaving;
mod recording;
mod rehoming;
mod reviews;
mod sessions;
mod silence;
mod web;
