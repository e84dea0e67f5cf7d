//! After a death: a coordinator writes to those who had a request or a first conversation open, or worked with whoever died, before anybody else does.

mod web;

pub(super) use web::routes;
