//! The two streams of the command line: results go to standard output, everything else to standard error.

use std::io::{self, BufWriter, IsTerminal, Write};

use serde::Serialize;

use super::json;

/// Writes results and remarks. Once nobody reads the results any more, it writes none.
pub struct Printer {
    results: Box<dyn Write>,
    remarks: Box<dyn Write>,
    json: bool,
    state: io::Result<()>,
}

impl Printer {
    /// Writes to the streams of this process. Results are flushed when [`Printer::flush`] is called.
    pub fn standard(json: bool) -> Self {
        // Not locked: the engine writes a file that goes to standard output from another thread.
        let results = BufWriter::with_capacity(64 * 1024, io::stdout());
        Self::new(Box::new(results), Box::new(io::stderr()), json)
    }

    /// Writes to any two streams.
    pub fn new(results: Box<dyn Write>, remarks: Box<dyn Write>, json: bool) -> Self {
        Self {
            results,
            remarks,
            json,
            state: Ok(()),
        }
    }

    /// Whether results are objects.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// A result for people: one line, safe to show.
    pub fn result(&mut self, line: &str) {
        self.write(format_args!("{line}\n"));
    }

    /// A result for programs.
    pub fn object(&mut self, object: &impl Serialize) {
        let line = json::line(object);
        if self.state.is_ok() {
            self.state = self.results.write_all(&line);
        }
    }

    /// Something that is not a result: one line, safe to show. Whether it can be written does not matter.
    pub fn remark(&mut self, line: &str) {
        let _ = writeln!(self.remarks, "{line}");
    }

    /// Hands over what was written. False if nobody takes it: the work has lost its point.
    pub fn flush(&mut self) -> bool {
        if self.state.is_ok() {
            self.state = self.results.flush();
        }
        self.state.is_ok()
    }

    /// Why results could not be written. A reader that went away is no failure.
    pub fn failure(&self) -> Option<&io::Error> {
        let failed = self.state.as_ref().err();
        failed.filter(|error| error.kind() != io::ErrorKind::BrokenPipe)
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) {
        if self.state.is_ok() {
            self.state = self.results.write_fmt(text);
        }
    }
}

/// Whether a person is likely to see standard error.
pub fn is_watched() -> bool {
    io::stderr().is_terminal()
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    /// A stream that can be read afterwards.
    #[derive(Clone, Default)]
    pub struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Kept {
        pub fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Gone(io::ErrorKind);

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure_but_a_full_disk_is() {
        for (kind, is_failure) in [(io::ErrorKind::BrokenPipe, false), (io::ErrorKind::StorageFull, true)] {
            let remarks = Kept::default();
            let mut printer = Printer::new(Box::new(Gone(kind)), Box::new(remarks.clone()), false);
            assert!(printer.flush());
            printer.result("lost");
            assert!(!printer.flush());
            assert_eq!(printer.failure().is_some(), is_failure);
            printer.remark("still here");
            assert_eq!(remarks.text(), "still here\n");
        }
    }
}
