mod agreement;
mod reference;
mod world;
