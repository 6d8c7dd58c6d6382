//! Asking a person, on the terminal itself: standard input and output may be files.

use std::sync::{Arc, Mutex, PoisonError};

use crate::secret::Secret;

/// The terminal of this process.
#[derive(Clone)]
pub struct Terminal(Arc<Inside>);

impl Terminal {
    /// The terminal, if there is one and a person is likely to sit at it: at least one of the standard streams is it.
    pub fn of_this_process() -> Option<Self> {
        use std::io::IsTerminal;
        let watched = std::io::stdin().is_terminal() || std::io::stderr().is_terminal();
        let inside = if watched { Inside::open()? } else { return None };
        Some(Self(Arc::new(inside)))
    }

    /// Asks for a line and shows what is typed; `None` at the end of input.
    pub fn ask(&self, prompt: &str) -> Option<String> {
        self.0.ask(prompt, false)
    }

    /// Asks for a line that is not shown; `None` at the end of input.
    pub fn ask_secret(&self, prompt: &str) -> Option<Secret> {
        self.0.ask(prompt, true).map(Secret::new)
    }

    /// Brings the terminal back to what it was, from another thread, when the process is about to end.
    pub fn restore(&self) {
        self.0.restore();
    }
}

#[cfg(unix)]
use unix::Inside;

#[cfg(unix)]
mod unix {
    use std::fs::{File, OpenOptions};
    use std::io::{Read, Write};

    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    use super::{Mutex, PoisonError};

    pub struct Inside {
        tty: File,
        before: Mutex<Option<Termios>>,
    }

    impl Inside {
        pub fn open() -> Option<Self> {
            let tty = OpenOptions::new().read(true).write(true).open("/dev/tty").ok()?;
            let before = Mutex::new(None);
            Some(Self { tty, before })
        }

        pub fn ask(&self, prompt: &str, secret: bool) -> Option<String> {
            if secret {
                self.hide()?;
            }
            let mut tty = &self.tty;
            let line = write!(tty, "{prompt}").ok().and_then(|()| self.line());
            if secret {
                self.restore();
                let _ = writeln!(tty);
            }
            line
        }

        /// Nothing is typed before the echo is off: a terminal that cannot do that is not asked.
        fn hide(&self) -> Option<()> {
            let before = tcgetattr(&self.tty).ok()?;
            let mut silent = before.clone();
            silent.local_modes -= LocalModes::ECHO;
            *self.before.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
            tcsetattr(&self.tty, OptionalActions::Flush, &silent).ok()
        }

        pub fn restore(&self) {
            let before = self.before.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(before) = before {
                let _ = tcsetattr(&self.tty, OptionalActions::Now, &before);
            }
        }

        /// Reads byte by byte, so that nothing that belongs to somebody else is taken.
        fn line(&self) -> Option<String> {
            let (mut bytes, mut byte) = (Vec::new(), [0]);
            while (&self.tty).read(&mut byte).ok()? == 1 {
                match byte {
                    [b'\n'] => return String::from_utf8(bytes).ok(),
                    [byte] => bytes.push(byte),
                }
            }
            None
        }
    }
}

#[cfg(not(unix))]
use elsewhere::Inside;

/// Where the echo cannot be switched off, nobody is asked; `--password-stdin` and `--accept-certificate` answer.
#[cfg(not(unix))]
mod elsewhere {
    pub struct Inside;

    impl Inside {
        pub fn open() -> Option<Self> {
            None
        }

        pub fn ask(&self, _: &str, _: bool) -> Option<String> {
            None
        }

        pub fn restore(&self) {}
    }
}

/// The next line of standard input without its line end; `None` at its end. Takes no byte beyond it: the rest may be a file
/// to send.
///
/// # Errors
/// If it cannot be read or is not UTF-8.
pub fn line_of_input() -> std::io::Result<Option<Secret>> {
    let mut bytes = Vec::new();
    let mut ended = false;
    while !ended {
        match next_byte()? {
            Some(b'\n') => ended = true,
            Some(byte) => bytes.push(byte),
            None if bytes.is_empty() => return Ok(None),
            None => break,
        }
    }
    if bytes.ends_with(b"\r") {
        bytes.pop();
    }
    let not_text = |_| std::io::Error::new(std::io::ErrorKind::InvalidData, "not UTF-8");
    String::from_utf8(bytes).map(Secret::new).map(Some).map_err(not_text)
}

#[cfg(unix)]
fn next_byte() -> std::io::Result<Option<u8>> {
    let mut byte = [0];
    loop {
        match rustix::io::read(std::io::stdin(), &mut byte) {
            Ok(0) => return Ok(None),
            Ok(_) => return Ok(Some(byte[0])),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

#[cfg(not(unix))]
fn next_byte() -> std::io::Result<Option<u8>> {
    use std::io::Read;
    std::io::stdin().lock().bytes().next().transpose()
}
