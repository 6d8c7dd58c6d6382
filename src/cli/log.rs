//! `--log`: the exchange with the server, line by line. Secrets were masked before the lines were made.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::wire::{Line, Speaker};

/// Where the lines go.
pub struct Log(Box<dyn Write>);

impl Log {
    /// Appends to a file, made with mode 0600 if missing; `-` is standard error.
    ///
    /// # Errors
    /// If the file cannot be opened.
    pub fn open(path: &Path) -> io::Result<Self> {
        if path == Path::new("-") {
            return Ok(Self(Box::new(io::stderr())));
        }
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Self(Box::new(io::BufWriter::new(options.open(path)?))))
    }

    /// Writes one line. The work does not stop for a log that cannot be written.
    pub fn line(&mut self, line: &Line) {
        let _ = writeln!(self.0, "{}", shown(line));
    }

    /// Says that lines are missing here.
    pub fn dropped(&mut self, count: u64) {
        let _ = writeln!(self.0, "             ... {count} lines left out");
    }

    /// Hands over what was written.
    pub fn flush(&mut self) {
        let _ = self.0.flush();
    }
}

/// `12:34:56.789 [1] > USER me`, the time in UTC.
fn shown(line: &Line) -> String {
    let since = line.at.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = since.as_secs() % 86_400;
    let speaker = match line.speaker {
        Speaker::Client => '>',
        Speaker::Server => '<',
        Speaker::Note => '*',
    };
    format!(
        "{:02}:{:02}:{:02}.{:03} [{}] {speaker} {}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        since.subsec_millis(),
        line.connection,
        line.text
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_line_says_when_where_and_who() {
        let line = Line {
            connection: 2,
            at: UNIX_EPOCH + Duration::from_millis(86_400_000 + 45_296_789),
            speaker: Speaker::Client,
            text: "USER me".into(),
            expected: false,
        };
        assert_eq!(shown(&line), "12:34:56.789 [2] > USER me");
    }

    #[test]
    fn a_log_file_is_private_and_appended_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        for count in [1, 2] {
            let mut log = Log::open(&path).unwrap();
            log.dropped(count);
            log.flush();
        }
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
