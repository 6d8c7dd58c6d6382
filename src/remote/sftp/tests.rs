//! A session over OpenSSH's own server, and over one that lies.

mod hostile;
mod openssh;
pub(super) mod peer;
