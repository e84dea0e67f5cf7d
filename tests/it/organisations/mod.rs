//! Where people work: reference data, search, the chooser inside forms.

mod choice;
mod pages;
mod reference;
mod search;
