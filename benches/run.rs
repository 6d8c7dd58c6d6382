//! What every measuring program needs: files to move, and a clock.

use std::path::Path;
use std::process::{Command, Stdio};

use super::table::Figures;

/// Runs a command under the system's own accounting.
pub fn timed(command: Command, report: &Path) -> Figures {
    let mut time = Command::new("/usr/bin/time");
    time.args(["-q", "-f", "%e %U %S %M", "-o"]).arg(report);
    time.arg(command.get_program()).args(command.get_args());
    time.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = time
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .output()
        .expect("GNU time is there");
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = std::fs::read_to_string(report).expect("a report");
    let mut numbers = text
        .split_whitespace()
        .map(|number| number.parse::<f64>().expect("a number"));
    let mut next = || numbers.next().expect("four numbers");
    Figures {
        wall: next(),
        cpu: next() + next(),
        mib: next() / 1024.0,
    }
}

/// A folder with so many files of these bytes.
pub fn fill(folder: &Path, count: usize, bytes: &[u8]) {
    std::fs::create_dir_all(folder).expect("a folder");
    for n in 0..count {
        std::fs::write(folder.join(format!("file-{n:06}.txt")), bytes).expect("a file");
    }
}

/// What the environment says, or else the usual.
pub fn number(variable: &str, usual: usize) -> usize {
    std::env::var(variable)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual)
}

/// Bytes that nothing on the way can compress.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}
