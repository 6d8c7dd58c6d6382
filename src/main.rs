//! The window of Packetboat. Until it exists, this says how to do the same on the command line.

use std::io::Write;
use std::process::ExitCode;

const TEXT: &str = "\
Packetboat has no window yet. Its command line does the work:

  packetboat-cli ls ftp://me@example.org/
  packetboat-cli get ftp://me@example.org/site/ backup/
  packetboat-cli put pictures ftp://me@example.org/~/www/
  packetboat-cli help
";

fn main() -> ExitCode {
    // Whoever closes the pipe early has read enough.
    let _ = std::io::stdout().write_all(TEXT.as_bytes());
    ExitCode::SUCCESS
}
