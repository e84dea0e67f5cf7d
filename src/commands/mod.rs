//! The command line. One file a command; what they share is in `database`, `secret` and `failure`.

mod config;
mod create_administrator;
mod database;
mod failure;
mod hub;
mod import;
mod migrate;
mod rotate_note_keys;
mod secret;
mod seed;
mod serve;
mod worker;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::platform::embedded::child;

pub use failure::{Code, Failure};

/// A hub where health and care staff find a coach or a mentor.
#[derive(Debug, Parser)]
#[command(
    name = "rapport",
    version,
    about,
    after_help = "Settings come from the environment and from the file named by \
    RAPPORT_CONFIG; `rapport config` lists them."
)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the hub: the pages, and the worker that sends mail
    Serve(serve::Options),
    /// Send mail and do periodic work, beside a `serve --without-worker`
    Worker,
    /// Bring the database's schema up to date, as the role that owns it
    Migrate,
    /// Make an administrator and print a link to choose a password
    CreateAdministrator(create_administrator::Options),
    /// Bring existing data in
    Import(import::Options),
    /// Put the demonstration's people, or those of a preset, into the database; `serve` does so by itself
    Seed(seed::Options),
    /// Wrap the keys of notes anew with the current outer key, while the hub serves
    RotateNoteKeys,
    /// Print every setting, its value, where that comes from and its default; secrets are left out
    Config,
}

/// Runs the command that the arguments name. The first argument is the program's name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // Before anything else, and before there are threads: the step between the hub and its database.
    if arguments.get(1).is_some_and(|name| name == child::NAME) {
        let error = child::run(arguments.into_iter().skip(2));
        eprintln!("rapport: {error}");
        return ExitCode::from(Code::Other as u8);
    }
    let command = match CommandLine::try_parse_from(arguments) {
        Ok(line) => line.command,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let outcome = match command {
        Command::Serve(options) => serve::run(&options),
        Command::Worker => worker::run(),
        Command::Migrate => migrate::run(),
        Command::CreateAdministrator(options) => create_administrator::run(&options),
        Command::Import(options) => import::run(&options),
        Command::Seed(options) => seed::run(&options),
        Command::RotateNoteKeys => rotate_note_keys::run(),
        Command::Config => config::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("rapport: {failure}");
            failure.exit_code()
        }
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Failure::new(Code::Other, format!("The program's threads could not be started: {error}."))
    })
}
