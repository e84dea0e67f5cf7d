//! Everything between a request and a slice: routes, forms, page chrome, errors, flash.

pub mod assets;
pub mod client;
mod csrf;
mod dates;
pub mod error;
mod error_pages;
pub mod extract;
pub mod fields;
pub mod filters;
pub mod flash;
pub mod forms;
mod headers;
pub mod layers;
pub mod limits;
mod observe;
pub mod page;
pub mod pages;
pub mod routes;

pub use client::{ClientAddress, TrustedProxies};
pub use dates::DateBoxes;
pub use error::PageError;
pub use extract::{Form, Path, Query};
pub use fields::{Choice, Crumb};
pub use forms::FormErrors;
pub use limits::Limits;
pub use observe::RequestId;
pub use page::{Layout, Reader, Site, page, see_other, see_other_noting, unprocessable};
pub use pages::Pages;
pub use routes::{Routes, Who};
