//! Who may do what: administrators give and take roles. Looking somebody up needs their exact address.

mod store;
mod web;

pub use web::routes;
