//! The real program, started as an operator starts it: its database, its refusals, its ends.

mod answering;
mod booking;
mod embedded;
mod note_keys;
mod outside;
mod program;
mod refusals;
mod together;
