//! What a process does so that secrets in its memory do not end up in a file when it dies.

use std::io::Write;

/// Switches core dumps off, and keeps what a panic was about out of its message. To be called once, at the start.
///
/// `hidden` also keeps other processes of the same user from looking into this one. A program with a window cannot do that: the
/// desktop looks at the process that asks it for a dialog.
pub fn keep_secrets_in(hidden: bool) {
    system::no_core(hidden);
    std::panic::set_hook(Box::new(|panic| {
        let at = panic
            .location()
            .map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        // Symbols only, and only where somebody asked for them with RUST_BACKTRACE.
        let trace = std::backtrace::Backtrace::capture();
        let trace = match trace.status() {
            std::backtrace::BacktraceStatus::Captured => format!("\n{trace}"),
            _ => String::new(),
        };
        let text = format!("packetboat: a fault of the program{at}; please report it with this line\n{trace}");
        let _ = std::io::stderr().write_all(text.as_bytes());
    }));
}

#[cfg(unix)]
mod system {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    pub fn no_core(hidden: bool) {
        let now = getrlimit(Resource::Core);
        // One byte, and not none: that is the length at which Linux also starts no program that would collect the core.
        let least = now.maximum.map_or(1, |most| most.min(1));
        let limit = Rlimit {
            current: Some(least),
            maximum: now.maximum,
        };
        // Where a system refuses, it is as it was; nothing else can be done about it.
        let _ = setrlimit(Resource::Core, limit);
        #[cfg(target_os = "linux")]
        if hidden {
            let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
        }
        #[cfg(not(target_os = "linux"))]
        let _ = hidden;
    }
}

/// Windows writes no dumps of processes unless an administrator asks for them.
#[cfg(not(unix))]
mod system {
    pub fn no_core(_: bool) {}
}
