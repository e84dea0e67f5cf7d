//! Search: what a sentence says, whom somebody keeps, what they wait for, whom they would rather not meet.

mod words;
