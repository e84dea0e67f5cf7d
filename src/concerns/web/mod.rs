//! Pages: telling, seeing where it stands, and looking after what others told.

mod desk;
mod mine;
mod raising;
mod subject;

use crate::app::App;
use crate::platform::web::{Routes, Who};

pub(super) const LONGEST_FORM: usize = 256 * 1024;

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/concerns/new", Who::SignedIn, raising::form)
        .post_up_to(LONGEST_FORM, "/concerns/new", Who::SignedIn, raising::send)
        .get("/concerns/mine", Who::SignedIn, mine::show)
        .get("/concerns", Who::CoordinatorOrAdministrator, desk::list)
        .get("/concerns/{id}", Who::CoordinatorOrAdministrator, desk::show)
        .post("/concerns/{id}/acknowledgement", Who::CoordinatorOrAdministrator, desk::acknowledge)
        .post_up_to(LONGEST_FORM, "/concerns/{id}/notes", Who::CoordinatorOrAdministrator, desk::note)
        .post_up_to(LONGEST_FORM, "/concerns/{id}/outcome", Who::CoordinatorOrAdministrator, desk::outcome)
        .post("/concerns/{id}/closing", Who::CoordinatorOrAdministrator, desk::close)
}
