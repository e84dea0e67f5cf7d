mod booking;
pub mod faults;
mod feed;
mod given;
pub mod invitation;
mod pages;
mod reading;
