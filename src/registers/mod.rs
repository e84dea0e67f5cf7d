//! Existing registers of coaches and mentors, brought in from a file and taken out again. A file is read, its columns and
//! values understood, tried in a dry run and only then brought in, whole or not at all. Whoever it names stays an entry
//! that nobody can find until they confirm.

pub mod columns;
pub mod reading;
