//! A session over OpenSSH's own server, and over one that lies.

mod checksums;
mod hostile;
mod lanes;
mod openssh;
pub(super) mod peer;
