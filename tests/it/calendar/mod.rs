mod booking;
mod feed;
mod given;
mod invitation;
mod pages;
mod reading;
