//! Host certificates. A stand-in that believes none of them, until the real decision is merged.

use super::host_key::{HostKey, KnownKeys};

/// Decides about a host certificate.
///
/// # Errors
/// Why it is not believed.
pub fn decide_certificate(blob: &[u8], host: &str, now: i64, known: &KnownKeys) -> Result<HostKey, String> {
    let _ = (blob, host, now, known);
    Err("host certificates cannot be checked".to_owned())
}
