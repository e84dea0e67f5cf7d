//! Who did what, when: append-only, no free text. People appear by a random actor key whose mapping erasure
//! deletes, so that the record stays and the person goes (S13).

mod record;

pub use record::{Actor, Recorded, Subject, record, record_all};
