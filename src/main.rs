//! The command line: see [`rapport::commands`].

fn main() -> std::process::ExitCode {
    rapport::commands::run(std::env::args_os())
}
