//! From "could we talk?" to a decision: a mentee asks for a first conversation, the coach or mentor answers, they meet, and
//! each decides in private. Nobody is left without an answer: every state but the closed one has a clock, and the sweeps
//! keep it. A place is held from acceptance until it closes, in the transaction that accepts.

pub mod model;
