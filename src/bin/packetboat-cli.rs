//! The command line of Packetboat.

use std::process::ExitCode;

fn main() -> ExitCode {
    packetboat::cli::main(std::env::args_os().collect())
}
