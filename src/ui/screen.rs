//! The screens. Each is a value with a `Message` that it understands and an `Action` that it asks of the root.

pub mod address;
pub mod commands;
pub mod connect;
pub mod controls;
#[cfg(test)]
mod drawn;
pub mod drop_down;
pub mod exchange;
pub mod facts;
pub mod failure;
pub mod interruption;
pub mod keep;
pub mod keychain;
pub mod log;
pub mod modal;
pub mod pane;
mod panel;
pub mod parts;
pub mod private;
pub mod question;
pub mod queue;
pub mod settings;
pub mod sites;
pub mod tab;
pub mod trial;
pub mod trusted;
