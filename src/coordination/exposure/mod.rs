//! How seen and asked the people of a pool are: the distribution, how even it is, and who is never seen and why. For the
//! pool's coordinators.

mod gini;
mod model;
mod store;
mod web;

pub(super) use web::routes;
