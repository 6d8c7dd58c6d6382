//! What a program costs, as the system tells.

use std::fs;
use std::time::{Duration, Instant};

/// Ticks of the processor clock in a second, as Linux shows them to everybody.
const TICKS: f64 = 100.0;

/// Seconds of processor time so far, user and system, of all threads.
pub fn cpu(process: u32) -> f64 {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name may hold blanks; it ends with the last bracket.
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |at: usize| {
        fields
            .get(at)
            .and_then(|field| field.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    (ticks(11) + ticks(12)) / TICKS
}

/// Resident memory in MiB: now, and at its highest.
pub fn memory(process: u32) -> (f64, f64) {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<f64>().ok()
    };
    let mib = |name| line(name).unwrap_or(0.0) / 1024.0;
    (mib("VmRSS:"), mib("VmHWM:"))
}

/// Waits until a program has hardly worked for a while. Returns how long it worked from `began` on, and what that cost.
pub fn at_rest(process: u32, began: Instant, limit: Duration) -> Option<(f64, f64)> {
    const STEP: Duration = Duration::from_millis(100);
    const REST: Duration = Duration::from_secs(2);
    let before = cpu(process);
    let (mut used, mut busy) = (before, Instant::now());
    while began.elapsed() < limit {
        std::thread::sleep(STEP);
        let now = cpu(process);
        // A frame that is drawn each second is no work.
        if now - used > 0.35 * STEP.as_secs_f64() {
            busy = Instant::now();
        }
        used = now;
        if busy.elapsed() > REST {
            return Some(((busy - began).as_secs_f64(), now - before));
        }
    }
    None
}
