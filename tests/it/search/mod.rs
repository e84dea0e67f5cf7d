//! Search: the index in the running server, what a sentence says, the pages on which people find each other, whom somebody
//! keeps, what they wait for, whom they would rather not meet.

mod asker;
mod avoided;
mod erasure;
mod find;
pub mod hub;
mod live;
mod live_actions;
mod live_faults;
mod results;
mod saved;
mod shortlist;
mod unmet;
mod words;
