//! A child process that does not outlive the test, however the test ends.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};

/// A server in its own process group, with a watchdog that ends the group if this process is killed.
///
/// The watchdog is a shell that waits for the end of a pipe which only this process holds open: that works where a
/// parent-death signal does not, because servers change their user, and because tests run on threads that end.
pub struct Running {
    server: Child,
    watchdog: Child,
}

impl Running {
    pub fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).process_group(0);
        let server = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let watchdog = Command::new("/bin/sh")
            .args([
                "-c",
                "read -r _ || kill -s KILL -- \"-$1\"",
                "watchdog",
                &server.id().to_string(),
            ])
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { server, watchdog }
    }

    /// How it ended, if it has.
    pub fn has_ended(&mut self) -> Option<ExitStatus> {
        self.server.try_wait().unwrap()
    }

    /// Ends it, if nobody has yet. What it started in a namespace of its own is told to end too, and does so a little later.
    pub fn stop(&mut self) {
        let Some(mut pipe) = self.watchdog.stdin.take() else {
            return;
        };
        // Its sessions are children in the same group. Nobody has waited for the leader yet, so the number is still ours.
        if let Some(group) = Pid::from_raw(self.server.id() as i32) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.server.wait();
        let _ = pipe.write_all(b"stopped\n");
        drop(pipe);
        let _ = self.watchdog.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}
