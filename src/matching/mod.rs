//! Matching: who fits what a mentee asks for, in which order, and why. Pure: no SQL, no HTTP, no clock, no randomness;
//! the day, the hours asked and the hits in biographies are passed in, so the same input gives the same order on every
//! machine.
//!
//! # Who is looked at
//!
//! [`Index`] holds whoever may be found at all. A [`Question`] then shows nobody who does not offer what is asked in a pool
//! of the asker, who is the asker, or whom the asker's list excludes. Those are gates: no score opens one. People without
//! a place left are counted apart ([`Answer::full`]), and ranked only when asked for ([`Question::full`]).
//!
//! # Score
//!
//! Each [`Want`] has a weight `w`: 3 for *must have* and *important*, 1 for *nice to have*. Somebody meets it by `m`, from 0
//! to 5040 ([`WHOLE`], which every number up to ten divides):
//!
//! | want | m |
//! |---|---|
//! | development areas, approaches | ⌊5040 · covered ⁄ asked⌋ |
//! | professions, delivery, languages, types of organisation | 5040 for any of them |
//! | seniority | 5040 when met, 2520 one level off |
//! | a system | 5040 in it, 2520 elsewhere in its region |
//! | a region, another system, another region, own or another organisation, qualification, words | 5040 or nothing |
//! | times | ⌊5040 · covered hours ⁄ asked hours⌋ |
//!
//! The score is Σ w·m, a whole number. The percentage is Σ w·m ⁄ Σ w·5040, rounded half up; without wants, 100. The points of
//! each want apportion the rounded percentage by largest remainder, of equals to the earlier want, so they add up to it.
//!
//! A *must have* also filters: at least one of the terms or hours, and seniority and geography exactly, not by half. A want
//! about something that is not known (my level, my system) or that names nothing is met by nobody: as a must it finds
//! nobody, so pages ask first.
//!
//! # Order
//!
//! 1. The score.
//! 2. Free places relative to capacity, compared exactly: in 27,720ths, which every capacity up to 12 divides.
//! 3. Whoever was never asked, then whoever was asked longest ago.
//! 4. The reply record.
//! 5. A hash of asker, person and day, so that equals take turns: `(mix(person) xor flip) · spread` modulo 2⁶⁴, where
//!    `flip = mix(mix(asker) + day)`, `spread` is `mix(flip)` made odd, `mix` is the finishing step of `SplitMix64`, a person
//!    is folded to 64 bits, and a visitor is 0. Never the alphabet.
//! 6. The person's number, should two hashes be the same.
//!
//! All of it is one [`OrderKey`], which is also the cursor of a page: whoever comes after it is on the next. Since the key
//! of somebody does not depend on anybody else, whoever does not change is shown once while others come and go.
//!
//! # An example
//!
//! Amina, in band 8a, wants *stepping up to board* (must), *clinical and managerial balance* (important), *two or more bands
//! above me* (important), *video* (nice) and *weekday evenings*, six to eight (nice). Σ w = 3 + 3 + 3 + 1 + 1 = 11; the
//! most there could be is 11 · 5040 = 55,440.
//!
//! - Grace helps with both, is three bands above, meets by video, and is free on Tuesday evenings: 2 of 10 hours, m = 1008.
//!   Her score is 9 · 5040 + 5040 + 1008 = 51,408, which is 92.7: 93%. Her shares of 100 are 27.27, 27.27, 27.27, 9.09
//!   and 1.82; their whole parts make 91, and the two points missing go to the largest remainders, 0.82 and the first
//!   0.27: 28 + 27 + 27 + 9 + 2 = 93.
//! - Rajesh helps with both, is one band above (one off: half), and offers every evening by video: 6 · 5040 + 3 · 2520 +
//!   2 · 5040 = 47,880, which is 86.4: 27 + 27 + 14 + 9 + 9 = 86%.
//! - Siân is as Rajesh in all that is asked, but one of her two places is taken, while his are both free: he comes first.
//! - Tom has everything but *stepping up to board*. He is not shown. [`repair`] says that four people would match if it were
//!   *important* instead.
//!
//! The test `example` holds the code to these figures.
//!
//! # How it is fast
//!
//! The index has a column of bits for each term, hour, pool, system … and works through them 64 people at a time, in blocks
//! of 4,096. Gates and musts are a few *and*s and *or*s of words, and counting them is counting bits. Scores of a block are
//! reckoned as bit planes (one word holds the same binary digit of 64 scores), in the largest unit that divides them all,
//! with a rough form of the tie as the lowest digits; comparing them with the twentieth best so far leaves a handful of
//! people to look at one by one. Where the exact score needs too many digits it is first reckoned a little low, and whoever
//! might still be among the best is reckoned exactly. Reasons are made for the people of the page only.

mod answer;
mod best;
mod criteria;
mod explain;
mod facts;
mod index;
mod order;
mod plan;
mod planes;
mod points;
mod question;
mod rank;
mod repair;
mod scan;
pub mod scheme;
#[cfg(test)]
mod tests;
mod week;

pub use answer::{Answer, Finding, Met, Offers, OrderKey, Ranked, Repair};
pub use criteria::{Asker, Criteria, Dimension, Geography, Seniority, TermKind, WHOLE, Want, Weight};
pub use facts::{Facts, Offering, Organisation, OrganisationKey, PersonKey, PoolKey, TermKey};
pub use index::{Hits, Index};
pub use question::Question;
pub use rank::{appraise, appraise_regardless, everybody, rank, standing};
pub use repair::repair;
pub use week::WeekHours;
