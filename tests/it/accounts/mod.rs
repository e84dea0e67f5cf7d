//! Accounts: signing in and out, what a login session is worth, and what nobody can find out.

mod mailed_code;
mod own;
mod password;
mod registration;
mod reset;
mod sessions;
