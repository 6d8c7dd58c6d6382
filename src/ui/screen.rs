//! The screens. Each is a value with a `Message` that it understands and an `Action` that it asks of the root.

pub mod log;
mod panel;
pub mod queue;
