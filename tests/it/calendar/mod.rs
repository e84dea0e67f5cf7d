mod booking;
mod given;
