//! Servers on this computer, to try things on.
