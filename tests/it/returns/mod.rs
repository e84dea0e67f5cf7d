//! Monthly activity: opened and prefilled on the 1st, confirmed, taken as it stands on the 10th, amended.

pub mod given;
mod late;
mod pages;
mod sweeping;
mod themes;
