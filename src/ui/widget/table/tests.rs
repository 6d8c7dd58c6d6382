//! The widget under every gesture.
