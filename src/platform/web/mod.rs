//! Everything between a request and a slice: routes, forms, page chrome, errors, flash.

pub mod assets;
pub mod error;
pub mod fields;
pub mod filters;
pub mod flash;
pub mod forms;
pub mod page;
pub mod routes;

pub use error::PageError;
pub use fields::{Choice, Crumb};
pub use forms::FormErrors;
pub use page::{Layout, Reader, Site, see_other, unprocessable};
pub use routes::{Routes, Who};
