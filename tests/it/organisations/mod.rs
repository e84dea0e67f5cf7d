//! Where people work: reference data, search, the chooser inside forms.

mod choice;
mod reference;
mod search;
