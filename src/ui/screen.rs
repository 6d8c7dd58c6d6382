//! The screens. Each is a value with a `Message` that it understands and an `Action` that it asks of the root.

pub mod connect;
pub mod facts;
pub mod failure;
mod modal;
mod parts;
pub mod question;

#[cfg(test)]
mod drawn;
