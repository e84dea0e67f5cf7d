//! From a request to a decision.

mod messages;
