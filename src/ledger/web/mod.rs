//! Pages of the ledger: the list, an entry, a group.

mod entry;
mod group;
mod list;

use crate::app::App;
use crate::platform::clock::Instant;
use crate::platform::ids::SubmissionId;
use crate::platform::web::{Routes, Who};

/// Bytes of a form with a reflection in it.
const LONGEST_FORM: usize = 128 * 1024;

pub(super) fn routes() -> Routes<App> {
    let own = Who::SignedIn;
    Routes::new()
        .get("/supervision", own, list::show)
        .post_up_to(LONGEST_FORM, "/supervision", own, list::add)
        .get("/supervision/group", own, group::ask)
        .post("/supervision/group", own, group::save)
        .get("/supervision/{entry_id}", own, entry::show)
        .post_up_to(LONGEST_FORM, "/supervision/{entry_id}", own, entry::save)
        .post("/supervision/{entry_id}/deletion", own, entry::remove)
}

fn new_submission(now: Instant) -> String {
    SubmissionId::new(now).to_string()
}
