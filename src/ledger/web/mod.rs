//! Pages of the ledger: the list, an entry, a group.

mod entry;
mod group;
mod list;
mod mend;

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
        .get("/supervision/groups/{group_id}", own, mend::show)
        .post("/supervision/groups/{group_id}", own, mend::save)
        .get("/supervision/{entry_id}", own, entry::show)
        .post_up_to(LONGEST_FORM, "/supervision/{entry_id}", own, entry::save)
        .post("/supervision/{entry_id}/deletion", own, entry::remove)
}

/// Beside the tick that says that it was another meeting.
const SAME_DAY: &str = "Supervision of this day is in your ledger already, recorded by a session or a supervisor. If this was another meeting, say so; if it was the same, you need not add it";

/// The same of an entry that they made already.
const AGAIN: &str = "You entered the same already: this day, this long, in these words. If this was another one, say so; if it was the same, you need not add it again";

/// The same of a group.
const GIVEN_SAME_DAY: &str = "You typed supervision that you gave on this day into your ledger. If this was another meeting, say so; if it was the same, remove what you typed in first, so that it counts once";

fn new_submission(now: Instant) -> String {
    SubmissionId::new(now).to_string()
}
