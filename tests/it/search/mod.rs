//! Search: the index in the running server, what a sentence says, whom somebody keeps, what they wait for, whom they
//! would rather not meet.

mod live;
mod live_actions;
mod words;
